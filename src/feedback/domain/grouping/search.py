"""Finding every ticket's nearest others: at a first load, and for a night's new tickets."""

import numpy as np
from numpy.typing import NDArray

from feedback.domain.grouping.cells import Cells, near_cells, neighbours_in_cells
from feedback.domain.grouping.languages import Centred
from feedback.domain.grouping.neighbours import Neighbours, nearest
from feedback.domain.grouping.policy import GroupingPolicy
from feedback.domain.grouping.rows import Rows, blocks

Near = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]
"""Pairs: old row, new row that is nearer to it than its last neighbour, cosine."""
MOST_COSINES = 2**26
"""Held at a time: 256 MB."""


def find_neighbours(x: Rows, cells: Cells | None, policy: GroupingPolicy) -> Neighbours:
    """Memory: one block of 1024 × n (exact) or one cell × its candidates."""
    n = len(x)
    k = min(policy.n_neighbours, n - 1)
    if k < 1:
        return Neighbours(np.zeros((n, 0), np.int32), np.zeros((n, 0), np.float32))
    if cells is not None:
        return neighbours_in_cells(x, cells, k, policy)
    whole = x[:]
    rows = np.empty((n, k), np.int32)
    cosines = np.empty((n, k), np.float32)
    for start in range(0, n, 1024):
        similar = whole[start : start + 1024] @ whole.T
        here = np.arange(len(similar))
        similar[here, start + here] = -2
        rows[start : start + 1024], cosines[start : start + 1024] = nearest(similar, k)
    return Neighbours(rows, cosines)


def add_neighbours(
    old: Neighbours,
    x: Centred,
    lengths: NDArray[np.float32],
    n_old: int,
    cells: Cells | None,
    policy: GroupingPolicy,
) -> Neighbours:
    """Rows n_old… of x are new. Finds theirs, and lets them into the lists of the old ones."""
    n = len(x)
    k = min(policy.n_neighbours, n - 1)
    rows = np.zeros((n, k), np.int32)
    cosines = np.full((n, k), -2, np.float32)
    rows[:] = np.arange(n)[:, None]
    width = min(old.rows.shape[1], k)
    rows[:n_old, :width], cosines[:n_old, :width] = old.rows[:, :width], old.cosines[:, :width]
    both = Neighbours(rows, cosines)
    if cells is None or (n - n_old) * n <= policy.exact_night_limit:
        near = _among_all(both, x, lengths, n_old)
    else:
        near = _among_near_cells(both, x, lengths, n_old, cells, policy)
    _let_in(both, near)
    return both


def _among_all(
    both: Neighbours, x: Centred, lengths: NDArray[np.float32], n_old: int
) -> list[Near]:
    n, k = both.rows.shape
    last = both.cosines[:n_old, -1].copy()
    step = int(np.clip(MOST_COSINES // n, 16, 256))
    near: list[Near] = []
    for start in range(n_old, n, step):
        stop = min(start + step, n)
        queries = x[start:stop]
        parts = [x.cosines(block, lengths[block], queries) for block in blocks(n)]
        similar = parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)
        here = np.arange(len(similar))
        similar[here, start + here] = -2
        both.rows[start:stop], both.cosines[start:stop] = nearest(similar, k)
        new, known = np.nonzero(similar[:, :n_old] > last)
        near.append((known, new + start, similar[new, known]))
    return near


def _among_near_cells(
    both: Neighbours,
    x: Centred,
    lengths: NDArray[np.float32],
    n_old: int,
    cells: Cells,
    policy: GroupingPolicy,
) -> list[Near]:
    """Each cell is looked at once, by all new tickets that have it among their nearest."""
    k = both.rows.shape[1]
    last = both.cosines[:, -1].copy()
    queries = x[n_old:]
    wanted = near_cells(cells, policy)[cells.of[n_old:]]  # (n_new, n_probes)
    asking = np.argsort(wanted.ravel(), kind="stable")
    first = np.searchsorted(wanted.ravel()[asking], np.arange(len(cells.means) + 1))
    order, start = cells.in_order()
    near: list[Near] = []
    for cell in range(len(cells.means)):
        members = order[start[cell] : start[cell + 1]]
        who = asking[first[cell] : first[cell + 1]] // wanted.shape[1]
        if not len(members) or not len(who):
            continue
        similar = x.cosines(members, lengths[members], queries[who])
        similar[(who + n_old)[:, None] == members] = -2
        found, value = nearest(similar, min(k, len(members)))
        _keep_best(both, who + n_old, members[found], value)
        new, place = np.nonzero((similar > last[members]) & (members < n_old))
        near.append((members[place], who[new] + n_old, similar[new, place]))
    return near


def _keep_best(
    both: Neighbours,
    who: NDArray[np.intp],
    found: NDArray[np.intp],
    value: NDArray[np.float32],
) -> None:
    k = both.rows.shape[1]
    rows = np.concatenate([both.rows[who], found], axis=1)
    cosines = np.concatenate([both.cosines[who], value], axis=1)
    best = np.lexsort((rows, -cosines))[:, :k]
    both.rows[who] = np.take_along_axis(rows, best, 1)
    both.cosines[who] = np.take_along_axis(cosines, best, 1)


def _let_in(both: Neighbours, near: list[Near]) -> None:
    """Put new tickets into the lists of the old ones that they are near to."""
    known = np.concatenate([pair[0] for pair in near] or [np.zeros(0, np.intp)])
    if not len(known):
        return
    new = np.concatenate([pair[1] for pair in near])
    value = np.concatenate([pair[2] for pair in near])
    owners, of = np.unique(known, return_inverse=True)
    k = both.rows.shape[1]
    # All lists at once: what each old ticket has, and what wants to come in; the best k stay.
    rows = np.concatenate([both.rows[owners].ravel(), new])
    cosines = np.concatenate([both.cosines[owners].ravel(), value])
    of = np.concatenate([np.repeat(np.arange(len(owners)), k), of])
    order = np.lexsort((rows, -cosines, of))
    best = order[np.searchsorted(of[order], np.arange(len(owners)))[:, None] + np.arange(k)]
    both.rows[owners], both.cosines[owners] = rows[best], cosines[best]
