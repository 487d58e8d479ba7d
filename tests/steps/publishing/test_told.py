"""Who was told what stays right whatever becomes of a message."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from feedback.adapters.store import SqlStore
from feedback.domain.issues.issue import UNDESCRIBED, Issue, IssueId, IssueState
from feedback.domain.publishing.effect import Effect, EffectState, plan_effect
from feedback.domain.publishing.messages.told import first_messages, plans_put_off, revisions_told
from feedback.steps.publishing.settle import save
from tests.message_examples import digest, plan_news

NIGHT = datetime(2026, 3, 9, 3, tzinfo=UTC)
ADA = "support-agent:ada"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = SqlStore(f"sqlite:///{tmp_path}/store.db")
    with opened.begin() as tx:
        tx.issues.save(
            Issue(IssueId(n), IssueState.ACTIVE, NIGHT, UNDESCRIBED, 0.5) for n in (1, 2)
        )
    yield opened
    opened.close()


def message() -> Effect:
    content = digest(plan_news(1, revision=3), later=(IssueId(2),))
    planned = plan_effect(ADA, content, last=None, rank=Decimal(1), now=NIGHT)
    assert planned is not None
    return planned


@pytest.mark.parametrize(
    ("state", "is_told"),
    [
        (EffectState.PLANNED, False),
        (EffectState.SENDING, True),  # killed there, it may have arrived
        (EffectState.UNKNOWN, True),
        (EffectState.DONE, True),
        (EffectState.FAILED, False),
        (EffectState.SUPERSEDED, False),
    ],
)
def test_what_may_have_arrived_is_told_and_what_surely_has_not_is_taken_back(
    store: SqlStore, state: EffectState, is_told: bool
) -> None:
    with store.begin() as tx:
        save(replace(message(), state=EffectState.SENDING), tx)
    with store.begin() as tx:
        save(replace(message(), state=state), tx)
    with store.begin() as tx:
        rows = tx.told.of_readers([ADA]).get(ADA, ())
    assert revisions_told(rows) == ({IssueId(1): 3} if is_told else {})
    assert first_messages(rows) == ({IssueId(1): f"message/{ADA}/1"} if is_told else {})
    assert plans_put_off(rows) == ({IssueId(2): NIGHT} if is_told else {})
