"""Groups that are loose and fall apart along a sparse cut are split, one by one."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from feedback.domain.grouping.neighbours.nearest import Neighbours
from feedback.domain.grouping.partition.graph import graph_within, link_weight
from feedback.domain.grouping.partition.ladder import leiden
from feedback.domain.grouping.policy import GroupingPolicy
from feedback.domain.grouping.vectors.fit import (
    Fit,
    Groups,
    Labels,
    cohesion_of,
    fit_of,
    groups_of,
    sampled,
    silhouette_of,
)
from feedback.domain.grouping.vectors.rows import Rows
from feedback.domain.tickets.vectors import Vectors


def relative_cut(graph: sparse.csr_matrix, part: Labels) -> float:
    """Weight of links between parts over what is expected if links ignored them: 0 (apart) to 1."""
    degree = np.asarray(graph.sum(1)).ravel()
    total = degree.sum()
    if total == 0:
        return 1.0
    edges = graph.tocoo()
    within = edges.data[part[edges.row] == part[edges.col]].sum()
    share = np.bincount(part, degree) / total
    return float((1 - within / total) / max(1 - (share**2).sum(), 1e-12))


def propose_split(
    graph: sparse.csr_matrix, resolution: float, policy: GroupingPolicy
) -> Labels | None:
    """The coarsest division of one group's own graph, a little above its resolution."""
    for factor in (1.2, 1.6, 2.2, 3.0, 4.5):
        part = leiden(graph, max(resolution * factor, 1e-3), policy.seed)
        if part.max() > 0:
            sizes = np.bincount(part)
            fit = (
                sizes.min() >= policy.min_issue_size
                and relative_cut(graph, part) < policy.split_max_cut
            )
            return part if fit else None
    return None


def refine(
    x: Rows,
    neighbours: Neighbours,
    label: Labels,
    resolution: float,
    policy: GroupingPolicy,
    only: frozenset[int] | None = None,
) -> Labels:
    """Split the groups that are loose and fall apart. `only`: those to look at (default all)."""
    label = label.copy()
    total = link_weight(neighbours)
    look = set(range(int(label.max()) + 1)) if only is None else set(only)
    for _ in range(2):
        sizes = np.bincount(label)
        order = np.argsort(label, kind="stable")
        start = np.searchsorted(label[order], np.arange(len(sizes) + 1))
        seen: _Seen | None = None
        born: set[int] = set()
        fresh = len(sizes)
        for g in sorted(look):
            if sizes[g] < 2 * policy.min_issue_size:
                continue
            at = order[start[g] : start[g + 1]]
            own = x[at]
            if cohesion_of(own) >= policy.split_max_cohesion:
                continue
            own_graph = graph_within(neighbours, at)
            part = propose_split(own_graph, resolution * float(own_graph.sum()) / total, policy)
            if part is None:
                continue
            if seen is None:  # seldom needed, and it looks at all tickets
                seen = _Seen.of(x, label, policy)
            if seen.gain(own, part, g) <= policy.split_min_gain:
                continue
            n_in = np.bincount(part)
            rank = np.empty(len(n_in), np.int64)  # the largest part keeps the number
            rank[np.argsort(-n_in, kind="stable")] = np.arange(len(n_in))
            label[at] = np.where(rank[part] == 0, g, fresh + rank[part] - 1)
            born |= {g, *range(fresh, fresh + len(n_in) - 1)}
            fresh += len(n_in) - 1
        look = born
        if not born:
            break
    return label


@dataclass(frozen=True, slots=True)
class _Seen:
    """How well all tickets, or a sample of many, sit in their groups before any is split."""

    n: int
    groups: Groups
    x: Vectors
    label: Labels
    fit: Fit
    base: float
    """The mean silhouette."""

    @staticmethod
    def of(x: Rows, label: Labels, policy: GroupingPolicy) -> "_Seen":
        groups = groups_of(x, label)
        sample = sampled(len(x), policy)
        looked_at, was = x[sample], label[sample]
        fit = fit_of(looked_at, was, groups)
        return _Seen(len(x), groups, looked_at, was, fit, max(float(fit.silhouette.mean()), 1e-3))

    def gain(self, own: Vectors, part: Labels, g: int) -> float:
        """Mean gain in silhouette of group g's tickets (and loss of bystanders) if it is divided,
        over that of all."""
        size = len(own)
        before = fit_of(own, np.full(size, g), self.groups)
        parts = groups_of(own, part)
        after = fit_of(own, part, parts)
        other = np.maximum(after.other, before.other)
        gain = float(
            (silhouette_of(after.own, other, parts.sizes[part] <= 1) - before.silhouette).mean()
        )
        by = self.label != g  # bystanders: a part may lie nearer to them than the whole did
        nearer = np.maximum(self.fit.other[by], (self.x[by] @ parts.means.T).max(1))
        is_alone = self.groups.sizes[self.label[by]] <= 1
        loss = silhouette_of(self.fit.own[by], nearer, is_alone) - self.fit.silhouette[by]
        gain += float(loss.sum()) * self.n / len(self.x) / size
        return gain / self.base
