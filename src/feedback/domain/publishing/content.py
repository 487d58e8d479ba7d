"""What an effect says: values that keep their types until an adapter or a page renders them."""

from enum import StrEnum
from typing import Protocol


class EffectKind(StrEnum):
    """What is written outside."""

    WORK_ITEM = "work_item"
    COMMENT = "comment"
    """On the work item of an issue."""
    LINK = "link"
    """From the work item of an issue to another one's."""
    MESSAGE = "message"
    NOTE = "note"
    """Private, on a ticket in its helpdesk: where the fix plan behind it stands."""


class Content(Protocol):
    """A frozen dataclass of values: ids, dates, money, enums, and tuples of such.

    Two contents that are equal are written once. Each type stands in the table of
    `adapters/store/publishing/content_codec.py`, which keeps it in the ledger.
    """

    @property
    def effect_kind(self) -> EffectKind:
        """What it becomes outside; a `ClassVar` of the dataclass."""
        ...
