"""How well tickets sit in their groups: exact cosine silhouettes at one product per group."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from feedback.domain.grouping.policy import GroupingPolicy
from feedback.domain.grouping.vectors.rows import Rows, blocks
from feedback.domain.tickets.vectors import Vectors

Labels = NDArray[np.int64]
"""Shape (n,): each ticket's group, or UNGROUPED."""
UNGROUPED = -1

_SAME = 1e-4
"""A distance as good as none: equal tickets in two groups sit in neither better."""
MANY_GROUPS = 2048
N_NEAR_GROUPS = 64
"""From so many groups on, the nearest other is looked for among so many near the own one."""


@dataclass(frozen=True, slots=True)
class Groups:
    """What silhouettes need: per group the sum of its vectors and its size."""

    sums: NDArray[np.float32]  # (k, d)
    sizes: NDArray[np.int64]  # (k,)

    @property
    def means(self) -> NDArray[np.float32]:
        """(k, d) mean vectors; zeros for an empty group."""
        return (self.sums / np.maximum(self.sizes, 1)[:, None]).astype(np.float32)


def groups_of(x: Rows, label: Labels, n_groups: int | None = None) -> Groups:
    """Tickets labelled UNGROUPED count in none."""
    k = int(label.max()) + 1 if n_groups is None else n_groups
    sums = np.zeros((k, x[:1].shape[1]), np.float32)
    for block in blocks(len(x)):
        own = label[block]
        at = np.flatnonzero(own >= 0)
        pick = sparse.csr_matrix((np.ones(len(at), np.float32), (own[at], at)), (k, len(own)))
        sums += pick @ x[block]
    return Groups(sums, np.bincount(label[label >= 0], minlength=k))


def cohesions_of(groups: Groups) -> NDArray[np.float64]:
    """Mean cosine among each group's tickets, shape (k,): |Σ|² counts every pair twice, and n ones.
    0 for a group of one."""
    sizes = groups.sizes.astype(np.float64)
    squares = (groups.sums.astype(np.float64) ** 2).sum(axis=1)
    return np.asarray((squares - sizes) / np.maximum(sizes * (sizes - 1), 1)) * (sizes > 1)


def cohesion_of(x: Vectors) -> float:
    """The same of one group's tickets."""
    sums = x.sum(axis=0, keepdims=True, dtype=np.float32)
    return float(cohesions_of(Groups(sums, np.array([len(x)])))[0])


@dataclass(frozen=True, slots=True)
class Fit:
    """How well each ticket sits in its group. For unit vectors the mean cosine to a group's members
    is the dot product with their mean, so this is the exact cosine silhouette (Rousseeuw 1987) at
    one product per ticket and group."""

    own: NDArray[np.float32]
    """Mean cosine to the other members."""
    other: NDArray[np.float32]
    """Mean cosine to the members of the nearest other group."""
    silhouette: NDArray[np.float32]


def silhouette_of(
    own: NDArray[np.float32], other: NDArray[np.float32], lonely: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Rousseeuw 1987 with cosine distance, (n,) in −1..1; 0 for tickets alone in their group.

    `own`, `other`: mean cosine to the ticket's own group and to the nearest other one.
    """
    value = (np.minimum(own, 1) - np.minimum(other, 1)) / np.maximum(
        1 - np.minimum(own, other), _SAME
    )
    return np.where(lonely, 0, value).astype(np.float32)


def fit_of(x: Rows, label: Labels, groups: Groups) -> Fit:
    """`label`: each row's group, none of them UNGROUPED."""
    return fit_at(x, None, label, groups)


def fit_at(
    x: Rows, at: NDArray[np.intp] | None, label: Labels, groups: Groups, block: int = 4096
) -> Fit:
    """Of some rows (default all). `label`: each row's group, not UNGROUPED in those."""
    n = len(x) if at is None else len(at)
    label = label if at is None else label[at]
    means, empty = groups.means, groups.sizes == 0
    found = np.unique(label)
    if len(means) > MANY_GROUPS and n >= 4 * len(found):
        own, other = _among_near_groups(x, at, label, found, means, empty)
    else:
        own, other = np.zeros(n, np.float32), np.zeros(n, np.float32)
        for a in range(0, n, block):
            dots = (x[a : a + block] if at is None else x[at[a : a + block]]) @ means.T
            dots[:, empty] = -2
            here, mine = np.arange(len(dots)), label[a : a + block]
            own[a : a + block] = dots[here, mine]
            dots[here, mine] = -2
            other[a : a + block] = dots.max(1)
    size = groups.sizes[label]
    own = ((own * size - 1) / np.maximum(size - 1, 1)).astype(np.float32)
    lonely = size <= 1
    own[lonely] = 0
    return Fit(own, other, silhouette_of(own, other, lonely))


def _among_near_groups(
    x: Rows,
    at: NDArray[np.intp] | None,
    label: Labels,
    found: Labels,
    means: Vectors,
    empty: NDArray[np.bool_],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Dot products with the own mean and the nearest other. That other is looked for among the
    groups nearest to the own one: with thousands of groups all of them would be too many."""
    own, other = np.zeros(len(label), np.float32), np.zeros(len(label), np.float32)
    order = np.argsort(label, kind="stable")
    start = np.searchsorted(label[order], found)
    stop = np.append(start[1:], len(order))
    for some in blocks(len(found), 1024):
        like = means[found[some]] @ means.T
        like[:, empty] = -2
        like[np.arange(len(like)), found[some]] = -2
        near = np.argpartition(like, -N_NEAR_GROUPS, axis=1)[:, -N_NEAR_GROUPS:]
        for place, group in enumerate(found[some], start=some.start):
            rows = order[start[place] : stop[place]]
            for block in blocks(len(rows), 8192):
                here = rows[block]
                vectors = x[here if at is None else at[here]]
                own[here] = vectors @ means[group]
                other[here] = (vectors @ means[near[place - some.start]].T).max(1)
    return own, other


def sampled(n: int, policy: GroupingPolicy) -> NDArray[np.int64]:
    """Rows on which silhouettes are measured, ascending: all n, or a sample of many."""
    if n <= policy.silhouette_sample:
        return np.arange(n)
    return np.sort(
        np.random.default_rng(policy.seed).choice(n, policy.silhouette_sample, replace=False)
    )


def entropy(sizes: NDArray[np.int64]) -> float:
    """Of the groups' sizes, in nats (Shannon 1948)."""
    share = sizes[sizes > 0] / sizes.sum()
    return float(-(share * np.log(share)).sum())
