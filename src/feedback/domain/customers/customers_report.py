"""What was found when the customers were read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class CustomersReport:
    """Recorded only for a night whose directory had rows that could not be used."""

    step: ClassVar[str] = "customers"
    n_customers: int
    n_set_aside: int
    set_aside: Mapping[str, int]
    """Reason → rows."""
