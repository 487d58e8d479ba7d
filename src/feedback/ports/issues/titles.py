"""Titles written by a language model: who writes them, and those already written."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from feedback.domain.issues.written_title import TitleDraft, WrittenTitle


class TitleWriter(Protocol):
    """Words a title for an issue."""

    model: str
    """Names the writer in the store: a different one is asked again."""

    def write(self, tickets: Sequence[str]) -> TitleDraft | None:
        """A draft from the masked texts of an issue's tickets; None for an unreadable answer.

        Raises `TransientFault` or `FinalFault`.
        """
        ...


class Titles(Protocol):
    """One row per language model and description it was asked about."""

    def known(self, model: str, keys: Sequence[str]) -> Mapping[str, WrittenTitle]:
        """What this model wrote for these descriptions (`evidence_key`), refused drafts too."""
        ...

    def add(self, model: str, written: WrittenTitle) -> None:
        """Keep what the model wrote, so that it is not asked again."""
        ...
