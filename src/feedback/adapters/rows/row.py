"""A row of somewhere, on its way to one of our values."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `locator` says where it stands, for messages: `file:line`, or its key."""

    locator: str
    values: dict[str, Any]
    notes: tuple[str, ...] = ()
    """What had to be put right to read it."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read, with the reason."""

    locator: str
    reason: str
    detail: str = ""
