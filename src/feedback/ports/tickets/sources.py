"""Where tickets are read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from feedback.domain.tickets.ticket import RawTicket, Said, SetAside, TicketId, Unread


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a source, and where to go on. Saved together or not at all."""

    tickets: tuple[RawTicket, ...]
    set_aside: tuple[SetAside, ...]
    cursor: str
    n_later: int = 0
    """Rows dated after the night; they stay in the source for a later one."""
    gone: tuple[TicketId, ...] = ()
    """Tickets that are deleted at their source. One that comes again is a ticket again."""
    n_left_out: int = 0
    """Rows that the settings of the source leave out."""
    unread: tuple[Unread, ...] = ()
    """What could not be read, or was left out."""


class TicketSource(Protocol):
    """Somewhere tickets come from."""

    name: str

    def pages(self, cursor: str | None, until: datetime) -> Iterator[Page]:
        """Every ticket changed since `cursor` (None: ever) and not after `until`.

        A ticket may come more than once. Raises `InvalidInput`, `TransientFault` or `FinalFault`.
        """
        ...


@dataclass(frozen=True, slots=True)
class Counted:
    """Our status → tickets opened from `since` on, without deleted ones."""

    by_status: Mapping[str, int]
    since: datetime
    """Later than was asked for, where the source is read from a later day on."""


@runtime_checkable
class CountingSource(Protocol):
    """A source that can say how many tickets it has. Optional."""

    def counts(self, since: datetime, until: datetime) -> Counted | None:
        """Tickets opened from `since` on and before `until`; both are midnights in UTC. None where
        it was not told how to count.

        Raises `TransientFault` or `FinalFault`.
        """
        ...


@runtime_checkable
class ConversationSource(Protocol):
    """A source whose tickets may say what it is about only in a conversation of their own, which
    takes a second request. Optional."""

    max_conversations: int
    """Read in one night, at most."""

    def conversations(self, keys: Sequence[str]) -> Iterator[Said | Unread]:
        """What the customers said in these tickets, as far as it can be read now; what is left out
        is asked for again another night. An `Unread` says why."""
        ...
