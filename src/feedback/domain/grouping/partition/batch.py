"""One batch over all tickets: equal texts once, the best rung, loose groups split, groups of one
problem joined, themes divided, noise left out."""

from dataclasses import replace

import numpy as np
from scipy import sparse

from feedback.domain.grouping.neighbours.nearest import Neighbours
from feedback.domain.grouping.partition.consensus import agreed
from feedback.domain.grouping.partition.copies import Distinct, distinct
from feedback.domain.grouping.partition.ladder import (
    Rung,
    choose_rung,
    climb,
    kept,
    renumbered,
    scores,
    thinned,
)
from feedback.domain.grouping.partition.likeness import adjusted_rand
from feedback.domain.grouping.partition.merges import merged
from feedback.domain.grouping.partition.splits import refine
from feedback.domain.grouping.policy import GroupingPolicy
from feedback.domain.grouping.vectors.belonging import chances_of_belonging
from feedback.domain.grouping.vectors.fit import (
    UNGROUPED,
    Labels,
    cohesions_of,
    fit_of,
    groups_of,
)
from feedback.domain.grouping.vectors.rows import Rows


def partition(x: Rows, neighbours: Neighbours, policy: GroupingPolicy) -> tuple[Labels, Rung]:
    """All tickets grouped in one batch, shape (n,), and the rung of the ladder that was chosen."""
    texts = distinct(x, neighbours, policy)
    label, rung = settled(texts, policy)
    return texts.for_all(label), rung


def settled(
    texts: Distinct, policy: GroupingPolicy, present: float | None = None
) -> tuple[Labels, Rung]:
    """Groups that can be issues, shape (m,) of the texts, UNGROUPED for noise, and their rung.

    The groups of the best rungs (what the runs near a rung agree on, loose groups split, those of
    one problem joined) are compared with each other, and the most typical are kept: one score alone
    wavers. Then themes are divided and noise is left out.

    `present`: the resolution that made today's issues; only those near it are looked at, and it
    stays unless another is clearly better.
    """
    thin = thinned(texts.x, texts.graph, policy)
    resolutions, stay = list(policy.resolutions), 0.0
    if present is not None:
        stay = present / thin.share
        near = [r for r in resolutions if abs(np.log2(r / stay)) <= policy.regrouping_octaves]
        resolutions = sorted({stay, *near})
    n_tickets = int(texts.n_tickets.sum())
    rungs = climb(thin.x, thin.graph, resolutions, policy, round(n_tickets * thin.share))
    if not rungs:
        rungs = [Rung(1.0, np.zeros(len(thin.x), np.int64), (0.0, 0.0), 0.0)]
    score = scores(rungs, policy)
    inertia = float(np.clip(4 * n_tickets / policy.settled_size, 0.5, 1))
    is_present = np.array([rung.resolution == stay for rung in rungs])
    score = score + np.where(is_present, policy.resolution_gain * inertia, 0)
    best = np.argsort(-score, kind="stable")[: policy.most_rungs]
    best = best[score[best] >= score.max() - 2 * policy.rung_tolerance]
    if thin.share < 1:
        best = best[:1]
    found = [thin.for_all(kept(rungs, int(place), policy), texts.graph, policy) for place in best]
    labels = [_split_and_joined(rung, texts, policy) for rung in found]
    weight = np.exp((score[best] - score.max()) / policy.rung_tolerance)
    alike = [[adjusted_rand(label, other) for other in labels] for label in labels]
    chosen = int(np.argmax(np.round(alike @ weight, 9)))
    label = issues_within(texts.x, texts.graph, labels[chosen], policy)
    return leave_out(texts, label, policy), found[chosen]


def _split_and_joined(rung: Rung, texts: Distinct, policy: GroupingPolicy) -> Labels:
    label = agreed(texts.graph, rung, policy)
    label = refine(texts.x, texts.neighbours, label, rung.resolution, policy)
    return merged(texts.x, texts.graph, label, policy)


def issues_within(
    x: Rows, graph: sparse.csr_matrix, label: Labels, policy: GroupingPolicy
) -> Labels:
    """Divide groups that are themes, large and loose, by a ladder of their own.

    One silhouette over all tickets follows their coarsest structure: on bug reports of one project
    it saw three groups of two and a half thousand.
    """
    label = label.copy()
    groups = groups_of(x, label)
    cohesions = cohesions_of(groups)
    # A theme is divided on every second rung with one run each: it need not be divided finely.
    within = replace(policy, ladder_budget=1, resolutions=policy.resolutions[::2])
    fresh = len(groups.sizes)
    for group in range(len(groups.sizes)):
        is_large = groups.sizes[group] >= policy.theme_min_size
        if not is_large or cohesions[group] >= policy.theme_max_cohesion:
            continue
        at = np.flatnonzero(label == group)
        own = graph[at][:, at].tocsr()
        own.sort_indices()
        rung = choose_rung(x[at], own, within)
        if rung.label.max() == 0:
            continue
        part = renumbered(issues_within(x[at], own, rung.label, policy))
        label[at] = np.where(part == 0, group, fresh + part - 1)
        fresh += int(part.max())
    return label


def leave_out(texts: Distinct, label: Labels, policy: GroupingPolicy) -> Labels:
    """Noise: texts that hardly belong to their group, and groups of too few tickets. What enough
    tickets say is never noise: it is a group of its own, unless it is clearly like the others."""
    groups = groups_of(texts.x, label)
    fit = fit_of(texts.x, label, groups)
    chance = chances_of_belonging(fit.silhouette, fit.own, cohesions_of(groups)[label], policy)
    stray = chance < policy.ungrouped_max_chance
    is_said_often = texts.n_tickets >= policy.min_issue_size
    alone = np.flatnonzero(is_said_often & (stray | (fit.own < policy.often_said_min_likeness)))
    label = label.copy()
    label[alone] = len(groups.sizes) + np.arange(len(alone))
    stray[alone] = False
    kept_in = np.bincount(label[~stray], texts.n_tickets[~stray], minlength=int(label.max()) + 1)
    stray |= kept_in[label] < policy.min_issue_size
    return np.where(stray, UNGROUPED, label)
