"""The tickets that stand for all: those that a night compares its new ones with."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedback.domain.grouping.policy import GroupingPolicy
from feedback.domain.grouping.vectors.fit import UNGROUPED, Labels
from feedback.domain.grouping.vectors.rows import Rows, blocks
from feedback.domain.tickets.vectors import Vectors


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """All tickets while they are few; later the newest of every issue and of those that wait."""

    rows: NDArray[np.int32]
    """(m,) ascending."""
    kept: NDArray[np.float16]
    """(m, d) their vectors, centred, length 1: cosines err in the fourth digit."""

    @staticmethod
    def none() -> "Candidates":
        """No tickets."""
        return Candidates(np.zeros(0, np.int32), np.zeros((0, 0), np.float16))

    @staticmethod
    def among_all(x: Rows, issue: Labels, policy: GroupingPolicy) -> "Candidates":
        """Chosen again. `issue`: that of each ticket they may be, or UNGROUPED."""
        rows = np.arange(len(issue), dtype=np.int32)
        limit = limit_of(issue, policy)
        if len(rows) > limit:
            rows = rows[representatives(issue, limit // 2)]
        kept = np.empty((len(rows), x[:1].shape[1]), np.float16)
        for block in blocks(len(rows)):
            kept[block] = x[rows[block]]
        return Candidates(rows, kept)

    def with_new(
        self, new: Vectors, first: int, issue: Labels, policy: GroupingPolicy
    ) -> "Candidates":
        """With the night's, row `first` and on; cut to half when there are too many, so that this
        happens seldom."""
        rows = np.concatenate([self.rows, np.arange(first, first + len(new), dtype=np.int32)])
        kept = np.concatenate([self.kept.reshape(-1, new.shape[1]), new.astype(np.float16)])
        limit = limit_of(issue, policy)
        if len(rows) > limit:
            stay = representatives(issue[rows], limit // 2)
            rows, kept = rows[stay], kept[stay]
        return Candidates(rows, kept)

    def without(self, stays: NDArray[np.bool_]) -> "Candidates":
        """`stays` (n,): which of all tickets do."""
        here = stays[self.rows]
        new_row = np.cumsum(stays, dtype=np.int32) - 1
        return Candidates(new_row[self.rows[here]], self.kept[here])


def limit_of(issue: Labels, policy: GroupingPolicy) -> int:
    """The most candidates for so many issues."""
    n_issues = len(np.flatnonzero(np.bincount(issue + 1)[1:]))
    return max(policy.n_candidates, policy.candidates_per_issue * n_issues)


def representatives(issue: Labels, n: int) -> NDArray[np.intp]:
    """`n` tickets at most, ascending: of those that wait the newest, a quarter, or more where there
    is room; of every issue the newest, as many of each as there is room for."""
    order = np.argsort(issue, kind="stable")
    order = order[np.searchsorted(issue[order], 0) :]
    waiting = np.flatnonzero(issue == UNGROUPED)
    waiting = waiting[len(waiting) - min(len(waiting), max(n // 4, n - len(order))) :]
    _, first, own = np.unique(issue[order], return_index=True, return_inverse=True)
    sizes = np.bincount(own)
    rank = (first + sizes)[own] - np.arange(len(order))  # 1 is an issue's newest
    room = n - len(waiting)
    level = 0
    while level < sizes.max(initial=0) and int(np.minimum(sizes, level + 1).sum()) <= room:
        level += 1
    return np.sort(np.concatenate([waiting, order[rank <= level]]))
