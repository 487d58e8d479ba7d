"""Suppliers: who answers tickets, what that costs, and whom to call."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

HOURS_PER_TICKET = 0.5
"""Where nobody logs hours: sixteen tickets in a day of eight. A judgement; ask the supplier."""


class Pricing(StrEnum):
    """How a supplier is paid."""

    PER_TICKET = "per ticket"
    PER_RESOLUTION = "per resolution"
    PER_HOUR = "per hour"


TACTICAL, STRATEGIC = LEVELS = ("tactical", "strategic")
"""Levels of escalation: a queue or a day; the contract, or a plan that is long overdue."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """Two people with the same function, one on each side."""

    function: str
    theirs: str
    ours: str


@dataclass(frozen=True, slots=True)
class EscalationContact:
    """A step of an escalation path: what it is for, and who talks to whom (addresses)."""

    level: str
    """One of `LEVELS`."""
    scope: str
    theirs: str
    ours: str
    within_hours: float | None = None


@dataclass(frozen=True, slots=True)
class SupplierContacts:
    """Who talks to whom about a supplier's work. Addresses: e-mail, a channel or a user id."""

    theirs: str = ""
    """The single point of contact on the supplier's side."""
    ours: str = ""
    """The single point of contact on our side."""
    channels: tuple[str, ...] = ()
    """Where both read: Slack channels or user ids; empty: each at its own address."""
    counterparts: tuple[Counterpart, ...] = ()
    escalation: tuple[EscalationContact, ...] = ()

    @property
    def scorecard_readers(self) -> tuple[str, ...]:
        """Where its scorecard goes; each once."""
        contacts = (address for address in (self.theirs, self.ours) if address)
        return self.channels or tuple(dict.fromkeys(contacts))

    def their_escalation(self, level: str) -> tuple[str, ...]:
        """Whom its escalation paths of this level name on its side."""
        return tuple(step.theirs for step in self.escalation if step.level == level)


@dataclass(frozen=True, slots=True)
class Supplier:
    """Whoever answers the tickets of some groups, in-house or outsourced."""

    name: str
    is_outsourced: bool
    groups: tuple[str, ...]
    unit_cost_usd: Decimal
    """Of what `pricing` says."""
    team_channel: str = ""
    """Where the supplier's support agents hear what concerns the whole team."""
    contacts: SupplierContacts = SupplierContacts()
    pricing: Pricing = Pricing.PER_TICKET
    hours_per_ticket: float = HOURS_PER_TICKET
    """Taken where it is paid by the hour and nobody logged any."""


@dataclass(frozen=True, slots=True)
class SupportAgent:
    """A person who answers tickets."""

    support_agent_id: str
    name: str
    email: str
    supplier: str
    slack_user_id: str = ""
    time_zone: str = "UTC"


def suppliers_by_group(suppliers: Iterable[Supplier]) -> dict[str, Supplier]:
    """Who answers the tickets of each group."""
    return {group: supplier for supplier in suppliers for group in supplier.groups}
