"""The vectors of tickets: what an embedding makes of their texts."""

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Shape (n, d); rows of length 1, so that a dot product is a cosine similarity."""


def normalised(vectors: NDArray[np.float32]) -> Vectors:
    """Rows of length 1; rows of zeros stay."""
    length = np.sqrt(np.add.reduce(vectors * vectors, axis=1, keepdims=True))
    return np.asarray(vectors / np.maximum(length, 1e-12), dtype=np.float32)


def centroid_of(vectors: Vectors) -> NDArray[np.float32]:
    """The mean direction, shape (d,), length 1 (zeros if the vectors cancel out)."""
    mean = vectors.mean(axis=0, keepdims=True, dtype=np.float64)
    row: NDArray[np.float32] = normalised(mean.astype(np.float32))[0]
    return row
