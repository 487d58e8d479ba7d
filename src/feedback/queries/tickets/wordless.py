"""Tickets that have no words of their customer, so far."""

from dataclasses import dataclass
from datetime import datetime

from feedback.domain.tickets.automatic import automatic_kind
from feedback.domain.tickets.ticket import WAITING, TicketId, TicketStatus
from feedback.ports import Store


@dataclass(frozen=True, slots=True)
class WordlessTicket:
    """A ticket that is in no issue, because nobody knows yet what it is about."""

    ticket_id: TicketId
    created_at: datetime
    status: TicketStatus
    channel: str
    waits: bool
    """Its conversation is still to be read."""
    url: str


def wordless_tickets(store: Store) -> tuple[WordlessTicket, ...]:
    """All of them, the newest first; automatic messages are not among them."""
    with store.begin() as tx:
        silent = tx.tickets.without_text()
    return tuple(
        WordlessTicket(
            ticket_id=ticket.ticket_id,
            created_at=ticket.facts.created_at,
            status=ticket.facts.status,
            channel=ticket.facts.channel,
            waits=ticket.digest.startswith(WAITING),
            url=ticket.facts.url,
        )
        for ticket in silent
        if not automatic_kind(ticket.subject, ticket.body)
    )
