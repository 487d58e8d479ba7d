"""Customers, what they are worth, and the segments they belong to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from statistics import quantiles

UNRESOLVED = "unresolved:"
"""Prefix of the customer id that stands for a requester nobody could place."""


@dataclass(frozen=True, slots=True)
class Customer:
    """A paying account. `value_usd` is what it pays per year; None when nobody knows."""

    customer_id: str
    name: str
    segment: str
    value_usd: Decimal | None
    renewal_on: date | None = None
    health: float | None = None
    """0 (about to leave) to 1 (delighted), or None when unknown."""
    country: str = ""
    owner: str = ""
    """Who looks after the account, as the directory names them."""
    domains: tuple[str, ...] = ()
    """Of its people's addresses, sorted."""
    plan: str = ""
    """What it has bought, as the directory names it."""
    flags: tuple[str, ...] = ()
    """What else the directory marks it as, sorted."""
    open_deals_usd: Decimal | None = None
    """What it may buy on top, per year; None when nobody knows."""


@dataclass(frozen=True, slots=True)
class CustomerValue:
    """What a customer was worth from a night on, and the segment it belonged to."""

    customer_id: str
    since: datetime
    segment: str
    value_usd: Decimal | None


@dataclass(frozen=True, slots=True)
class Segment:
    """A named band of customers and what they weigh.

    `margin` is the contribution margin, 0..1, so that profit is at risk, not revenue;
    `strategic` is a factor of choice. Their product is the weight in the impact formula.
    """

    name: str
    margin: float = 1.0
    strategic: float = 1.0
    value_floor_usd: Decimal = Decimal(0)
    """Stands for a customer of this segment whose value is unknown, when nobody's is known."""

    @property
    def weight(self) -> float:
        """Margin × strategic factor, ≥ 0."""
        return self.margin * self.strategic


@dataclass(frozen=True, slots=True)
class Valuation:
    """What one customer is taken to be worth per year, and where the figure comes from."""

    value_usd: Decimal
    low_usd: Decimal
    high_usd: Decimal
    is_estimated: bool


class Valuations:
    """Values every customer, known or not. Built once per ranking from all customers.

    An unknown value is its segment's median (between the lower and the upper quartile), or the
    segment's floor where no value is known in the segment. Never silently zero.
    """

    def __init__(self, customers: Iterable[Customer], segments: Mapping[str, Segment]) -> None:
        known: dict[str, list[Decimal]] = {name: [] for name in segments}
        for customer in customers:
            if customer.value_usd is not None:
                known[customer.segment].append(customer.value_usd)
        self._estimates = {
            name: _estimate(sorted(values), segments[name].value_floor_usd)
            for name, values in known.items()
        }

    def of(self, customer: Customer) -> Valuation:
        """The customer's own value where it is known, else its segment's estimate."""
        if customer.value_usd is None:
            return self._estimates[customer.segment]
        value = customer.value_usd
        return Valuation(value_usd=value, low_usd=value, high_usd=value, is_estimated=False)


def _estimate(values: list[Decimal], floor: Decimal) -> Valuation:
    if not values:
        return Valuation(value_usd=floor, low_usd=floor, high_usd=floor, is_estimated=True)
    if len(values) == 1:
        return Valuation(values[0], values[0], values[0], is_estimated=True)
    lower, median, upper = (
        quartile.quantize(Decimal("0.01"))
        for quartile in quantiles(values, n=4, method="inclusive")
    )
    return Valuation(value_usd=median, low_usd=lower, high_usd=upper, is_estimated=True)
