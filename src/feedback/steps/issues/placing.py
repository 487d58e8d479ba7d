"""What deciding and undoing share: finding issues and tickets, placing them, recording it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from feedback.domain.issues.decision import Decision
from feedback.domain.issues.issue import (
    Issue,
    IssueId,
    IssueState,
    Membership,
    issue_label,
    survivor,
)
from feedback.domain.issues.lineage import (
    AbsorbedInto,
    ByDecision,
    DecidedDetail,
    LineageEvent,
)
from feedback.domain.tickets.ticket import TicketId
from feedback.errors import InvalidInput
from feedback.ports import Issues, Tickets, Transaction

Placed = Mapping[TicketId, IssueId | None]
NO_TICKETS: Placed = {}


def living(tx: Transaction, issue_id: IssueId) -> Issue:
    """The issue. Raises `InvalidInput` for one that does not exist or was absorbed."""
    issues = {issue.issue_id: issue for issue in tx.issues.all()}
    issue = issues.get(issue_id)
    if issue is None:
        raise InvalidInput(
            f"Unknown issue {issue_label(issue_id)}. `feedback issues` lists all issues."
        )
    if issue.absorbed_by is not None:
        heir = survivor(issues, issue_id)
        raise InvalidInput(
            f"{issue.label} was absorbed: its tickets are in {issue_label(heir)}. "
            f"Use {issue_label(heir)} instead."
        )
    return issue


def placements(
    issues: Issues, tickets: Tickets, ticket_ids: Sequence[TicketId]
) -> dict[TicketId, IssueId | None]:
    """The issue of each ticket, None where it waits. Raises `InvalidInput` for unknown tickets."""
    if not ticket_ids:
        raise InvalidInput("No tickets given. Name at least one ticket id.")
    known = tickets.versions(ticket_ids)
    unknown = sorted({*ticket_ids} - known.keys())
    if unknown:
        raise InvalidInput(
            f"Unknown tickets: {', '.join(unknown)}. Write ids as source:key, as listed by "
            "`feedback issues show FB-…`."
        )
    return {ticket: issues.issue_of(ticket) for ticket in sorted({*ticket_ids})}


def place(issues: Issues, tickets: Placed, issue_id: IssueId, now: datetime) -> None:
    """Put the tickets into the issue, as surely as a person can."""
    issues.place(Membership(ticket, issue_id, 1.0, now) for ticket in sorted(tickets))


def record(
    issues: Issues,
    decision: Decision,
    issue_id: IssueId,
    detail: DecidedDetail,
    *,
    at: datetime | None = None,
) -> None:
    """What a person's decision, or its undoing, did to an issue."""
    by = ByDecision(decision.decision_id, decision.undone_by or decision.made_by)
    event = LineageEvent(issue_id, at or decision.made_at, replace(detail, decision=by))
    issues.record([event])


def close_if_empty(
    tx: Transaction,
    issue_ids: set[IssueId],
    heir: IssueId,
    decision: Decision,
    at: datetime | None = None,
) -> None:
    """Absorb into `heir` those of the issues that have no ticket left."""
    issues = {issue.issue_id: issue for issue in tx.issues.all()}
    left = tx.issues.sizes(issue_ids)
    for issue_id in sorted(issue_ids):
        if issue_id not in left:
            ended = replace(issues[issue_id], state=IssueState.ABSORBED, absorbed_by=heir)
            tx.issues.save([ended])
            record(tx.issues, decision, issue_id, AbsorbedInto(heir), at=at)


def alive(issues: Issues, moved: Placed) -> list[IssueId]:
    """The issues these tickets came from that still have a ticket."""
    return sorted(issues.sizes({of for of in moved.values() if of is not None}))
