"""Numbers, days and months in sentences; text cut between characters."""

from collections.abc import Iterable
from datetime import date

import regex


def count(n: int, singular: str, plural: str = "") -> str:
    """`1 ticket`, `1,204 tickets`."""
    return f"{n:,} {singular if n == 1 else plural or singular + 's'}"


def all_of(n: int) -> str:
    """`the one`, `both`, `all 3`."""
    return {1: "the one", 2: "both"}.get(n, f"all {n}")


def any_of(names: Iterable[str]) -> str:
    """`chat or phone`."""
    return " or ".join(names)


def day(on: date) -> str:
    """`9 Mar 2026`."""
    return f"{on.day} {on:%b %Y}"


def long_day(on: date) -> str:
    """`9 March 2026`: as messages write it."""
    return f"{on.day} {on:%B %Y}"


def month_name(month: str) -> str:
    """`March 2026` of `2026-03`."""
    return f"{date.fromisoformat(month + '-01'):%B %Y}"


def unknown(kind: str, name: str, available: Iterable[str]) -> str:
    """``Unknown supplier `acme`. Available: brightwater, in-house.``"""
    return f"Unknown {kind} `{name}`. Available: {', '.join(available) or 'none'}."


def beginning_of(text: str, max_chars: int) -> str:
    """At most so many code points of a text, and none of its characters in part: an emoji family,
    a flag and a letter with its marks stay whole (extended grapheme clusters, Unicode UAX #29)."""
    if len(text) <= max_chars or text.isascii():
        return text[:max_chars]
    end = 0
    for character in regex.finditer(r"\X", text):
        if character.end() > max_chars:
            break
        end = character.end()
    return text[:end]
