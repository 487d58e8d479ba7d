"""Read back: what people made of our work items since the last night."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import groupby

from feedback.domain.issues.issue import Issue, IssueId, survivor
from feedback.domain.plans.fix_plan_of_work_item import PlanReading, plan_of
from feedback.domain.publishing.known_work_item import OURS_TO_LOSE, KnownWorkItem, after_reading
from feedback.domain.publishing.step_reports import Move, ReadBackReport
from feedback.domain.publishing.work_item_state import WorkItemState
from feedback.errors import FeedbackError
from feedback.ports import FixPlans, Issues, IssueTracker, Redactor, Store, Transaction

_AT_ONCE = 50
"""Trackers give so many work items for one question; what was read is kept before the next."""
_OVERLAP = timedelta(hours=1)
"""Changes are asked for again from so long before the newest we know: work items are not all read
at the same moment. To see one twice changes nothing."""
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


def read_back(
    store: Store,
    tracker: IssueTracker,
    redactor: Redactor,
    reading: PlanReading,
    *,
    now: datetime,
) -> ReadBackReport:
    """The night's reading: `read_again` once per night."""
    with store.begin() as tx:
        if done := tx.nights.report(now, ReadBackReport):
            return done
        known = tx.work_items.in_tracker()
        if not known:
            tx.nights.record(now, ReadBackReport())

    def record(tx: Transaction, report: ReadBackReport) -> None:
        tx.nights.record(now, report)

    return _read(known, store, tracker, redactor, reading, now, record)


def read_again(
    store: Store,
    tracker: IssueTracker,
    redactor: Redactor,
    reading: PlanReading,
    *,
    now: datetime,
) -> ReadBackReport:
    """Read every work item we know, one question for fifty, and keep what people decided.

    Safe at any time. What was read before a fault is kept; the fault is raised.
    """
    with store.begin() as tx:
        known = tx.work_items.in_tracker()
    return _read(known, store, tracker, redactor, reading, now, lambda _tx, _report: None)


def _read(
    known: Sequence[KnownWorkItem],
    store: Store,
    tracker: IssueTracker,
    redactor: Redactor,
    reading: PlanReading,
    now: datetime,
    when_done: Callable[[Transaction, ReadBackReport], None],
) -> ReadBackReport:
    """Each question's answer is kept in a transaction of its own; `when_done` joins the last one,
    unless something could not be read."""
    seen = _seen_until(known)
    known = sorted(known, key=lambda item: (seen[item.issue_id], item.issue_id))
    report = ReadBackReport()
    first_fault: FeedbackError | None = None
    for start in range(0, len(known), _AT_ONCE):
        some = known[start : start + _AT_ONCE]
        since = seen[some[0].issue_id] - _OVERLAP
        try:
            states = tracker.read_work_items([one.remote_key or "" for one in some], since)
        except FeedbackError as fault:
            first_fault = first_fault or fault
            continue
        changed = [
            (before, _taken_in(before, state, redactor, reading, now))
            for before, state in zip(some, states, strict=True)
        ]
        touched = {
            one.issue_id: min(state.touched_at, now)
            for one, state in zip(some, states, strict=True)
            if state.touched_at is not None
        }
        with store.begin() as tx:
            tx.work_items.put_all(after for _, after in changed)
            for before, after in changed:
                report = _with_news(report, before, after)
            _confirm_plans(touched, tx.issues, tx.fix_plans)
            if start + _AT_ONCE >= len(known) and first_fault is None:
                when_done(tx, report)
    if first_fault is not None:
        raise first_fault
    return report


def _seen_until(known: Sequence[KnownWorkItem]) -> dict[IssueId, datetime]:
    """Up to when the tracker has told us what people did, by its own clock: the newest change in
    any work item that was read no later. One whose reading failed lags behind the others."""
    seen: dict[IssueId, datetime] = {}
    newest = _EVER + _OVERLAP
    in_order = sorted(known, key=lambda item: (item.read_at or _EVER, item.issue_id))
    for read_at, together in groupby(in_order, key=lambda item: item.read_at):
        some = list(together)
        if read_at is not None:
            moments = [one.state.updated_at for one in some if one.state]
            newest = max([newest, *(one for one in moments if one is not None)])
        seen |= {one.issue_id: newest for one in some}
    return seen


def _taken_in(
    before: KnownWorkItem,
    state: WorkItemState,
    redactor: Redactor,
    reading: PlanReading,
    now: datetime,
) -> KnownWorkItem:
    """What we know after a reading; personal data that people typed is masked before it is kept."""

    def masked(text: str, *kept: str) -> str:
        return text if not text or text in kept else redactor.mask(text).text

    comments = tuple(replace(one, text=masked(one.text)) for one in state.comments)
    was = before.state
    after = after_reading(before, replace(state, comments=comments), now)
    assert after.state is not None, "it was read"
    safe = replace(
        after.state,
        summary=masked(
            after.state.summary, after.written.get("summary", ""), was.summary if was else ""
        ),
        workaround=masked(after.state.workaround, was.workaround if was else ""),
    )
    overrides = tuple(
        replace(one, value=safe.summary) if one.field == "summary" else one
        for one in after.overrides
    )
    tells_plan = before.tells_plan or plan_of(safe, reading, had_plan=False, as_of=now) is not None
    return replace(after, state=safe, overrides=overrides, tells_plan=tells_plan)


def _confirm_plans(
    touched: Mapping[IssueId, datetime], issues: Issues, fix_plans: FixPlans
) -> None:
    """Who works on a work item and leaves its plan as it is confirms it."""
    known: dict[IssueId, Issue] = {}
    ask = set(touched)
    while ask:  # a survivor may have been absorbed as well
        known |= issues.some(ask)
        ask = {issue.absorbed_by for issue in known.values() if issue.absorbed_by} - known.keys()
    for issue_id, at in touched.items():
        revisions = fix_plans.revisions(survivor(known, issue_id))
        if revisions and at > revisions[-1].last_confirmed_at:
            fix_plans.confirm(revisions[-1].issue_id, revisions[-1].revision, at)


def _with_news(
    report: ReadBackReport, before: KnownWorkItem, after: KnownWorkItem
) -> ReadBackReport:
    """The report with what is new about one work item."""
    issue_id = after.issue_id
    report = replace(report, n_read=report.n_read + 1)
    if after.is_gone:
        return report if before.is_gone else replace(report, gone=(*report.gone, issue_id))
    was_known = {one.comment_key for one in before.comments}
    n_comments = sum(one.comment_key not in was_known for one in after.comments)
    moved, closed = dict(report.moved), report.closed
    if after.remote_key != before.remote_key:
        assert before.remote_key is not None, "only work items with a key are read"
        assert after.remote_key is not None, "it is not gone"
        moved[issue_id] = Move(before.remote_key, after.remote_key)
    if after.is_closed and not before.is_closed:
        closed = (*closed, issue_id)
    overrides = tuple(
        one
        for one in after.overrides
        if one.field in OURS_TO_LOSE and before.override_of(one.field) is None
    )
    return replace(
        report,
        n_comments=report.n_comments + n_comments,
        moved=moved,
        closed=closed,
        overridden={**report.overridden, **({issue_id: overrides} if overrides else {})},
    )
