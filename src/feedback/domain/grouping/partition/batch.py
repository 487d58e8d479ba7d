"""One batch over all tickets: the best rung, loose groups split, themes divided, noise left out."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from feedback.domain.grouping.neighbours.nearest import Neighbours
from feedback.domain.grouping.partition.ladder import Rung, choose_rung, renumbered
from feedback.domain.grouping.partition.splits import refine
from feedback.domain.grouping.policy import GroupingPolicy
from feedback.domain.grouping.vectors.fit import (
    UNGROUPED,
    Labels,
    cohesions_of,
    groups_of,
    own_cohesions,
)
from feedback.domain.grouping.vectors.rows import Rows


def partition(
    x: Rows, neighbours: Neighbours, graph: sparse.csr_matrix, policy: GroupingPolicy
) -> tuple[Labels, Rung]:
    """All tickets grouped in one batch, shape (n,), and the rung of the ladder that was chosen."""
    rung = choose_rung(x, graph, policy)
    return groups_of_rung(rung, x, neighbours, graph, policy), rung


def groups_of_rung(
    rung: Rung,
    x: Rows,
    neighbours: Neighbours,
    graph: sparse.csr_matrix,
    policy: GroupingPolicy,
) -> Labels:
    """From a rung to groups that can be issues: loose ones split, themes divided, noise left out.

    Shape (n,), UNGROUPED for noise.
    """
    label = refine(x, neighbours, rung.label, rung.resolution, policy)
    return leave_out(x, neighbours, issues_within(x, graph, label, policy), policy)


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


def votes_of(neighbours: Neighbours, label: Labels) -> NDArray[np.float32]:
    """Share of each ticket's neighbours that carry its label."""
    if neighbours.rows.shape[1] == 0:
        return np.zeros(len(label), np.float32)
    return np.asarray((label[neighbours.rows] == label[:, None]).mean(1), dtype=np.float32)


def leave_out(x: Rows, neighbours: Neighbours, label: Labels, policy: GroupingPolicy) -> Labels:
    """Noise: tickets unlike their group whose neighbours are elsewhere, and groups too small."""
    groups = groups_of(x, label)
    doubtful = np.flatnonzero(votes_of(neighbours, label) < policy.ungrouped_max_vote)
    own = own_cohesions(x, doubtful, label, groups)
    stray = np.zeros(len(label), np.bool_)
    stray[doubtful[own < policy.ungrouped_max_cohesion]] = True
    kept = np.bincount(label[~stray], minlength=len(groups.sizes))
    stray |= kept[label] < policy.min_issue_size
    return np.where(stray, UNGROUPED, label)
