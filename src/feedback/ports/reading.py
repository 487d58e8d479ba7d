"""Where tickets, customers, support agents and fix plans are read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from feedback.domain.customers.customer import Customer, SupportAgent
from feedback.domain.plans.fix_plan import FixPlan
from feedback.domain.tickets.ticket import RawTicket, SetAside, TicketId

Progress = Callable[[str, int, int | None], None]
"""`progress(what, n_done, n_total)`; the total is None while nobody knows it."""


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
class Probed(Protocol):
    """Something outside whose credential and permissions can be tried by a cheap read. Optional."""

    def probe(self, now: datetime) -> str:
        """What may be read, in words. Raises `InvalidInput`, `TransientFault` or `FinalFault`
        saying which credential and which permission to check."""
        ...


class CustomerDirectory(Protocol):
    """Who the customers are and what they are worth."""

    def customers(self) -> Sequence[Customer]:
        """Raises `InvalidInput`, `TransientFault` or `FinalFault`."""
        ...

    def set_aside(self) -> Sequence[SetAside]:
        """What was wrong in the directory, and left out."""
        ...

    def among(self, customers: Sequence[Customer]) -> "CustomerDirectory":
        """The same over customers that were known before: it cannot be read now."""
        ...

    def customer_of(self, requester: str) -> str | None:
        """The id of the customer a requester (an e-mail address) writes for, if known."""
        ...


class SupportRoster(Protocol):
    """Who answers tickets."""

    def support_agents(self) -> Sequence[SupportAgent]: ...


@dataclass(frozen=True, slots=True)
class RecordedPlan:
    """A fix plan and the issue it is for: by our label (`FB-12`) or by one of its tickets."""

    reference: str
    plan: FixPlan
    origin: str = ""
    """What says so, such as the key of a work item. Plans of one issue from several origins stand
    beside each other; within one the newest replaces the others."""
    is_confirmation: bool = True
    """Whether somebody said it at that moment, be it the same again; False: it was found to stand
    there still."""


class FixPlanSource(Protocol):
    """Where product says what it will do."""

    def plans(self, until: datetime) -> Sequence[RecordedPlan]:
        """Every revision recorded up to `until`, oldest first; at least the newest of each origin.

        A plan that stands no longer (its work item is gone) comes once more as *withdrawn*. One
        that is said again unchanged, and later, confirms the plan.
        """
        ...
