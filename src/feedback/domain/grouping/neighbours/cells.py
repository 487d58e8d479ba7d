"""Cells: tickets near to each other, so that neighbours need not be looked for everywhere."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from feedback.domain.grouping.neighbours.nearest import Neighbours, nearest
from feedback.domain.grouping.policy import GroupingPolicy
from feedback.domain.grouping.vectors.rows import Rows, blocks
from feedback.domain.tickets.vectors import Vectors, normalised


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """For every ticket the nearest of some directions (Sivic & Zisserman 2003: inverted file)."""

    means: Vectors  # (c, d)
    of: NDArray[np.int32]  # (n,) each ticket's cell

    def in_order(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The tickets cell by cell, and where each cell starts, shape (c + 1,)."""
        order = np.argsort(self.of, kind="stable")
        return order, np.searchsorted(self.of[order], np.arange(len(self.means) + 1))

    def with_new(self, x: Rows) -> "Cells":
        """With the rows of x that have no cell yet."""
        added = _nearest_mean(x, self.means, len(self.of))
        return replace(self, of=np.concatenate([self.of, added]))

    def without(self, stays: NDArray[np.bool_]) -> "Cells":
        """`stays` (n,): the tickets to keep."""
        return replace(self, of=self.of[stays[: len(self.of)]])


def cells_of(x: Rows, policy: GroupingPolicy) -> Cells | None:
    """Spherical k-means on a sample; only to find neighbours faster, so a few rounds do. None for
    few tickets: there all pairs are compared."""
    n = len(x)
    if n <= policy.exact_neighbours_limit:
        return None
    n_cells = int(min(4096, max(64, np.sqrt(n) * 1.5)))
    rng = np.random.default_rng(policy.seed)
    sample = x[np.sort(rng.choice(n, min(n, 40 * n_cells), replace=False))]
    means = sample[np.sort(rng.choice(len(sample), n_cells, replace=False))]
    for _ in range(6):
        cell = _nearest_mean(sample, means)
        pick = sparse.csr_matrix(
            (np.ones(len(cell), np.float32), (cell, np.arange(len(cell)))), (n_cells, len(cell))
        )
        total = np.asarray(pick @ sample)
        means = np.where(
            np.linalg.norm(total, axis=1, keepdims=True) > 0, normalised(total), means
        ).astype(np.float32)
    return Cells(means, _nearest_mean(x, means))


def near_cells(cells: Cells, policy: GroupingPolicy) -> NDArray[np.intp]:
    """The cells nearest to each, itself among them, shape (c, n_probes)."""
    n_probes = min(policy.n_probes, len(cells.means))
    return nearest(cells.means @ cells.means.T, n_probes)[0]


def neighbours_in_cells(x: Rows, cells: Cells, k: int, policy: GroupingPolicy) -> Neighbours:
    """Every ticket's k nearest among those of the cells near to its own."""
    n = len(x)
    order, start = cells.in_order()
    near = near_cells(cells, policy)
    rows = np.full((n, k), -1, np.int32)
    cosines = np.full((n, k), -2, np.float32)
    for c in range(len(cells.means)):
        mine = order[start[c] : start[c + 1]]
        if not len(mine):
            continue
        others = np.sort(np.concatenate([order[start[q] : start[q + 1]] for q in near[c]]))
        pool = x[others]
        for a in range(0, len(mine), 1024):
            block = mine[a : a + 1024]
            here = np.searchsorted(others, block)
            similar = pool[here] @ pool.T
            similar[np.arange(len(block)), here] = -2
            found, value = nearest(similar, min(k, len(others)))
            rows[block, : found.shape[1]], cosines[block, : found.shape[1]] = others[found], value
    missing = rows < 0  # a cell with too few candidates: link to itself, weight nothing
    rows[missing] = np.broadcast_to(np.arange(n, dtype=np.int32)[:, None], rows.shape)[missing]
    return Neighbours(rows, cosines)


def _nearest_mean(x: Rows, means: Vectors, start: int = 0) -> NDArray[np.int32]:
    """Of the rows from `start` on."""
    cell = np.empty(len(x) - start, np.int32)
    for block in blocks(len(cell), 8192):
        rows = x[start + block.start : start + block.stop]
        cell[block] = (rows @ means.T).argmax(1)
    return cell
