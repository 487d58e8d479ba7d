"""From embeddings to issues: which ticket joins which issue, and which new issues are born.

A first honest version. A new ticket joins the nearest living issue if it is close enough for
*that* issue; what no issue takes waits in a pool, and HDBSCAN (Campello, Moulavi & Sander 2013)
over reduced embeddings finds clusters in it that are dense enough to be born as issues.

The boundary: vectors and ids in, decisions out. Nothing here knows titles, tickets or storage, so
another engine can take its place by returning the same `Grouping`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from feedback.domain.issue import IssueId
from feedback.domain.ticket import TicketId

Vectors = NDArray[np.float32]
"""Shape (n, d); rows of length 1, so that a dot product is a cosine similarity."""


@dataclass(frozen=True, slots=True)
class GroupingPolicy:
    """One setting for every data set; each is a cosine similarity or a count of tickets."""

    min_cluster_size: int = 5
    """Fewer tickets than this do not make an issue."""
    min_samples: int = 3
    """HDBSCAN's: how many neighbours make a place dense. Low, for a pool is small each night."""
    n_dimensions: int = 24
    """Kept by the reduction (PCA). HDBSCAN's density means little in hundreds of dimensions."""
    min_similarity: float = 0.50
    """A ticket below this joins no issue, however loose the issue is."""
    max_similarity: float = 0.80
    """A ticket above this always may join, however tight the issue is."""
    join_quantile: float = 0.10
    """An issue takes what is as close as all but this share of its own tickets."""
    min_cohesion: float = 0.58
    """A cluster whose tickets are less alike (mean similarity to the centroid) is not born."""
    n_neighbours: int = 50
    """Waiting tickets near each new one that are clustered with it; the rest of the pool cannot
    have become dense overnight."""


@dataclass(frozen=True, slots=True)
class IssueShape:
    """Where a living issue lies and how far it reaches."""

    issue_id: IssueId
    centroid: NDArray[np.float32]
    """Shape (d,), length 1."""
    min_similarity: float


@dataclass(frozen=True, slots=True)
class Joined:
    """A ticket's issue and its similarity to that issue's centroid."""

    ticket_id: TicketId
    issue_id: IssueId
    confidence: float


@dataclass(frozen=True, slots=True)
class Born:
    """A new issue's first tickets (sorted by id) with their similarity to its centroid."""

    ticket_ids: tuple[TicketId, ...]
    confidences: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """One night's decisions. Births are in the order in which they get their ids."""

    joined: tuple[Joined, ...]
    born: tuple[Born, ...]
    waiting: tuple[TicketId, ...]
    """New tickets that no issue took."""


def group(
    living: Sequence[IssueShape],
    new_ids: Sequence[TicketId],
    new_vectors: Vectors,
    pool_ids: Sequence[TicketId],
    pool_vectors: Vectors,
    policy: GroupingPolicy,
    languages: Mapping[TicketId, str] = MappingProxyType({}),
) -> Grouping:
    """Decide where the night's new tickets belong.

    Issues are born within one language: to a model that knows only English, all German tickets
    look alike. A ticket may join an issue of any language that is near enough.

    `pool_*` are tickets of earlier nights that no issue took. The result does not depend on the
    order of any argument. Raises nothing; empty input gives an empty grouping.
    """
    new_ids, new_vectors = _sorted_by_id(new_ids, new_vectors)
    pool_ids, pool_vectors = _sorted_by_id(pool_ids, pool_vectors)
    joined, left = _join(living, new_ids, new_vectors)
    born: list[Born] = []
    for language in sorted({languages.get(new_ids[i], "") for i in left}):
        rows = [i for i in left if languages.get(new_ids[i], "") == language]
        pool = [i for i, one in enumerate(pool_ids) if languages.get(one, "") == language]
        born += _births(
            [new_ids[i] for i in rows],
            new_vectors[rows],
            [pool_ids[i] for i in pool],
            pool_vectors[pool],
            policy,
        )
    born.sort(key=lambda birth: (-len(birth.ticket_ids), birth.ticket_ids))
    taken = {ticket_id for birth in born for ticket_id in birth.ticket_ids}
    waiting = tuple(new_ids[i] for i in left if new_ids[i] not in taken)
    return Grouping(tuple(joined), tuple(born), waiting)


def shape_of(issue_id: IssueId, vectors: Vectors, policy: GroupingPolicy) -> IssueShape:
    """The centroid of an issue's tickets and the similarity it asks of the next one."""
    centroid = centroid_of(vectors)
    reach = float(np.quantile(vectors @ centroid, policy.join_quantile))
    return IssueShape(
        issue_id, centroid, min(max(reach, policy.min_similarity), policy.max_similarity)
    )


