"""The graph that the tickets' links make: whole, or of one group."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from feedback.domain.grouping.neighbours.nearest import Neighbours
from feedback.domain.grouping.vectors.rows import BLOCK, blocks


def graph_of(neighbours: Neighbours) -> sparse.csr_matrix:
    """Undirected: linked if either names the other; weight is the cosine."""
    n, k = neighbours.rows.shape
    if n * k == 0:
        return sparse.csr_matrix((n, n))
    weight = _weights(neighbours.cosines)
    # Copied: the matrix sorts its indices where they lie.
    directed = sparse.csr_matrix(
        (weight.ravel(), neighbours.rows.flatten(), np.arange(0, n * k + 1, k)), shape=(n, n)
    )
    return _undirected(directed)


def graph_within(neighbours: Neighbours, at: NDArray[np.intp]) -> sparse.csr_matrix:
    """The part of the graph among these rows (ascending), without making the whole."""
    n, k = len(at), neighbours.rows.shape[1]
    if n * k == 0:
        return sparse.csr_matrix((n, n))
    named = neighbours.rows[at]
    place = np.minimum(np.searchsorted(at, named), n - 1)
    inside = at[place] == named
    weight = _weights(neighbours.cosines[at])
    row = np.broadcast_to(np.arange(n)[:, None], named.shape)
    return _undirected(
        sparse.csr_matrix((weight[inside], (row[inside], place[inside])), shape=(n, n))
    )


def link_weight(neighbours: Neighbours) -> float:
    """The sum over the whole graph, without making it: twice each one-sided link's weight; a
    mutual one is named twice already."""
    n, k = neighbours.rows.shape
    total = 0.0
    for block in blocks(n, BLOCK // 4):
        rows = neighbours.rows[block]
        here = np.arange(block.start, block.stop)
        is_mutual = (neighbours.rows[rows] == here[:, None, None]).any(axis=2)
        weight = np.where(rows == here[:, None], 0, _weights(neighbours.cosines[block]))
        total += float((weight * np.where(is_mutual, 1, 2)).sum())
    return total if k else 0.0


def _weights(cosines: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.where(cosines > -2, np.maximum(cosines, 1e-3), 0).astype(np.float64)


def _undirected(directed: sparse.csr_matrix) -> sparse.csr_matrix:
    directed.sum_duplicates()
    directed.setdiag(0)
    directed.eliminate_zeros()
    both = directed.maximum(directed.T).tocsr()
    both.sort_indices()
    return both
