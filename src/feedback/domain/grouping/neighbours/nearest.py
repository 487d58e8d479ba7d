"""Every ticket's nearest others."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Row i: the k tickets nearest to ticket i, nearest first. Cosines of centred vectors."""

    rows: NDArray[np.int32]  # (n, k)
    cosines: NDArray[np.float32]  # (n, k)

    @staticmethod
    def none() -> "Neighbours":
        """Of no tickets."""
        return Neighbours(np.zeros((0, 0), np.int32), np.zeros((0, 0), np.float32))


def nearest(similar: NDArray[np.float32], k: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Columns and values of each row's k largest, largest first; among equals the lower column."""
    part = (
        np.argpartition(similar, -k, axis=1)[:, -k:]
        if k < similar.shape[1]
        else np.tile(np.arange(similar.shape[1]), (len(similar), 1))
    )
    part.sort(axis=1)
    value = np.take_along_axis(similar, part, 1)
    order = np.argsort(-value, axis=1, kind="stable")
    return np.take_along_axis(part, order, 1), np.take_along_axis(value, order, 1)
