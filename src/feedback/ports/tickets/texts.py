"""What is done with a ticket's words before anything else: masked, told by language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without its personal data, and how often each kind was found in it."""

    text: str
    counts: Mapping[str, int]


class Redactor(Protocol):
    """Masks personal data. The raw text goes no further."""

    def mask(self, text: str) -> Masked:
        """The text with its personal data replaced by the names of their kinds."""
        ...

    def pseudonym(self, requester: str) -> str:
        """A stable name for a person that does not lead back to them. Empty stays empty."""
        ...


class LanguageDetector(Protocol):
    """Tells which language a text is in."""

    def detect(self, texts: Sequence[str]) -> Sequence[str]:
        """ISO 639-1 code of each text; empty when it cannot be told."""
        ...
