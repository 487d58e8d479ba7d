"""Tickets, as read from a source and as kept after masking."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

TicketId = NewType("TicketId", str)
"""Ours: `<source>:<key in the source>`."""
RequesterId = NewType("RequesterId", str)
"""A pseudonym; the address it stands for is never stored."""


class TicketStatus(StrEnum):
    """Where a ticket stands at its source."""

    OPEN = "open"
    PENDING = "pending"
    SOLVED = "solved"
    CLOSED = "closed"

    @property
    def is_open(self) -> bool:
        """Whether somebody still waits: a support agent owes the customer something."""
        return self in (TicketStatus.OPEN, TicketStatus.PENDING)


class TicketPriority(StrEnum):
    """What the helpdesk says of its urgency."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """What a helpdesk says about a ticket besides its words and people. No personal data."""

    created_at: datetime
    updated_at: datetime
    status: TicketStatus = TicketStatus.OPEN
    priority: TicketPriority = TicketPriority.NORMAL
    type: str = ""
    """The helpdesk's own type, in lower case: problem, incident, question, request … or empty."""
    group: str = ""
    """The queue that holds the ticket; decides its supplier."""
    support_agent_id: str | None = None
    channel: str = ""
    tags: tuple[str, ...] = ()
    csat: int | None = None
    """1 (worst) to 5 (best), or None when the customer did not answer."""
    n_reopens: int = 0
    is_escalated: bool = False
    first_reply_at: datetime | None = None
    solved_at: datetime | None = None
    url: str = ""
    n_replies: int | None = None
    """Public replies by support agents; None where the source does not tell."""
    handling_hours: float | None = None
    """What was worked on it; None where nobody keeps that."""


@dataclass(frozen=True, slots=True)
class RawTicket:
    """A ticket as its source has it, with personal data. Never stored, logged or sent."""

    source: str
    key: str
    subject: str
    body: str
    requester: str
    organization: str
    """The customer's id or name as the source has it, else empty."""
    facts: TicketFacts
    notes: tuple[str, ...] = ()
    """What the source had to normalise to read this row, one word each; counted in the report."""

    not_understood: tuple[tuple[str, str], ...] = ()
    """(field, word) of what the source says and this program does not understand."""
    told: tuple[tuple[str, str], ...] = field(default=(), repr=False, compare=False)
    """(field, word) of all that the source says in words, as it says them."""
    assignee_address: str = field(default="", repr=False)
    """Of the support agent, where the source knows it: a roster may go by addresses."""
    waits_for_words: bool = False
    """What the customer said stands in a conversation that is still to be read: subject and body
    are what the source's list shows until then."""

    @property
    def ticket_id(self) -> TicketId:
        """Ours, made of the source's name and its key."""
        return TicketId(f"{self.source}:{self.key}")


def digest_of(raw: RawTicket) -> str:
    """SHA-256 of all that the source says, in hex: a repeated row is known without masking it."""
    # repr, for speed: it names every field in order, and a changed file is read whole each night.
    digest = hashlib.sha256(repr(raw).encode()).hexdigest()
    return WAITING + digest[1:] if raw.waits_for_words else digest


WAITING, SETTLED = "-", "="
"""How the digest begins of a ticket whose conversation is still to be read, or was read. The first
sorts below the second: of two versions of one change the one that was read stays."""


def settled(digest: str) -> str:
    """The digest of the same version once its conversation was read."""
    return SETTLED + digest[1:] if digest.startswith(WAITING) else digest


@dataclass(frozen=True, slots=True)
class Said:
    """What the customer said in the conversation behind a ticket. Never stored as it is."""

    key: str
    """The ticket's, in its source."""
    words: str
    """Empty: nothing yet."""
    requester: str = ""
    """Who said it, where the source's list did not tell."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as kept: personal data masked, the requester a pseudonym."""

    ticket_id: TicketId
    source: str
    key: str
    subject: str
    body: str
    text: str
    """What is worth embedding (see `domain.tickets.text`)."""
    text_hash: str
    language: str
    """ISO 639-1 code of `text`; empty when it cannot be told."""
    requester_id: RequesterId
    customer_id: str | None
    """None when the requester could not be resolved to a customer."""
    facts: TicketFacts
    digest: str
    """Of the row as it came, to tell a repeated row from a changed one."""


@dataclass(frozen=True, slots=True)
class Stake:
    """A ticket as evidence of what a customer has at stake; no words, no person."""

    ticket_id: TicketId
    customer_id: str
    facts: TicketFacts


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that could not become a ticket, with the reason. The row itself is not kept."""

    source: str
    locator: str
    """Where it stands: file and line, or the key in the source."""
    reason: str
    detail: str = ""


SAME_ID = "same id as another ticket of the file"
"""A note on a row: the ticket before it with this id was made at another time."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of a source of which nothing could be read: a file, a page."""

    source: str
    place: str
    reason: str
    is_fault: bool = True
    """False for what is left out on purpose and only told, such as a file of another kind."""
