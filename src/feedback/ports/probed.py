"""What anything outside may offer besides: a try of its credential, and news of its progress."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, runtime_checkable

Progress = Callable[[str, int, int | None], None]
"""`progress(what, n_done, n_total)`; the total is None while nobody knows it."""


@runtime_checkable
class Probed(Protocol):
    """Something outside whose credential and permissions can be tried by a cheap read. Optional."""

    def probe(self, now: datetime) -> str:
        """What may be read, in words. Raises `InvalidInput`, `TransientFault` or `FinalFault`
        saying which credential and which permission to check."""
        ...
