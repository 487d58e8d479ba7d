"""The graph that the tickets' links make: whole, or of one group."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from feedback.domain.grouping.neighbours.nearest import Neighbours
from feedback.domain.grouping.vectors.rows import BLOCK, blocks

_N_HALVINGS = 24
_LEAST_SCALE = 1e-3
"""Of distances: where all neighbours are equally near."""


def graph_of(neighbours: Neighbours) -> sparse.csr_matrix:
    """Undirected: linked if either names the other.

    Weights, 0..1, are those of UMAP (McInnes, Healy & Melville 2018): each ticket measures
    distances by those of its own neighbours, so that dense and sparse regions count alike, and two
    opinions a and b of one link make a + b - ab.
    """
    n, k = neighbours.rows.shape
    if n * k == 0:
        return sparse.csr_matrix((n, n))
    weight = _local_weights(neighbours.cosines)
    # Copied: the matrix sorts its indices where they lie.
    directed = sparse.csr_matrix(
        (weight.ravel(), neighbours.rows.flatten(), np.arange(0, n * k + 1, k)), shape=(n, n)
    )
    directed.sum_duplicates()
    directed.setdiag(0)
    directed.eliminate_zeros()
    other = directed.T.tocsr()
    both = (directed + other - directed.multiply(other)).tocsr()
    both.sort_indices()
    return both


def _local_weights(cosines: NDArray[np.float32]) -> NDArray[np.float64]:
    """(n, k): exp(-(distance - nearest) / scale), the scale such that a ticket's weights add up to
    log2(k + 1); 0 for an empty link."""
    n, k = cosines.shape
    weight = np.empty((n, k))
    for block in blocks(n):
        is_link = cosines[block] > -2
        distance = np.maximum(1 - cosines[block].astype(np.float64), 0)
        beyond = np.where(is_link, distance - distance.min(axis=1, keepdims=True), np.inf)
        low, high = np.full((len(beyond), 1), _LEAST_SCALE), np.full((len(beyond), 1), 4.0)
        for _ in range(_N_HALVINGS):
            scale = np.sqrt(low * high)
            is_over = np.exp(-beyond / scale).sum(1, keepdims=True) > np.log2(k + 1)
            high, low = np.where(is_over, scale, high), np.where(is_over, low, scale)
        weight[block] = np.exp(-beyond / high)
    return weight


def graph_within(neighbours: Neighbours, at: NDArray[np.intp]) -> sparse.csr_matrix:
    """The links among these rows (ascending), weighted by their cosines."""
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
    """The sum of the cosines of all links: twice each one-sided link's; a mutual one is named twice
    already."""
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
