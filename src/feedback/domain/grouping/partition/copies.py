"""Tickets that say the same count once when groups are shaped.

Copies fill each other's lists of nearest tickets, and a silhouette rewards putting them apart from
all else: sixty equal rows among 1,745 questions made 133 groups of 30. In sizes, customers and
money every ticket counts.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from feedback.domain.grouping.neighbours.nearest import Neighbours, nearest
from feedback.domain.grouping.partition.graph import graph_of
from feedback.domain.grouping.policy import GroupingPolicy
from feedback.domain.grouping.vectors.fit import Labels
from feedback.domain.grouping.vectors.rows import Rows
from feedback.domain.tickets.vectors import Vectors

_LEAST_NEIGHBOURS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Distinct:
    """The tickets of a batch, one for each text: the first that says it."""

    x: Rows
    """(m, d)"""
    neighbours: Neighbours
    """Among the m."""
    graph: sparse.csr_matrix
    n_tickets: NDArray[np.int64]
    """(m,) how many tickets say it."""
    of: NDArray[np.intp] | None
    """(n,) each ticket's row among the m; None where no two tickets say the same."""

    def first(self, of_tickets: NDArray[Any]) -> NDArray[Any]:
        """What is told of n tickets, of the first that says each of the m texts."""
        return (
            of_tickets if self.of is None else of_tickets[np.unique(self.of, return_index=True)[1]]
        )

    def for_all(self, label: Labels) -> Labels:
        """Labels of the m texts as labels of the n tickets."""
        return label if self.of is None else label[self.of]


@dataclass(frozen=True, slots=True, eq=False)
class _Picked:
    """Some rows, taken when they are looked at."""

    x: Rows
    rows: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, at: Any, /) -> Vectors:
        return self.x[self.rows[at]]


def distinct(x: Rows, neighbours: Neighbours, policy: GroupingPolicy) -> Distinct:
    """The texts of a batch: tickets as like as `same_text_cosine` are one."""
    n, k = neighbours.rows.shape
    owner, column = np.nonzero(neighbours.cosines >= policy.same_text_cosine)
    other = neighbours.rows[owner, column]
    own = owner != other
    if not own.any():
        return Distinct(x, neighbours, graph_of(_fewer(neighbours)), np.ones(n, np.int64), None)
    links = sparse.csr_matrix((np.ones(own.sum()), (owner[own], other[own])), shape=(n, n))
    _, text = connected_components(links, directed=False)
    _, rows, of, n_tickets = np.unique(
        text, return_index=True, return_inverse=True, return_counts=True
    )
    # In the order of the first tickets, so that the result depends on nothing else.
    order = np.argsort(rows)
    place = np.empty(len(order), np.intp)
    place[order] = np.arange(len(order))
    rows, of, n_tickets = rows[order], place[of], n_tickets[order]
    texts = _Picked(x, rows)
    among = _among_texts(texts, rows, of, neighbours, k, policy)
    return Distinct(texts, among, graph_of(_fewer(among)), n_tickets.astype(np.int64), of)


def _fewer(neighbours: Neighbours) -> Neighbours:
    """A quarter of few texts: linked to half of all others, none would fall apart."""
    n, k = neighbours.rows.shape
    k = min(k, max(_LEAST_NEIGHBOURS, n // 4))
    return Neighbours(neighbours.rows[:, :k], neighbours.cosines[:, :k])


def _among_texts(
    texts: Rows,
    rows: NDArray[np.intp],
    of: NDArray[np.intp],
    neighbours: Neighbours,
    k: int,
    policy: GroupingPolicy,
) -> Neighbours:
    """Each text's nearest others. Lists without copies stay; the others are made again."""
    m = len(rows)
    k = min(k, m - 1)
    if k < 1:
        return Neighbours(np.zeros((m, 0), np.int32), np.zeros((m, 0), np.float32))
    found = of[neighbours.rows[rows]].astype(np.int32)
    cosines = neighbours.cosines[rows].copy()
    ordered = np.sort(found, axis=1)
    has_copies = (ordered[:, 1:] == ordered[:, :-1]).any(axis=1)
    has_copies |= (found == np.arange(m)[:, None]).any(axis=1)
    _once_each(found, cosines)
    best = np.argsort(-cosines, axis=1, kind="stable")[:, :k]
    found, cosines = np.take_along_axis(found, best, 1), np.take_along_axis(cosines, best, 1)
    again = np.flatnonzero(has_copies)
    if len(again) * m > policy.exact_regrouping_limit:
        return Neighbours(found, cosines)  # shorter lists of those near many copies
    whole = texts[np.arange(m)]
    for start in range(0, len(again), 1024):
        at = again[start : start + 1024]
        similar = whole[at] @ whole.T
        similar[np.arange(len(at)), at] = -2
        near, value = nearest(similar, k)
        found[at], cosines[at] = near, value
    return Neighbours(found, cosines)


def _once_each(found: NDArray[np.int32], cosines: NDArray[np.float32]) -> None:
    """In each row, empty links instead of oneself and of what stands there already."""
    m, k = found.shape
    here = np.arange(m, dtype=np.int32)
    for column in range(k):
        drop = found[:, column] == here
        drop |= (found[:, :column] == found[:, column, None]).any(axis=1)
        found[drop, column], cosines[drop, column] = here[drop], -2
