"""Groups that are loose and fall apart along a sparse cut are split, one by one."""

import numpy as np
from scipy import sparse

from feedback.domain.grouping.fit import (
    Fit,
    Labels,
    cohesions_of,
    fit_of,
    groups_of,
    sampled,
    silhouette_of,
)
from feedback.domain.grouping.graph import graph_within, link_weight
from feedback.domain.grouping.ladder import leiden
from feedback.domain.grouping.neighbours import Neighbours
from feedback.domain.grouping.policy import GroupingPolicy
from feedback.domain.grouping.rows import Rows


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
        groups = groups_of(x, label)
        cohesions = cohesions_of(groups)
        sample = sampled(len(x), policy)
        was = label[sample]
        seen: Fit | None = None
        order = np.argsort(label, kind="stable")
        start = np.searchsorted(label[order], np.arange(len(groups.sizes) + 1))
        born: set[int] = set()
        fresh = len(groups.sizes)
        for g in sorted(look):
            size = int(groups.sizes[g])
            if size < 2 * policy.min_issue_size or cohesions[g] >= policy.split_max_cohesion:
                continue
            at = order[start[g] : start[g + 1]]
            own_graph = graph_within(neighbours, at)
            part = propose_split(own_graph, resolution * float(own_graph.sum()) / total, policy)
            if part is None:
                continue
            if seen is None:  # seldom needed, and it looks at many tickets
                looked_at = x[sample]
                seen = fit_of(looked_at, was, groups)
                base = max(float(seen.silhouette.mean()), 1e-3)
            before = fit_of(x[at], np.full(size, g), groups)
            parts = groups_of(x[at], part)
            after = fit_of(x[at], part, parts)
            other = np.maximum(after.other, before.other)
            gain = float(
                (silhouette_of(after.own, other, parts.sizes[part] <= 1) - before.silhouette).mean()
            )
            by = was != g  # bystanders: a part may lie nearer to them than the whole did
            nearer = np.maximum(seen.other[by], (looked_at[by] @ parts.means.T).max(1))
            loss = (
                silhouette_of(seen.own[by], nearer, groups.sizes[was[by]] <= 1)
                - seen.silhouette[by]
            )
            gain += float(loss.sum()) * len(x) / len(sample) / size
            if gain / base <= policy.split_min_gain:
                continue
            rank = np.empty(len(parts.sizes), np.int64)  # the largest part keeps the number
            rank[np.argsort(-parts.sizes, kind="stable")] = np.arange(len(parts.sizes))
            label[at] = np.where(rank[part] == 0, g, fresh + rank[part] - 1)
            born |= {g, *range(fresh, fresh + len(parts.sizes) - 1)}
            fresh += len(parts.sizes) - 1
        look = born
        if not born:
            break
    return label
