"""What becomes of the work item of an issue whose tickets went to another one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from feedback.adapters.store import SqlStore
from feedback.domain.issues.issue import Description, Issue, IssueId, IssueKind, IssueState
from feedback.domain.publishing.effect import Effect, EffectState, plan_effect
from feedback.domain.publishing.step_reports import AdoptReport
from feedback.domain.publishing.work_item import PublishPolicy
from feedback.domain.publishing.work_item_content import WorkItemContent
from feedback.steps.night_state import read_night_state
from feedback.steps.publishing.publish import publish
from feedback.steps.publishing.settle import save
from tests.adapters.jira.jira_examples import work_item

NIGHT = datetime(2026, 3, 9, 3, tzinfo=UTC)
WORDS = Description("Labels fail", (), (), IssueKind.DEFECT, 1.0, 5)


def store_with_an_absorbed_issue(folder: Path, state: EffectState) -> SqlStore:
    """FB-1 went into FB-2; FB-1 has one effect, in `state`."""
    store = SqlStore(f"sqlite:///{folder}/store.db")
    planned = plan_effect(
        "FB-1",
        work_item(1, "Labels fail"),
        last=None,
        rank=Decimal(10),
        now=NIGHT,
    )
    assert planned is not None
    remote_key = "LOCAL-1" if state is EffectState.DONE else None
    with store.begin() as tx:
        survivor = Issue(IssueId(2), IssueState.ACTIVE, NIGHT, WORDS, 0.3)
        tx.issues.save([survivor])
        absorbed = Issue(IssueId(1), IssueState.ABSORBED, NIGHT, WORDS, 0.3, IssueId(2))
        tx.issues.save([absorbed])
        save(replace(planned, state=state, remote_key=remote_key), tx)
        tx.nights.begin(NIGHT)
    return store


def effects_of(store: SqlStore, target: str) -> list[Effect]:
    with store.begin() as tx:
        return list(tx.effects.of_target(target))


def test_an_absorbed_issue_that_only_waited_gets_no_work_item(tmp_path: Path) -> None:
    store = store_with_an_absorbed_issue(tmp_path, EffectState.PLANNED)
    publish(store, read_night_state(store), PublishPolicy(), adopted=AdoptReport(), now=NIGHT)
    assert [effect.state for effect in effects_of(store, "FB-1")] == [EffectState.SUPERSEDED]


def test_the_work_item_of_an_absorbed_issue_points_to_the_survivor_once(tmp_path: Path) -> None:
    store = store_with_an_absorbed_issue(tmp_path, EffectState.DONE)
    publish(store, read_night_state(store), PublishPolicy(), adopted=AdoptReport(), now=NIGHT)
    first, second = effects_of(store, "FB-1")
    assert isinstance(second.content, WorkItemContent)
    assert second.content.summary == "Labels fail"
    assert second.content.absorbed_by == IssueId(2)
    assert (first.state, second.state) == (EffectState.DONE, EffectState.PLANNED)

    next_night = NIGHT + timedelta(days=1)
    with store.begin() as tx:
        save(replace(second, state=EffectState.DONE, remote_key="LOCAL-1"), tx)
        tx.nights.begin(next_night)
    publish(store, read_night_state(store), PublishPolicy(), adopted=AdoptReport(), now=next_night)
    assert len(effects_of(store, "FB-1")) == 2
