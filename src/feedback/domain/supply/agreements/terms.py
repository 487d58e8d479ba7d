"""What is agreed with a supplier: what it answers, for how much, and how well."""

from collections.abc import Sequence
from dataclasses import dataclass

from feedback.domain.customers.supplier import Pricing, Supplier
from feedback.domain.supply.agreements.service_hours import ALWAYS, ServiceHours

UNKNOWN_SUPPLIER = "(no supplier)"
"""Of tickets whose group belongs to no supplier."""


def is_among(channel: str, channels: Sequence[str]) -> bool:
    """Whether a source means one of these channels: it may write it its own way."""
    return channel.strip().casefold() in {known.strip().casefold() for known in channels}


@dataclass(frozen=True, slots=True)
class Band:
    """From `at` on, in the metric's unit, `share` of the period's invoice is added or deducted."""

    at: float
    share: float


@dataclass(frozen=True, slots=True)
class ContractTarget:
    """A metric and what was agreed about it. Judged by the figure as it is, not mix-adjusted."""

    metric: str
    amount: float
    """In the metric's unit."""
    weight: float = 1.0
    bonus: Band | None = None
    malus: Band | None = None


@dataclass(frozen=True, slots=True)
class SupplierTerms:
    """Everything agreed with a supplier. Empty lists of what it may answer: everything."""

    supplier: Supplier
    kind: str = ""
    """What `SupportProfile.served_by` names: expert, low-cost …"""
    hours_per_month: float = 0.0
    """Paid for, where pricing is per hour; 0: as many as the tickets took."""
    segments: tuple[str, ...] = ()
    contact_types: tuple[str, ...] = ()
    """Kinds (`defect`), themes (`TH-3`) or issues (`FB-12`)."""
    languages: tuple[str, ...] = ()
    location: str = ""
    hours: ServiceHours = ALWAYS
    ticket_channels: tuple[str, ...] = ()
    """Ways it is reached by customers (email, phone …), as the sources name them; empty: it did not
    say, and no ticket is wrong with it for its channel."""
    targets: tuple[ContractTarget, ...] = ()

    @property
    def name(self) -> str:
        """The supplier's."""
        return self.supplier.name

    @property
    def pricing(self) -> Pricing:
        """How the supplier is paid."""
        return self.supplier.pricing
