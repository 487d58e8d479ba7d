"""Rows of vectors too many to hold twice: made or widened when they are looked at."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from feedback.domain.tickets.vectors import Vectors

BLOCK = 65_536
"""Rows worked on at a time: 100 MB of 384 numbers."""
WHOLE_LIMIT = 200_000
"""Up to here centred rows are held in float32; beyond, in half of that."""


class Rows(Protocol):
    """What the engine asks of vectors: how many, and some of them in float32. An array will do."""

    def __len__(self) -> int: ...
    def __getitem__(self, at: Any, /) -> Vectors: ...


@dataclass(frozen=True, slots=True, eq=False)
class HalfPrecisionRows:
    """Vectors held as float16. It keeps 11 bits of each number: cosines err in the fourth digit."""

    kept: NDArray[np.float16]  # (n, d)

    def __len__(self) -> int:
        return len(self.kept)

    def __getitem__(self, at: Any, /) -> Vectors:
        widened: Vectors = self.kept[at].astype(np.float32)
        return widened


def blocks(n: int, size: int = BLOCK) -> Iterator[slice]:
    """Slices that cover rows 0 to n, `size` at a time."""
    for start in range(0, n, size):
        yield slice(start, min(start + size, n))


def materialised(x: Rows) -> Rows:
    """The same rows, computed once: for work that looks at all of them again and again."""
    n = len(x)
    width = x[:1].shape[1]
    if n <= WHOLE_LIMIT:
        whole = np.empty((n, width), np.float32)
        for at in blocks(n):
            whole[at] = x[at]
        return whole
    halves = np.empty((n, width), np.float16)
    for at in blocks(n):
        halves[at] = x[at]
    return HalfPrecisionRows(halves)
