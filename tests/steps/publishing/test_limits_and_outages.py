"""A tracker that asks to wait, or is down, is not asked two hundred times more."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from feedback.adapters.store import SqlStore
from feedback.domain.issues.issue import (
    Description,
    Issue,
    IssueId,
    IssueKind,
    IssueState,
    issue_label,
)
from feedback.domain.publishing.effect import Effect, EffectState, plan_effect
from feedback.domain.publishing.step_reports import DispatchReport
from feedback.errors import AnswerLost, FeedbackError, TransientFault
from feedback.steps.publishing.dispatch import dispatch
from feedback.steps.publishing.outside import Outside
from feedback.steps.publishing.settle import settle
from tests.adapters.jira.jira_examples import work_item
from tests.fakes import MemoryOutside

NOW = datetime(2026, 3, 9, 3, tzinfo=UTC)
WORDS = Description("Labels fail", (), (), IssueKind.DEFECT, 1.0, 5)
N_WRITES = 8


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> SqlStore:
    """Eight work items wait, FB-1's with the most money."""
    store = SqlStore(f"sqlite:///{tmp_path}/store.db")
    with store.begin() as tx:
        for number in range(1, N_WRITES + 1):
            issue_id = IssueId(number)
            tx.issues.save([Issue(issue_id, IssueState.ACTIVE, NOW, WORDS, 0.3)])
            effect = plan_effect(
                issue_label(issue_id),
                work_item(number, "Labels fail"),
                last=None,
                rank=Decimal(100 - number),
                now=NOW,
            )
            assert effect is not None
            tx.effects.put(effect)
    return store


def failing(error: FeedbackError, *attempts: int) -> MemoryOutside:
    def trouble(n_attempts: int, moment: str) -> None:
        if moment == "before" and (n_attempts in attempts or not attempts):
            raise error

    return MemoryOutside(trouble)


def send(store: SqlStore, tracker: MemoryOutside, clock: Clock, **more: Any) -> DispatchReport:
    outside = Outside(tracker=tracker, channel=tracker, clock=clock, **more)
    return dispatch(store, outside, max_writes=100, progress=lambda _w, _n, _t: None)


def effects(store: SqlStore, *states: EffectState) -> list[Effect]:
    with store.begin() as tx:
        return list(tx.effects.in_state(*states))


def test_the_limit_of_one_work_item_postpones_that_one_only(store: SqlStore, clock: Clock) -> None:
    minute = NOW + timedelta(minutes=1)
    report = send(store, failing(TransientFault("Busy (429).", not_before=minute), 1), clock)
    assert (report.n_sent, report.n_postponed, report.n_waiting) == (7, 1, 1)
    (waiting,) = effects(store, EffectState.PLANNED)
    assert (waiting.target, waiting.not_before) == ("FB-1", minute)

    again = send(store, MemoryOutside(), clock)
    assert again.n_sent == 0
    assert again.faults == {
        "work_item/FB-1/1": "Waits until 2026-03-09 03:01:00 UTC, as it was asked to: Busy (429)."
    }
    clock.now = minute
    assert send(store, MemoryOutside(), clock).n_sent == 1


def test_a_limit_of_everything_postpones_everything(store: SqlStore, clock: Clock) -> None:
    minute = NOW + timedelta(minutes=1)
    tracker = failing(TransientFault("Busy (429).", not_before=minute))
    report = send(store, tracker, clock)
    assert tracker.n_attempts == 2
    assert (report.n_sent, report.n_postponed) == (0, N_WRITES)
    assert {one.not_before for one in effects(store, EffectState.PLANNED)} == {minute}
    assert report.faults["tracker"] == (
        "Asked to wait until 2026-03-09 03:01:00 UTC; what was left waits for a run after that."
    )


def test_a_tracker_that_is_down_is_left_in_peace(store: SqlStore, clock: Clock) -> None:
    tracker = failing(TransientFault("Jira does not answer (503)."))
    report = send(store, tracker, clock)
    assert tracker.n_attempts == 5
    assert (report.n_waiting, report.n_not_tried) == (N_WRITES, 3)
    assert report.faults["tracker"] == (
        "Failed 5 times in a row, so 3 writes were not tried; they wait for the next run. The "
        "last fault: Jira does not answer (503)."
    )
    assert send(store, MemoryOutside(), clock).n_sent == N_WRITES


def test_what_cannot_be_found_yet_is_not_made_again_before_the_index_has_caught_up(
    store: SqlStore, clock: Clock
) -> None:
    class Lagging(MemoryOutside):
        has_caught_up = False

        def find_work_item(self, idempotency_key: str) -> str | None:
            return super().find_work_item(idempotency_key) if self.has_caught_up else None

    def lost(n_attempts: int, moment: str) -> None:
        if (n_attempts, moment) == (1, "after"):
            raise AnswerLost("No answer within 60 s.")

    tracker, lag = Lagging(lost), timedelta(seconds=120)
    assert send(store, tracker, clock, index_lag=lag).n_unknown == 1
    clock.now += timedelta(seconds=119)
    faults = settle(store, Outside(tracker, tracker, index_lag=lag, clock=clock))
    assert faults == {
        "work_item/FB-1/1": "It was sent and no answer came; it cannot be found yet. Run this "
        "again after 2026-03-09 03:02:00 UTC: then it is sure whether it is there."
    }
    assert len(tracker.writes) == N_WRITES

    tracker.has_caught_up = True
    assert settle(store, Outside(tracker, tracker, index_lag=lag, clock=clock)) == {}
    assert send(store, tracker, clock, index_lag=lag).n_sent == 0
    assert len(tracker.writes) == N_WRITES


def test_what_is_surely_not_there_is_sent_again(store: SqlStore, clock: Clock) -> None:
    tracker, lag = failing(AnswerLost("No answer within 60 s."), 1), timedelta(seconds=120)
    send(store, tracker, clock, index_lag=lag)
    clock.now += lag
    assert send(store, tracker, clock, index_lag=lag).n_sent == 1
    assert len(tracker.writes) == N_WRITES
