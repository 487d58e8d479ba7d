"""What a night's ranking goes by: money, or customers while too few of their values are known."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from feedback.domain.customers.customer import Customer

MIN_KNOWN_SHARE = 0.2
"""Of the customers behind the tickets, so many must have a value of their own. Below, most of the
money would be guessed: a segment's floor or median is a guess, not a known value."""
MIN_TOTAL_USD = Decimal(1)
"""Less than a dollar over all issues tells them apart by nothing."""


class Measure(StrEnum):
    """What all issues of one ranking are compared by."""

    MONEY = "money"
    """USD a year at risk."""
    CUSTOMERS = "customers"
    """Customers, then tickets."""


@dataclass(frozen=True, slots=True)
class MeasureChange:
    """That a night's ranking goes by another measure than the night's before. Named for ever by
    its night, so that nobody is told of it twice."""

    as_of: datetime
    before: Measure


@dataclass(frozen=True, slots=True)
class KnownValues:
    """How many of the customers behind the tickets have a value of their own."""

    n_customers: int
    n_known: int

    @property
    def are_enough(self) -> bool:
        """A fifth of the customers at least."""
        return 0 < self.n_known >= MIN_KNOWN_SHARE * self.n_customers


def known_values(customers: Iterable[Customer]) -> KnownValues:
    """Of distinct customers."""
    values = [customer.value_usd for customer in customers]
    return KnownValues(len(values), sum(value is not None for value in values))


def measure_of(known: KnownValues, total_usd: Decimal) -> Measure:
    """What the night goes by, given what all issues together put at risk a year."""
    has_money = known.are_enough and total_usd >= MIN_TOTAL_USD
    return Measure.MONEY if has_money else Measure.CUSTOMERS
