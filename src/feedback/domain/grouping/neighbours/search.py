"""Finds nearest others: of all tickets at a regrouping, of the new ones on an ordinary night."""

import numpy as np
from numpy.typing import NDArray

from feedback.domain.grouping.neighbours.candidates import Candidates
from feedback.domain.grouping.neighbours.cells import Cells, near_cells, neighbours_in_cells
from feedback.domain.grouping.neighbours.nearest import Neighbours, nearest
from feedback.domain.grouping.policy import GroupingPolicy
from feedback.domain.grouping.vectors.fit import UNGROUPED, Labels
from feedback.domain.grouping.vectors.rows import Rows, blocks
from feedback.domain.tickets.vectors import Vectors

Near = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]
"""Pairs: old row, new row that is nearer to it than its last neighbour, cosine."""
MOST_COSINES = 2**26
"""Held at a time: 256 MB."""


def find_neighbours(x: Rows, cells: Cells | None, policy: GroupingPolicy) -> Neighbours:
    """Every ticket's nearest others: exact, or with `cells` among the nearest cells.

    x (n, d) has rows of length 1. Memory: one block of 1024 × n (exact), or one cell × its
    candidates.
    """
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


def link_all(
    old: Neighbours, x: Rows, n_linked: int, cells: Cells | None, policy: GroupingPolicy
) -> Neighbours:
    """Every ticket's nearest among all, where the first `n_linked` already have theirs among each
    other (and may have some of the others too)."""
    both = _widened(old, n_linked, len(x), policy)
    if not both.rows.shape[1]:
        return both
    if cells is None or (len(x) - n_linked) * len(x) <= policy.exact_regrouping_limit:
        near = _among_all(both, x, n_linked)
    else:
        near = _among_near_cells(both, x, n_linked, cells, policy)
    _let_in(both, near)
    return both


def link_new(
    old: Neighbours,
    new: Vectors,
    candidates: Candidates,
    issue: Labels,
    policy: GroupingPolicy,
) -> tuple[Neighbours, NDArray[np.int32]]:
    """Link the night's new tickets, whose rows come after the old ones, to the candidates and to
    each other.

    New tickets also enter the lists of tickets that wait, which may then join an issue with them;
    the lists of grouped tickets are brought up to date at the next regrouping. Also returns the old
    rows whose lists changed.
    """
    n_old = len(old.rows)
    both = _widened(old, n_old, n_old + len(new), policy)
    k = both.rows.shape[1]
    candidate_rows = candidates.rows.astype(np.intp)
    looked_at = np.concatenate([candidate_rows, np.arange(n_old, n_old + len(new))])
    if not k or len(looked_at) < 2:
        return both, np.zeros(0, np.int32)
    known = candidates.kept.reshape(-1, new.shape[1]).astype(np.float32)
    asked = np.flatnonzero(issue[candidate_rows] == UNGROUPED)
    owners = candidate_rows[asked]
    last = both.cosines[owners, -1]
    step = int(np.clip(MOST_COSINES // len(looked_at), 16, 256))
    near: list[Near] = []
    for block in blocks(len(new), step):
        queries = new[block]
        similar = np.concatenate([queries @ known.T, queries @ new.T], axis=1)
        here = np.arange(len(queries))
        similar[here, len(known) + block.start + here] = -2
        found, value = nearest(similar, min(k, len(looked_at) - 1))
        rows = slice(n_old + block.start, n_old + block.stop)
        both.rows[rows, : found.shape[1]] = looked_at[found]
        both.cosines[rows, : found.shape[1]] = value
        to_waiting = similar[:, asked]
        who, place = np.nonzero(to_waiting > last)
        near.append((owners[place], who + rows.start, to_waiting[who, place]))
    return both, _let_in(both, near)


def _widened(old: Neighbours, n_linked: int, n: int, policy: GroupingPolicy) -> Neighbours:
    """Room for the links of n tickets, those of the first `n_linked` in it. An empty link leads to
    oneself and weighs nothing."""
    k = max(min(policy.n_neighbours, n - 1), 0)
    width = min(old.rows.shape[1], k)
    rows, cosines = np.empty((n, k), np.int32), np.empty((n, k), np.float32)
    if width < k:
        rows[:], cosines[:] = np.arange(n, dtype=np.int32)[:, None], -2
    rows[:n_linked, :width], cosines[:n_linked, :width] = (
        old.rows[:n_linked, :width],
        old.cosines[:n_linked, :width],
    )
    rows[n_linked:], cosines[n_linked:] = np.arange(n_linked, n, dtype=np.int32)[:, None], -2
    return Neighbours(rows, cosines)


def _among_all(both: Neighbours, x: Rows, n_linked: int) -> list[Near]:
    n, k = both.rows.shape
    last = both.cosines[:n_linked, -1].copy()
    step = int(np.clip(MOST_COSINES // n, 16, 256))
    near: list[Near] = []
    for start in range(n_linked, n, step):
        stop = min(start + step, n)
        queries = x[start:stop]
        parts = [queries @ x[block].T for block in blocks(n)]
        similar = parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)
        here = np.arange(len(similar))
        similar[here, start + here] = -2
        both.rows[start:stop], both.cosines[start:stop] = nearest(similar, k)
        new, known = np.nonzero(similar[:, :n_linked] > last)
        near.append(_not_there_yet(both, known, new + start, similar[new, known]))
    return near


def _among_near_cells(
    both: Neighbours, x: Rows, n_linked: int, cells: Cells, policy: GroupingPolicy
) -> list[Near]:
    """Each cell is looked at once, by all new tickets that have it among their nearest."""
    k = both.rows.shape[1]
    last = both.cosines[:, -1].copy()
    wanted = near_cells(cells, policy)[cells.of[n_linked:]]  # (n_new, n_probes)
    asking = np.argsort(wanted.ravel(), kind="stable")
    first = np.searchsorted(wanted.ravel()[asking], np.arange(len(cells.means) + 1))
    order, start = cells.in_order()
    near: list[Near] = []
    for cell in range(len(cells.means)):
        members = order[start[cell] : start[cell + 1]]
        asked_by = asking[first[cell] : first[cell + 1]] // wanted.shape[1] + n_linked
        if not len(members) or not len(asked_by):
            continue
        held = x[members]
        for block in blocks(len(asked_by), 4096):
            who = asked_by[block]
            similar = x[who] @ held.T
            similar[who[:, None] == members] = -2
            found, value = nearest(similar, min(k, len(members)))
            _keep_best(both, who, members[found], value)
            new, place = np.nonzero((similar > last[members]) & (members < n_linked))
            near.append(_not_there_yet(both, members[place], who[new], similar[new, place]))
    return near


def _not_there_yet(
    both: Neighbours,
    known: NDArray[np.intp],
    new: NDArray[np.intp],
    value: NDArray[np.float32],
) -> Near:
    comes = (both.rows[known] != new[:, None]).all(axis=1)
    return known[comes], new[comes], value[comes]


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


def _let_in(both: Neighbours, near: list[Near]) -> NDArray[np.int32]:
    """Put new tickets into the lists of the old ones that they are near to; returns which."""
    known = np.concatenate([pair[0] for pair in near] or [np.zeros(0, np.intp)])
    if not len(known):
        return np.zeros(0, np.int32)
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
    return owners.astype(np.int32)
