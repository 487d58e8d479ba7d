"""The peers, each at its defaults or at one fixed setting for every set. None sees a label."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.embeddings import Embedded
from benchmarks.engines import bertopic, hdbscan_of, kmeans, leiden_of, umap_reduced

Groups = NDArray[np.int64]
CLUSTER_SIZES = (15, 30, 50)
RESOLUTIONS = (1, 2, 4, 8, 16)


def peers_of(data: Embedded) -> dict[str, Groups]:
    """The groups of every peer, by its name."""
    found = {"BERTopic": bertopic(data).groups, "k-means": kmeans(data).groups}
    reduced = umap_reduced(data.vectors)
    for size in CLUSTER_SIZES:
        found[f"UMAP + HDBSCAN {size}"] = hdbscan_of(reduced, size)
    for resolution in RESOLUTIONS:
        found[f"Leiden r = {resolution}"] = leiden_of(data.vectors, resolution)
    return found
