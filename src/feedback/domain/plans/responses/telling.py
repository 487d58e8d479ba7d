"""Customers still to tell: a list that shrinks as they are told."""

from collections.abc import Iterable, Mapping, Sequence

from feedback.domain.plans.fix_plan import FixPlanRevision, heard_by_customers
from feedback.domain.plans.responses.response import RecordedResponse, ResponseKind
from feedback.domain.tickets.ticket import Ticket, TicketId


def told_of(responses: Iterable[RecordedResponse]) -> dict[TicketId, RecordedResponse]:
    """The newest answer that says so, by ticket whose customer was told."""
    told: dict[TicketId, RecordedResponse] = {}
    for answer in sorted(responses, key=lambda recorded: recorded.response_id):
        ticket_id = answer.response.ticket_id
        if answer.response.kind is ResponseKind.TOLD_CUSTOMER and ticket_id is not None:
            told[ticket_id] = answer
    return told


def still_to_tell(
    revisions: Sequence[FixPlanRevision],
    tickets: Iterable[Ticket],
    told: Mapping[TicketId, RecordedResponse],
) -> list[Ticket]:
    """The tickets whose customers do not know where the plan stands now, by id.

    An open ticket is on the list until somebody says that its customer was told. A ticket that is
    solved is on it only if its customer was told of an earlier plan: they were promised to hear
    more. An answer counts while customers would be told the same today (`heard_by_customers`).
    """
    if not revisions:
        return []
    now = heard_by_customers(revisions[-1].plan)
    heard = {one.revision: heard_by_customers(one.plan) for one in revisions}
    waiting = []
    for ticket in tickets:
        known = told.get(ticket.ticket_id)
        if known is None and not ticket.facts.status.is_open:
            continue
        if known is None or heard.get(known.revision) != now:
            waiting.append(ticket)
    return sorted(waiting, key=lambda ticket: ticket.ticket_id)
