"""A ticket as reports about support read it from the store."""

from typing import NamedTuple


class TicketRecord(NamedTuple):
    """Grain: ticket. A tuple and not a dataclass: half a million are read at once and become the
    columns of a frame. Times are ISO 8601 in UTC, as the store keeps them; None: not recorded."""

    ticket_id: str
    created_at: str
    first_reply_at: str | None
    solved_at: str | None
    is_open: bool
    group: str
    language: str
    channel: str
    csat: int | None
    """1 (worst) to 5 (best)."""
    n_reopens: int
    is_escalated: bool
    type: str
    has_tags: bool
    has_support_agent: bool
    has_text: bool
    customer_id: str | None
    requester_id: str | None
    issue_id: int | None
    """The issue it is in now; None: in none."""
    linked_at: str | None
    """When it was put into that issue."""
    is_echo: bool
    """It nearly repeats an earlier ticket of its requester."""
    n_replies: int | None
    handling_hours: float | None
