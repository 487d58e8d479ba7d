"""Numbers, days and months in sentences."""

from collections.abc import Iterable
from datetime import date


def count(n: int, one: str, many: str = "") -> str:
    """`1 ticket`, `1,204 tickets`."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def all_of(n: int) -> str:
    """`the one`, `both`, `all 3`."""
    return {1: "the one", 2: "both"}.get(n, f"all {n}")


def any_of(names: Iterable[str]) -> str:
    """`chat or phone`."""
    return " or ".join(names)


def day(on: date) -> str:
    """`9 Mar 2026`."""
    return f"{on.day} {on:%b %Y}"


def month_name(month: str) -> str:
    """`March 2026` of `2026-03`."""
    return f"{date.fromisoformat(month + '-01'):%B %Y}"


def unknown(kind: str, name: str, available: Iterable[str]) -> str:
    """``Unknown supplier `acme`. Available: brightwater, in-house.``"""
    return f"Unknown {kind} `{name}`. Available: {', '.join(available) or 'none'}."
