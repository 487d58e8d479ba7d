"""Which tickets an answer is about, and whether this person may answer for them."""

from collections.abc import Collection

from feedback.domain.issues.issue import Issue
from feedback.domain.plans.response import Response
from feedback.domain.publishing.readers import Readers
from feedback.domain.tickets.ticket import Ticket
from feedback.errors import InvalidInput
from feedback.ports import Transaction


def must_be_known(by: str, readers: Readers, named: Collection[str]) -> None:
    """Raises `InvalidInput` for one who is neither a support agent nor named in settings."""
    if by not in named and readers.agent(by) is None:
        raise InvalidInput(
            f"{by} is neither a known support agent nor named in advice.may_respond. "
            "Nothing was recorded."
        )


def answerable_tickets(
    tx: Transaction,
    response: Response,
    issue: Issue,
    readers: Readers,
    named: Collection[str],
    *,
    elsewhere: bool = False,
) -> tuple[list[Ticket], str]:
    """The tickets the answer is about, each of which this person may answer for; and a remark on
    those that were left out, empty if there are none.

    `elsewhere`: a ticket that is named may be in another issue by now. Raises `InvalidInput` where
    no ticket is left.
    """
    if response.among:
        return _of_several(tx, response, issue, readers, named)
    if response.ticket_id is not None:
        return [_named(tx, response, issue, readers, named, elsewhere=elsewhere)], ""
    by = response.by
    of_issue = tx.tickets.open_of_issue(issue.issue_id)
    own = [ticket for ticket in of_issue if readers.holds(ticket, by)]
    own = own or [ticket for ticket in of_issue if readers.concerns(ticket, by)]
    if not own and by in named:
        own = list(of_issue)
    if not own:
        raise InvalidInput(
            f"{readers.person(by)} holds no open ticket of {issue.label}. Name the ticket, or let "
            "somebody answer who holds it. Nothing was recorded."
        )
    return own, ""


def _of_several(
    tx: Transaction,
    response: Response,
    issue: Issue,
    readers: Readers,
    named: Collection[str],
) -> tuple[list[Ticket], str]:
    found = sorted(tx.tickets.by_id(response.among), key=lambda ticket: ticket.ticket_id)
    own: list[Ticket] = []
    left_out: list[Ticket] = []
    for ticket in found:
        is_theirs = response.by in named or readers.concerns(ticket, response.by)
        is_here = tx.issues.issue_of(ticket.ticket_id) == issue.issue_id
        (own if is_theirs and is_here else left_out).append(ticket)
    if not own:
        raise InvalidInput(
            f"{readers.person(response.by)} holds none of these tickets any more, or none is in "
            f"{issue.label} any more. Nothing was recorded."
        )
    if not left_out:
        return own, ""
    keys = ", ".join(ticket.key for ticket in left_out)
    return own, f"Left out, held by somebody else or no longer in {issue.label}: {keys}."


def _named(
    tx: Transaction,
    response: Response,
    issue: Issue,
    readers: Readers,
    named: Collection[str],
    *,
    elsewhere: bool,
) -> Ticket:
    assert response.ticket_id is not None
    found = tx.tickets.by_id([response.ticket_id])
    if not found:
        raise InvalidInput(
            f"There is no ticket {response.ticket_id}: it is not known or was deleted. "
            "Nothing was recorded."
        )
    ticket = found[0]
    if response.by not in named and not readers.concerns(ticket, response.by):
        raise InvalidInput(
            f"{readers.person(response.by)} does not hold ticket {ticket.key}. Only who holds it "
            "may answer for it, or who is named in advice.may_respond. Nothing was recorded."
        )
    if not elsewhere and tx.issues.issue_of(ticket.ticket_id) != issue.issue_id:
        raise InvalidInput(
            f"Ticket {ticket.key} is no longer in {issue.label}. Nothing was recorded."
        )
    return ticket
