"""Leiden over a ladder of resolutions, and the rung that is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import graspologic_native
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from feedback.domain.grouping.neighbours.cells import cells_of
from feedback.domain.grouping.neighbours.search import find_neighbours
from feedback.domain.grouping.partition.graph import graph_of
from feedback.domain.grouping.partition.likeness import adjusted_rand
from feedback.domain.grouping.policy import GroupingPolicy
from feedback.domain.grouping.vectors.fit import Labels, entropy, fit_of, groups_of, sampled
from feedback.domain.grouping.vectors.rows import Rows, blocks
from feedback.domain.tickets.vectors import Vectors, normalised


def leiden(graph: sparse.csr_matrix, resolution: float, seed: int) -> Labels:
    """Leiden (Traag, Waltman & van Eck 2019) for modularity: shape (n,), groups numbered from 0 by
    their first ticket."""
    n = graph.shape[0]
    if graph.nnz == 0:
        return np.arange(n)
    _, found = graspologic_native.leiden_csr(
        graph.indptr.astype(np.int64),
        graph.indices.astype(np.int32, copy=False),
        graph.data.astype(np.float64, copy=False),
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
    """One resolution of the ladder and the groups it gives."""

    resolution: float
    label: Labels
    silhouettes: tuple[float, float]  # on the whole vectors; on their principal components
    entropy: float
    runs: tuple[Labels, ...] = ()
    """All runs at this resolution; of the rung that is kept, also those at resolutions near it.
    Empty where the ladder was climbed with a sample."""


def principal(x: Rows, n_components: int, policy: GroupingPolicy) -> Vectors:
    """The directions in which tickets differ most: paraphrases agree there, wording is left."""
    sample = x[sampled(len(x), policy)].astype(np.float64)
    _, axes = np.linalg.eigh(sample.T @ sample)
    axes = axes[:, : -n_components - 1 : -1].astype(np.float32)
    seen = np.empty((len(x), axes.shape[1]), np.float32)
    for block in blocks(len(x)):
        seen[block] = x[block] @ axes
    return normalised(seen)


def climb(
    x: Rows,
    graph: sparse.csr_matrix,
    resolutions: Sequence[float],
    policy: GroupingPolicy,
    n_tickets: int | None = None,
) -> list[Rung]:
    """One rung per resolution that gives two groups or more, of three tickets on average.

    `n_tickets`: how many the rows stand for (default: as many as there are).
    """
    most_groups = min((n_tickets or len(x)) / 3, len(x) - 1)
    rungs = []
    sample = sampled(len(x), policy)
    views: tuple[Rows, Rows] = (x, principal(x, policy.n_components, policy))
    n_runs = int(np.clip(policy.ladder_budget // len(x), 1, 8))
    for resolution in resolutions:
        runs = []
        for run in range(n_runs):
            label = leiden(graph, resolution, policy.seed + run)
            groups = [groups_of(view, label) for view in views]
            if not 2 <= len(groups[0].sizes) <= most_groups:
                continue
            both = [
                float(fit_of(view[sample], label[sample], g).silhouette.mean())
                for view, g in zip(views, groups, strict=True)
            ]
            runs.append(Rung(resolution, label, (both[0], both[1]), entropy(groups[0].sizes)))
        if runs:
            means = np.mean([r.silhouettes for r in runs], axis=0)
            chosen = _most_typical(runs)
            rungs.append(
                Rung(
                    resolution,
                    chosen.label,
                    (float(means[0]), float(means[1])),
                    float(np.mean([r.entropy for r in runs])),
                    tuple(r.label for r in runs),
                )
            )
    return rungs


def _most_typical(runs: Sequence[Rung]) -> Rung:
    """The run most like the others (adjusted Rand index); of fewer than three the best. The best
    of eight by silhouette gave 12 or 13 groups as chance had it, the most typical always 13."""
    if len(runs) < 3:
        return max(runs, key=lambda run: sum(run.silhouettes))
    alike = [sum(adjusted_rand(run.label, other.label) for other in runs) for run in runs]
    return runs[int(np.argmax(np.round(alike, 9)))]


def scores(rungs: Sequence[Rung], policy: GroupingPolicy) -> NDArray[np.float64]:
    """Each silhouette over the ladder's best, averaged; less the price of the labels' entropy."""
    n = min(len(rungs[0].label), policy.entropy_price_limit)
    silhouettes = np.array([r.silhouettes for r in rungs])
    relative = (silhouettes / np.maximum(silhouettes.max(0), 1e-3)).mean(1)
    price = policy.entropy_price * np.sqrt(n) * np.array([r.entropy for r in rungs])
    return np.asarray(relative - price)


def choose_rung(x: Rows, graph: sparse.csr_matrix, policy: GroupingPolicy) -> Rung:
    """The rung with the best score; one group of all where no rung gives two."""
    thin = thinned(x, graph, policy)
    rungs = climb(thin.x, thin.graph, policy.resolutions, policy)
    if not rungs:
        return Rung(1.0, np.zeros(len(x), np.int64), (0.0, 0.0), 0.0)
    return thin.for_all(rungs[int(scores(rungs, policy).argmax())], graph, policy)


def kept(rungs: Sequence[Rung], place: int, policy: GroupingPolicy) -> Rung:
    """A rung with the runs of those near it."""
    rung = rungs[place]
    near = [
        other
        for other in rungs
        if abs(np.log2(other.resolution / rung.resolution)) <= policy.consensus_octaves + 1e-9
    ]
    return replace(rung, runs=tuple(run for other in near for run in other.runs))


@dataclass(frozen=True, slots=True, eq=False)
class Thinned:
    """The tickets a ladder is climbed with."""

    x: Rows
    graph: sparse.csr_matrix
    share: float
    """Of all tickets."""

    def for_all(self, rung: Rung, graph: sparse.csr_matrix, policy: GroupingPolicy) -> Rung:
        """The same granularity for all tickets. With a fixed number of links per ticket, the same
        issues on twice the tickets want half the resolution."""
        if self.share == 1:
            return rung
        resolution = rung.resolution * self.share
        label = leiden(graph, resolution, policy.seed)
        return replace(rung, resolution=resolution, label=label, runs=())


def thinned(x: Rows, graph: sparse.csr_matrix, policy: GroupingPolicy) -> Thinned:
    """A newly linked sample of many tickets; all of few tickets."""
    n = len(x)
    if n <= policy.ladder_sample:
        return Thinned(x, graph, 1.0)
    rng = np.random.default_rng(policy.seed)
    sample = x[np.sort(rng.choice(n, policy.ladder_sample, replace=False))]
    neighbours = find_neighbours(sample, cells_of(sample, policy), policy)
    return Thinned(sample, graph_of(neighbours), len(sample) / n)
