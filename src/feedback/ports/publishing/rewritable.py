"""Where what was written can be replaced without anybody being told."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from feedback.domain.publishing.effect import Effect


class Rewritable(Protocol):
    """Something outside where what was written can be replaced without anybody being told."""

    def rewrite(self, effect: Effect) -> bool:
        """Put the effect's payload where the effect was written; False if something else stands
        there by now. Raises `TransientFault`."""
        ...

    def files(self) -> Sequence[Path]:
        """Where it keeps what was written."""
        ...
