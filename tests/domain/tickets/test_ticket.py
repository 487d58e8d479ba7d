"""What a ticket is."""

import pytest

from feedback.domain.tickets.ticket import RawTicket, TicketStatus
from tests.domain.domain_examples import facts


@pytest.mark.parametrize(
    ("status", "is_open"),
    [
        (TicketStatus.OPEN, True),
        (TicketStatus.PENDING, True),
        (TicketStatus.SOLVED, False),
        (TicketStatus.CLOSED, False),
    ],
)
def test_a_ticket_is_open_while_somebody_still_waits(status: TicketStatus, is_open: bool) -> None:
    assert status.is_open is is_open


def test_the_same_key_in_two_sources_is_two_tickets() -> None:
    ids = {
        RawTicket(source, "17", "Hello", "World", "ada@example.com", "", facts()).ticket_id
        for source in ("zendesk", "intercom")
    }
    assert ids == {"zendesk:17", "intercom:17"}
