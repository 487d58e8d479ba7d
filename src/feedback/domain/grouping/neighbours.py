"""Every ticket's nearest others, and the graph they make."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from feedback.domain.grouping.languages import Centred
from feedback.domain.grouping.policy import GroupingPolicy
from feedback.domain.grouping.rows import Rows, Vectors, blocks, normalised

NIGHT_BLOCK = 256
"""New tickets compared with all others at a time."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Row i: the k tickets nearest to ticket i, nearest first. Cosines of centred vectors."""

    rows: NDArray[np.int32]  # (n, k)
    cosines: NDArray[np.float32]  # (n, k)


def centroid_of(vectors: Vectors) -> NDArray[np.float32]:
    """The mean direction, shape (d,), length 1 (zeros if the vectors cancel out)."""
    mean = vectors.mean(axis=0, keepdims=True, dtype=np.float64)
    row: NDArray[np.float32] = normalised(mean.astype(np.float32))[0]
    return row


def _nearest(similar: NDArray[np.float32], k: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
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


def find_neighbours(x: Rows, policy: GroupingPolicy) -> Neighbours:
    """Memory: one block of 1024 × n (exact) or one cell × its candidates."""
    n = len(x)
    k = min(policy.n_neighbours, n - 1)
    if k < 1:
        return Neighbours(np.zeros((n, 0), np.int32), np.zeros((n, 0), np.float32))
    if n > policy.exact_neighbours_limit:
        return _neighbours_in_cells(x, k, policy)
    rows = np.empty((n, k), np.int32)
    cosines = np.empty((n, k), np.float32)
    whole = x[:]
    for start in range(0, n, 1024):
        similar = whole[start : start + 1024] @ whole.T
        here = np.arange(len(similar))
        similar[here, start + here] = -2
        rows[start : start + 1024], cosines[start : start + 1024] = _nearest(similar, k)
    return Neighbours(rows, cosines)


def _cells(x: Rows, n_cells: int, policy: GroupingPolicy) -> tuple[Vectors, NDArray[np.int64]]:
    """Spherical k-means on a sample; only to find neighbours faster, so a few rounds do."""
    rng = np.random.default_rng(policy.seed)
    sample = x[np.sort(rng.choice(len(x), min(len(x), 40 * n_cells), replace=False))]
    means = sample[np.sort(rng.choice(len(sample), n_cells, replace=False))]
    for _ in range(6):
        cell = np.concatenate(
            [(sample[a : a + 8192] @ means.T).argmax(1) for a in range(0, len(sample), 8192)]
        )
        pick = sparse.csr_matrix(
            (np.ones(len(cell), np.float32), (cell, np.arange(len(cell)))), (n_cells, len(cell))
        )
        total = np.asarray(pick @ sample)
        means = np.where(
            np.linalg.norm(total, axis=1, keepdims=True) > 0, normalised(total), means
        ).astype(np.float32)
    cell = np.concatenate([(x[a : a + 8192] @ means.T).argmax(1) for a in range(0, len(x), 8192)])
    return means, cell


def _neighbours_in_cells(x: Rows, k: int, policy: GroupingPolicy) -> Neighbours:
    n = len(x)
    n_cells = int(min(4096, max(64, np.sqrt(n) * 1.5)))
    means, cell = _cells(x, n_cells, policy)
    order = np.argsort(cell, kind="stable")
    start = np.searchsorted(cell[order], np.arange(n_cells + 1))
    near, _ = _nearest(means @ means.T, min(policy.n_probes, n_cells))
    rows = np.full((n, k), -1, np.int32)
    cosines = np.full((n, k), -2, np.float32)
    for c in range(n_cells):
        mine = order[start[c] : start[c + 1]]
        if not len(mine):
            continue
        others = np.sort(np.concatenate([order[start[q] : start[q + 1]] for q in near[c]]))
        pool = x[others]
        for a in range(0, len(mine), 1024):
            block = mine[a : a + 1024]
            similar = x[block] @ pool.T
            similar[np.arange(len(block)), np.searchsorted(others, block)] = -2
            found, value = _nearest(similar, min(k, len(others)))
            rows[block, : found.shape[1]], cosines[block, : found.shape[1]] = others[found], value
    missing = rows < 0  # a cell with too few candidates: link to itself, weight nothing
    rows[missing] = np.broadcast_to(np.arange(n, dtype=np.int32)[:, None], rows.shape)[missing]
    return Neighbours(rows, cosines)


def add_neighbours(
    old: Neighbours, x: Centred, lengths: NDArray[np.float32], n_old: int, k: int
) -> Neighbours:
    """Rows n_old… of x are new. Finds theirs, and lets them into the lists of the old ones."""
    n = len(x)
    k_now = min(k, n - 1)
    rows = np.zeros((n, k_now), np.int32)
    cosines = np.full((n, k_now), -2, np.float32)
    rows[:] = np.arange(n)[:, None]
    width = min(old.rows.shape[1], k_now)
    rows[:n_old, :width], cosines[:n_old, :width] = old.rows[:, :width], old.cosines[:, :width]
    last = cosines[:n_old, -1].copy()
    touched: list[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]] = []
    for start in range(n_old, n, NIGHT_BLOCK):
        stop = min(start + NIGHT_BLOCK, n)
        similar = np.empty((stop - start, n), np.float32)
        queries = x[start:stop]
        for block in blocks(n):
            similar[:, block] = x.cosines(block, lengths[block], queries)
        here = np.arange(len(similar))
        similar[here, start + here] = -2
        rows[start:stop], cosines[start:stop] = _nearest(similar, k_now)
        new, known = np.nonzero(similar[:, :n_old] > last)
        touched.append((known, new + start, similar[new, known]))
    _let_in(rows, cosines, touched)
    return Neighbours(rows, cosines)


def _let_in(
    rows: NDArray[np.int32],
    cosines: NDArray[np.float32],
    touched: list[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]],
) -> None:
    """Put new tickets into the lists of old ones that they are near to (known, new, cosine)."""
    k = rows.shape[1]
    known = np.concatenate([t[0] for t in touched])
    new = np.concatenate([t[1] for t in touched])
    value = np.concatenate([t[2] for t in touched])
    if not len(known):
        return
    order = np.lexsort((new, known))
    known, new, value = known[order], new[order], value[order]
    edge = np.flatnonzero(np.diff(known, prepend=-1))
    for a, b in zip(edge, np.append(edge[1:], len(known)), strict=True):
        i = known[a]
        both_rows = np.concatenate([rows[i], new[a:b]])
        both = np.concatenate([cosines[i], value[a:b]])
        best = np.lexsort((both_rows, -both))[:k]
        rows[i], cosines[i] = both_rows[best], both[best]
