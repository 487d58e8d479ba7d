"""Watch releases: whether the tickets stopped after a fix was released, or came again."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from feedback.domain.issues.issue import IssueId
from feedback.domain.issues.lineage import LineageEvent, LineageKind
from feedback.domain.plans.fix_plan import FixPlanRevision
from feedback.domain.plans.regression import (
    VERDICTS,
    RegressionPolicy,
    WatchReport,
    release_event,
    released_at,
)
from feedback.domain.plans.responses.response import ResponseKind
from feedback.domain.tickets.ticket import Stake
from feedback.ports import Issues, Responses, Store, Tickets


def watch_releases(
    store: Store,
    plans: Mapping[IssueId, Sequence[FixPlanRevision]],
    policy: RegressionPolicy,
    *,
    now: datetime,
) -> WatchReport:
    """Record what became of released fixes, one transaction."""
    with store.begin() as tx:
        if done := tx.nights.report(now, WatchReport):
            return done
        events = _verdicts(plans, policy, tx.issues, tx.tickets, tx.responses, now)
        if events:
            tx.issues.record(events)
        kinds = [event.kind for event in events]
        report = WatchReport(
            n_fixed=kinds.count(LineageKind.FIXED),
            n_regressed=kinds.count(LineageKind.REGRESSED),
        )
        tx.nights.record(now, report)
        return report


def _verdicts(
    plans: Mapping[IssueId, Sequence[FixPlanRevision]],
    policy: RegressionPolicy,
    issues: Issues,
    tickets: Tickets,
    responses: Responses,
    now: datetime,
) -> list[LineageEvent]:
    watched = {
        issue_id: revisions
        for issue_id, revisions in plans.items()
        if released_at(revisions[-1].plan) is not None
    }
    if not watched:
        return []
    lineage: dict[IssueId, list[LineageEvent]] = {}
    for event in issues.lineage(kinds=VERDICTS):
        lineage.setdefault(event.issue_id, []).append(event)
    stakes = tickets.stakes(watched.keys())
    said_again = _said_again(stakes, responses)
    found = (
        release_event(
            issue_id,
            [*stakes.get(issue_id, ()), *said_again.get(issue_id, ())],
            revisions,
            lineage.get(issue_id, ()),
            policy,
            now,
        )
        for issue_id, revisions in watched.items()
    )
    return [event for event in found if event is not None]


def _said_again(
    stakes: Mapping[IssueId, Sequence[Stake]], responses: Responses
) -> dict[IssueId, list[Stake]]:
    """What support agents know of customers to whom it still happens: as good as a new ticket of
    theirs, of the day on which it was said."""
    by_ticket = {
        stake.ticket_id: (issue_id, stake) for issue_id, of in stakes.items() for stake in of
    }
    found: dict[IssueId, list[Stake]] = {}
    for recorded in responses.of_kinds(ResponseKind.STILL_HAPPENING):
        ticket_id, at = recorded.response.ticket_id, recorded.response.at
        if ticket_id in by_ticket:
            issue_id, stake = by_ticket[ticket_id]
            facts = replace(stake.facts, created_at=at)
            found.setdefault(issue_id, []).append(replace(stake, facts=facts))
    return found
