"""What people answer to a message: a button in the channel or a command, the same either way."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.ticket import TicketId


class ResponseKind(StrEnum):
    """What somebody says in answer to a message."""

    TOLD_CUSTOMER = "told_customer"
    """The customer knows where the plan stands now."""
    NOT_THIS_ISSUE = "not_this_issue"
    """The ticket is about something else; grouping keeps it out from then on."""
    STILL_HAPPENING = "still_happening"
    """After a release it counts as a report of the ticket's customer."""
    MUTE = "mute"
    """This person hears no more of the issue."""
    UNMUTE = "unmute"
    ASK_PRODUCT = "ask_product"
    """The text becomes a comment on the issue's work item."""
    ACKNOWLEDGE = "acknowledge"
    """Somebody has taken an escalation up; it climbs no further for now."""


@dataclass(frozen=True, slots=True)
class Response:
    """One answer of one person."""

    kind: ResponseKind
    issue_id: IssueId
    ticket_id: TicketId | None
    """None: all tickets of the issue that concern this person."""
    by: str
    """The id of a support agent; of anybody else the e-mail address, in lower case."""
    at: datetime
    text: str = ""
    """What product is asked; masked before it is kept."""
    among: tuple[TicketId, ...] = ()
    """Without a `ticket_id`: only these tickets, as somebody chose them. Not kept: every ticket
    gets an answer of its own."""


@dataclass(frozen=True, slots=True)
class RecordedResponse:
    """An answer as it was kept."""

    response_id: int
    response: Response
    revision: int
    """Of the fix plan as it stood then; 0 where there was none."""
