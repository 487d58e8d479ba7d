"""What is usual: the fixed rates that suppliers are compared by."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

_ID = re.compile(r"(FB|TH)-\d+")


def lasting_name(contact_type: str) -> str:
    """Of an issue or theme its id: titles change, and a frozen rate must still be found."""
    found = _ID.match(contact_type)
    return found[0] if found else contact_type


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
        about = lasting_name(contact_type)
        for key in ((segment, about), ("", about), (segment, ""), ("", "")):
            found = self.rates.get((metric, *key))
            if found is not None:
                return found
        return None