def centroid_of(vectors: Vectors) -> NDArray[np.float32]:
    """The mean direction, shape (d,), length 1 (zeros if the vectors cancel out)."""
    mean = vectors.mean(axis=0, dtype=np.float64)
    length = float(np.linalg.norm(mean))
    direction = mean / length if length else mean
    return np.asarray(direction, dtype=np.float32)


def cohesion_of(vectors: Vectors) -> float:
    """Mean cosine similarity to the centroid, −1..1."""
    return float((vectors @ centroid_of(vectors)).mean())


def _sorted_by_id(ids: Sequence[TicketId], vectors: Vectors) -> tuple[list[TicketId], Vectors]:
    order = sorted(range(len(ids)), key=ids.__getitem__)
    return [ids[i] for i in order], vectors[order]


def _join(
    living: Sequence[IssueShape],
    new_ids: Sequence[TicketId],
    new_vectors: Vectors,
) -> tuple[list[Joined], list[int]]:
    """Tickets with the issue they join, and the row numbers of those no issue took."""
    if not living or not len(new_ids):
        return [], list(range(len(new_ids)))
    shapes = sorted(living, key=lambda shape: shape.issue_id)
    similarity = new_vectors @ np.stack([shape.centroid for shape in shapes]).T
    reach = np.array([shape.min_similarity for shape in shapes])
    # Only issues that would take the ticket compete for it.
    similarity = np.where(similarity >= reach, similarity, -np.inf)
    best = similarity.argmax(axis=1)
    joined, left = [], []
    for row, column in enumerate(best):
        confidence = float(similarity[row, column])
        if confidence == -np.inf:
            left.append(row)
        else:
            joined.append(Joined(new_ids[row], shapes[column].issue_id, confidence))
    return joined, left


def _births(
    new_ids: Sequence[TicketId],
    new_vectors: Vectors,
    pool_ids: Sequence[TicketId],
    pool_vectors: Vectors,
    policy: GroupingPolicy,
) -> list[Born]:
    """Dense clusters among the new tickets and the waiting ones near them."""
    near = _near(new_vectors, pool_vectors, policy.n_neighbours)
    ids, vectors = list(new_ids), new_vectors
    if near:  # vectors of no tickets have no width that could be stacked
        ids, vectors = _sorted_by_id(
            [*new_ids, *(pool_ids[i] for i in near)], np.vstack([new_vectors, pool_vectors[near]])
        )
    births = []
    labels = _cluster(vectors, policy)
    for label in range(labels.max(initial=-1) + 1):
        rows = np.flatnonzero(labels == label)
        similarity = vectors[rows] @ centroid_of(vectors[rows])
        if similarity.mean() >= policy.min_cohesion:
            births.append(Born(tuple(ids[i] for i in rows), tuple(float(s) for s in similarity)))
    return births


def _near(new_vectors: Vectors, pool_vectors: Vectors, n_neighbours: int) -> list[int]:
    """Row numbers, sorted, of the pool's tickets that are among the nearest of a new one."""
    n_pool = len(pool_vectors)
    if n_pool <= n_neighbours:
        return list(range(n_pool))
    near: set[int] = set()
    for start in range(0, len(new_vectors), 1024):
        similarity = new_vectors[start : start + 1024] @ pool_vectors.T
        nearest = np.argpartition(-similarity, n_neighbours, axis=1)[:, :n_neighbours]
        near.update(nearest.ravel().tolist())
    return sorted(near)


def _cluster(vectors: Vectors, policy: GroupingPolicy) -> NDArray[np.intp]:
    """HDBSCAN's label of each row, −1 for noise."""
    n_tickets = len(vectors)
    if n_tickets < policy.min_cluster_size:
        return np.full(n_tickets, -1, dtype=np.intp)
    # Imported here: a second and more, and most commands never cluster.
    import hdbscan
    from sklearn.decomposition import PCA

    reduced = vectors.astype(np.float64)
    n_dimensions = min(policy.n_dimensions, n_tickets - 1, vectors.shape[1])
    if n_dimensions >= 2:
        reduced = PCA(n_dimensions, svd_solver="covariance_eigh").fit_transform(reduced)
        length = np.linalg.norm(reduced, axis=1, keepdims=True)
        reduced = reduced / np.where(length > 0, length, 1.0)
    clusterer = hdbscan.HDBSCAN(
        min_cluster_size=policy.min_cluster_size,
        min_samples=policy.min_samples,
        cluster_selection_method="leaf",
        core_dist_n_jobs=1,
        approx_min_span_tree=False,
    )
    return np.asarray(clusterer.fit_predict(reduced), dtype=np.intp)
