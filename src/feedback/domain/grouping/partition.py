"""One batch: Leiden over a ladder of resolutions, the best rung kept, loose groups split again."""

from collections.abc import Sequence
from dataclasses import dataclass

import graspologic_native
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from feedback.domain.grouping.fit import (
    UNGROUPED,
    Labels,
    entropy,
    fit_of,
    groups_of,
    sampled,
    silhouette_of,
)
from feedback.domain.grouping.neighbours import Neighbours, Vectors, normalised
from feedback.domain.grouping.policy import GroupingPolicy


def leiden(graph: sparse.csr_matrix, resolution: float, seed: int) -> Labels:
    """Leiden (Traag 2019) for modularity. Groups are numbered by their first ticket."""
    n = graph.shape[0]
    if graph.nnz == 0:
        return np.arange(n)
    _, found = graspologic_native.leiden_csr(
        graph.indptr.astype(np.int64),
        graph.indices.astype(np.int32),
        graph.data.astype(np.float64),
        n,
        resolution=float(resolution),
        iterations=2,
        seed=seed,
    )
    label = np.full(n, -1, np.int64)
    label[np.fromiter(found.keys(), np.int64, len(found))] = np.fromiter(
        found.values(), np.int64, len(found)
    )
    alone = np.flatnonzero(label < 0)
    label[alone] = label.max() + 1 + np.arange(len(alone))
    return renumbered(label)


def renumbered(label: Labels) -> Labels:
    """0, 1, 2 … in order of first ticket."""
    _, first, inverse = np.unique(label, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[inverse]


@dataclass(frozen=True, slots=True)
class Rung:
    resolution: float
    label: Labels
    silhouettes: tuple[float, float]  # on the whole vectors; on their principal components
    entropy: float


def principal(x: Vectors, policy: GroupingPolicy) -> Vectors:
    """The directions in which tickets differ most: paraphrases agree there, wording is left."""
    sample = x[sampled(len(x), policy)].astype(np.float64)
    _, axes = np.linalg.eigh(sample.T @ sample)
    return normalised(
        (x @ axes[:, : -policy.n_components - 1 : -1].astype(np.float32)).astype(np.float32)
    )


def climb(
    x: Vectors, graph: sparse.csr_matrix, resolutions: Sequence[float], policy: GroupingPolicy
) -> list[Rung]:
    """One rung per resolution that gives two groups or more, of three tickets on average."""
    rungs = []
    sample = sampled(len(x), policy)
    views = (x, principal(x, policy))
    n_runs = int(np.clip(policy.ladder_budget // len(x), 1, 4))
    for resolution in resolutions:
        runs = []
        for run in range(n_runs):
            label = leiden(graph, resolution, policy.seed + run)
            groups = [groups_of(view, label) for view in views]
            if len(groups[0].sizes) < 2 or len(groups[0].sizes) > len(x) / 3:
                continue
            both = [
                float(fit_of(view[sample], label[sample], g).silhouette.mean())
                for view, g in zip(views, groups, strict=True)
            ]
            runs.append(Rung(resolution, label, (both[0], both[1]), entropy(groups[0].sizes)))
        if runs:
            means = np.mean([r.silhouettes for r in runs], axis=0)
            chosen = max(runs, key=lambda r: sum(r.silhouettes))
            rungs.append(
                Rung(
                    resolution,
                    chosen.label,
                    (float(means[0]), float(means[1])),
                    float(np.mean([r.entropy for r in runs])),
                )
            )
    return rungs


def scores(rungs: Sequence[Rung], policy: GroupingPolicy) -> NDArray[np.float64]:
    """Each silhouette over the ladder's best, averaged; less the price of the labels' entropy."""
    silhouettes = np.array([r.silhouettes for r in rungs])
    relative = (silhouettes / np.maximum(silhouettes.max(0), 1e-3)).mean(1)
    price = policy.entropy_price * np.array([r.entropy for r in rungs])
    return np.asarray(relative - price)


def choose_rung(x: Vectors, graph: sparse.csr_matrix, policy: GroupingPolicy) -> Rung:
    rungs = climb(x, graph, policy.resolutions, policy)
    if not rungs:
        return Rung(1.0, np.zeros(len(x), np.int64), (0.0, 0.0), 0.0)
    return rungs[int(scores(rungs, policy).argmax())]


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
    x: Vectors,
    graph: sparse.csr_matrix,
    label: Labels,
    resolution: float,
    policy: GroupingPolicy,
    only: frozenset[int] | None = None,
) -> Labels:
    """Split the groups that are loose and fall apart. `only`: those to look at (default all)."""
    label = label.copy()
    total = float(graph.sum())
    look = set(range(int(label.max()) + 1)) if only is None else set(only)
    for _ in range(2):
        groups = groups_of(x, label)
        sample = sampled(len(x), policy)
        was = label[sample]
        seen = fit_of(x[sample], was, groups)
        base = max(float(seen.silhouette.mean()), 1e-3)
        order = np.argsort(label, kind="stable")
        start = np.searchsorted(label[order], np.arange(len(groups.sizes) + 1))
        born: set[int] = set()
        fresh = len(groups.sizes)
        for g in sorted(look):
            size = int(groups.sizes[g])
            square = float(groups.sums[g] @ groups.sums[g])
            if (
                size < 2 * policy.min_issue_size
                or (square - size) / (size * (size - 1)) >= policy.split_max_cohesion
            ):
                continue
            at = order[start[g] : start[g + 1]]
            own_graph = graph[at][:, at].tocsr()
            own_graph.sort_indices()
            part = propose_split(own_graph, resolution * float(own_graph.sum()) / total, policy)
            if part is None:
                continue
            before = fit_of(x[at], np.full(size, g), groups)
            parts = groups_of(x[at], part)
            after = fit_of(x[at], part, parts)
            other = np.maximum(after.other, before.other)
            gain = float(
                (silhouette_of(after.own, other, parts.sizes[part] <= 1) - before.silhouette).mean()
            )
            by = was != g  # bystanders: a part may lie nearer to them than the whole did
            nearer = np.maximum(seen.other[by], (x[sample[by]] @ parts.means.T).max(1))
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


def votes_of(neighbours: Neighbours, label: Labels) -> NDArray[np.float32]:
    """Share of each ticket's neighbours that carry its label."""
    if neighbours.rows.shape[1] == 0:
        return np.zeros(len(label), np.float32)
    return np.asarray((label[neighbours.rows] == label[:, None]).mean(1), dtype=np.float32)


def leave_out(x: Vectors, neighbours: Neighbours, label: Labels, policy: GroupingPolicy) -> Labels:
    """Noise: tickets unlike their group whose neighbours are elsewhere, and groups too small."""
    groups = groups_of(x, label)
    fit = fit_of(x, label, groups)
    stray = (fit.own < policy.ungrouped_max_cohesion) & (
        votes_of(neighbours, label) < policy.ungrouped_max_vote
    )
    kept = np.bincount(label[~stray], minlength=len(groups.sizes))
    stray |= kept[label] < policy.min_issue_size
    return np.where(stray, UNGROUPED, label)


def partition(
    x: Vectors, neighbours: Neighbours, graph: sparse.csr_matrix, policy: GroupingPolicy
) -> tuple[Labels, Rung]:
    rung = choose_rung(x, graph, policy)
    label = refine(x, graph, rung.label, rung.resolution, policy)
    return leave_out(x, neighbours, label, policy), rung
