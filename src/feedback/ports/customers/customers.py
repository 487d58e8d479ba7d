"""The customers that are kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from feedback.domain.customers.customer import Customer, CustomerValue


class Customers(Protocol):
    """One row per customer as it is now, and what each was worth when."""

    def replace(self, customers: Sequence[Customer], as_of: datetime) -> None:
        """Keep these and no others; a value or segment that is new is also kept for ever."""
        ...

    def all(self) -> Mapping[str, Customer]:
        """Customer id → customer, as the directory had it on the newest night."""
        ...

    def values_at(self, as_of: datetime) -> Mapping[str, CustomerValue]:
        """What every customer was worth on a night."""
        ...

    def history(self, customer_id: str) -> Sequence[CustomerValue]:
        """What it was worth when, oldest first."""
        ...
