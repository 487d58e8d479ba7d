"""New issues: what is dense among the tickets that no issue claims."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from feedback.domain.grouping.memory.profiles import Profiles
from feedback.domain.grouping.memory.state import GroupingState
from feedback.domain.grouping.partition.ladder import principal
from feedback.domain.grouping.policy import GroupingPolicy
from feedback.domain.grouping.vectors.fit import UNGROUPED, Labels, cohesions_of, groups_of
from feedback.domain.tickets.vectors import Vectors


def emerge(state: GroupingState, n_new: int, policy: GroupingPolicy) -> GroupingState:
    """HDBSCAN (Campello, Moulavi & Sander 2013) among the newest waiting tickets: what is dense
    there, and as cohesive as issues are, is a new issue; unless it is as like an issue's tickets
    as these are like each other: then it is more of that one."""
    pool = pool_of(state.issue, n_new, policy)
    if len(pool) < 2 * policy.min_issue_size:
        return state
    x, issue, number = state.x, state.issue.copy(), state.next_issue
    typical = policy.emerge_min_cohesion * _typical_cohesion(state.profiles)
    bar = min(policy.split_max_cohesion, typical)
    waiting = x[pool]
    found = _dense(waiting, policy)
    clusters = groups_of(waiting, found.astype(np.int64))
    more_of = _issues_like(clusters.means, state.profiles, policy)
    for cluster in np.flatnonzero(cohesions_of(clusters) >= bar):
        if more_of[cluster] >= 0:
            issue[pool[found == cluster]] = more_of[cluster]
            continue
        issue[pool[found == cluster]] = number
        number += 1
    return replace(state, issue=issue, next_issue=number)


def pool_of(issue: Labels, n_new: int, policy: GroupingPolicy) -> NDArray[np.intp]:
    """The waiting tickets that an ordinary night with so many new ones looks at: the newest."""
    size = np.clip(policy.pool_per_new * n_new, policy.pool_least, policy.pool_size)
    return np.flatnonzero(issue == UNGROUPED)[-max(int(size), n_new) :]


def _dense(x: Vectors, policy: GroupingPolicy) -> NDArray[np.intp]:
    """HDBSCAN's cluster of each row, −1 for noise."""
    from hdbscan import HDBSCAN  # slow to import; most nights do not need it

    found = np.full(len(x), -1, dtype=np.intp)
    # Density means little in hundreds of dimensions.
    reduced = principal(x, policy.pool_components, policy).astype(np.float64)
    for allow_single in (False, True):  # its rule never to answer "one" would hide an only child
        found = HDBSCAN(
            min_cluster_size=policy.min_issue_size,
            allow_single_cluster=allow_single,
            core_dist_n_jobs=1,
        ).fit_predict(reduced)
        if found.max() >= 0:
            break
    return found


def _typical_cohesion(profiles: Profiles) -> float:
    """Median over issues of the mean cosine among their tickets; 0 without issues."""
    if not len(profiles.numbers):
        return 0.0
    return float(np.median(cohesions_of(profiles.groups)))


def _issues_like(means: Vectors, profiles: Profiles, policy: GroupingPolicy) -> Labels:
    """For each cluster the issue whose tickets it is as like as these are like each other (nearly:
    `emerge_min_cohesion`), or UNGROUPED. A flood about an old problem is not a new one: most
    neighbours of its tickets are new themselves, so their votes did not count."""
    if not len(profiles.numbers):
        return np.full(len(means), UNGROUPED, np.int64)
    between = means @ profiles.groups.means.T
    within = cohesions_of(profiles.groups)
    alike = np.where(between >= policy.emerge_min_cohesion * within, between, -1)
    best = alike.argmax(axis=1)
    is_alike = alike[np.arange(len(best)), best] > 0
    return np.where(is_alike, profiles.numbers[best], UNGROUPED)
