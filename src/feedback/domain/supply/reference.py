"""What is usual: the fixed rates that suppliers are compared by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Reference:
    """A rate for every metric and cell. `segment` and `contact_type` may be empty: all of them."""

    rates: Mapping[tuple[str, str, str], float]
    """(metric, segment, contact type) → rate."""
    from_on: date | None
    until_on: date | None
    is_frozen: bool

    def rate(self, metric: str, segment: str, contact_type: str) -> float | None:
        """Of the cell; where it has none, of its contact type, of its segment, of everything."""
        for key in ((segment, contact_type), ("", contact_type), (segment, ""), ("", "")):
            found = self.rates.get((metric, *key))
            if found is not None:
                return found
        return None
