"""Who was told what."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from feedback.domain.publishing.messages.told import ToldNews


class Told(Protocol):
    """One row per message and plan revision or event that it told its reader, or put off."""

    def replace(self, message: str, rows: Sequence[ToldNews]) -> None:
        """Keep what a message (its idempotency key) told, in place of what was kept of it. Of a
        message that surely reached nobody that is nothing."""
        ...

    def of_readers(self, readers: Sequence[str]) -> Mapping[str, Sequence[ToldNews]]:
        """What each of these was told, oldest message first; who was told nothing is left out."""
        ...
