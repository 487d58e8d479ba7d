"""Our engine and its peers: each groups the same vectors, with one fixed setting for every set.

Nothing here sees a label. All are seeded; the peers' settings are their own defaults or what
their handbooks show.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from benchmarks.embeddings import Embedded

SEED = 42
N_NEIGHBOURS = 15
"""Of the graph peers: the habit of the field (UMAP, BERTopic), and ours."""
KMEANS_SIZES = (5, 10, 20, 30, 50, 75, 100, 150, 200)
"""The numbers of groups that k-means tries."""
SILHOUETTE_SAMPLE = 4000

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Grouped:
    """`groups`: one number per row, −1 for in none. `distinctness`: ours only, by group."""

    groups: NDArray[np.int64]
    distinctness: dict[int, float] = field(default_factory=dict)


def ours(data: Embedded) -> Grouped:
    """The engine as a first load calls it: everything is new, in one night."""
    from feedback.domain.grouping import GroupingPolicy, Memory, group_night
    from feedback.domain.issues.issue import IssueId
    from feedback.domain.tickets.ticket import TicketId

    ids = [TicketId(key) for key in data.ids]
    decided = group_night(
        Memory.empty(),
        ids,
        data.vectors,
        dict(zip(ids, data.languages, strict=True)),
        {},
        IssueId(1),
        GroupingPolicy(),
    )
    return Grouped(
        np.array([decided.placed.get(ticket_id, -1) for ticket_id in ids], dtype=np.int64),
        {int(issue_id): value for issue_id, value in decided.distinctness.items()},
    )


def bertopic(data: Embedded) -> Grouped:
    """The package with its defaults, its topic words included; embeddings given."""
    from bertopic import BERTopic

    np.random.seed(SEED)  # its default UMAP takes numpy's global seed
    topics, _ = BERTopic(embedding_model=None).fit_transform(list(data.texts), data.vectors)
    return Grouped(np.asarray(topics, dtype=np.int64))


def umap_reduced(vectors: Vectors) -> Vectors:
    """Five dimensions, as UMAP's documentation shows it for clustering."""
    from umap import UMAP

    reducer = UMAP(
        n_neighbors=N_NEIGHBOURS,
        n_components=5,
        min_dist=0.0,
        metric="cosine",
        random_state=SEED,
        n_jobs=1,  # as a fixed seed asks for
    )
    return np.asarray(reducer.fit_transform(vectors), dtype=np.float32)


def hdbscan_of(reduced: Vectors, least_size: int) -> NDArray[np.int64]:
    """HDBSCAN in few dimensions."""
    from hdbscan import HDBSCAN

    found = HDBSCAN(min_cluster_size=least_size, min_samples=5).fit_predict(reduced)
    return np.asarray(found, dtype=np.int64)


def umap_hdbscan(data: Embedded) -> Grouped:
    """By hand, as its documentation shows it for clustering."""
    return Grouped(hdbscan_of(umap_reduced(data.vectors), 15))


def kmeans(data: Embedded) -> Grouped:
    """k-means with the number of groups that has the best cosine silhouette."""
    from sklearn.cluster import KMeans
    from sklearn.metrics import silhouette_score

    best, best_score = np.zeros(len(data.vectors), dtype=np.int64), -2.0
    for k in KMEANS_SIZES:
        if k >= len(data.vectors) / 3:
            break
        found = KMeans(k, n_init=1, random_state=SEED).fit_predict(data.vectors)
        score = silhouette_score(
            data.vectors,
            found,
            metric="cosine",
            sample_size=min(len(found), SILHOUETTE_SAMPLE),
            random_state=SEED,
        )
        if score > best_score:
            best, best_score = found.astype(np.int64), float(score)
    return Grouped(best)


def leiden_of(vectors: Vectors, resolution: float) -> NDArray[np.int64]:
    """Modularity Leiden (Traag, Waltman & van Eck 2019) on the 15-nearest-neighbour graph."""
    from graspologic_native import leiden_csr
    from scipy import sparse
    from sklearn.neighbors import NearestNeighbors

    n, k = len(vectors), min(N_NEIGHBOURS, len(vectors) - 1)
    search = NearestNeighbors(n_neighbors=k, metric="cosine", algorithm="brute").fit(vectors)
    distances, rows = search.kneighbors()
    weights = np.maximum(1 - distances, 1e-3).ravel().astype(np.float64)
    directed = sparse.csr_matrix((weights, rows.ravel(), np.arange(0, n * k + 1, k)), shape=(n, n))
    graph = directed.maximum(directed.T).tocsr()
    graph.sort_indices()
    _, found = leiden_csr(
        graph.indptr.astype(np.int64),
        graph.indices.astype(np.int32),
        graph.data,
        n,
        resolution=resolution,
        iterations=2,
        use_modularity=True,
        seed=SEED,
        trials=1,
    )
    return np.array([found[row] for row in range(n)], dtype=np.int64)


def leiden_1(data: Embedded) -> Grouped:
    return Grouped(leiden_of(data.vectors, 1))


def leiden_5(data: Embedded) -> Grouped:
    return Grouped(leiden_of(data.vectors, 5))


def leiden_8(data: Embedded) -> Grouped:
    return Grouped(leiden_of(data.vectors, 8))


ENGINES: dict[str, tuple[str, Callable[[Embedded], Grouped]]] = {
    "ours": ("**this project**", ours),
    "bertopic": ("BERTopic, defaults", bertopic),
    "umap-hdbscan": ("UMAP 5 + HDBSCAN 15", umap_hdbscan),
    "kmeans": ("k-means by silhouette", kmeans),
    "leiden-1": ("kNN-15 + Leiden, r = 1", leiden_1),
    "leiden-5": ("kNN-15 + Leiden, r = 5", leiden_5),
    "leiden-8": ("kNN-15 + Leiden, r = 8", leiden_8),
}
"""name → words for the table, and the function."""
N_WARMING = 300


def warm_up(name: str) -> None:
    """Let an engine import what it needs and load its compiled code (numba keeps that on disk, so
    the very first run of all is the slow one), so that seconds are those of the fit."""
    vectors = np.random.default_rng(SEED).normal(size=(N_WARMING, 32)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ids = tuple(f"{row:06d}" for row in range(N_WARMING))
    texts = tuple(f"word{row % 97} thing{row % 89} place{row % 83}" for row in range(N_WARMING))
    ENGINES[name][1](Embedded(ids, texts, vectors, ("en",) * N_WARMING))
