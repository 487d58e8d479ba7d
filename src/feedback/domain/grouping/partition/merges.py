"""Groups that are one problem become one.

Greedy agglomeration by P(same problem), a logistic function of how like two groups are compared
with how like each is itself. Its weights come from pairs of groups of labelled tickets
(`python -m benchmarks.grouping.choose`); benchmarks report each set with weights that were chosen
without it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from feedback.domain.grouping.partition.ladder import renumbered
from feedback.domain.grouping.policy import GroupingPolicy
from feedback.domain.grouping.vectors.fit import Labels, groups_of
from feedback.domain.grouping.vectors.rows import Rows

MOST_GROUPS = 2048
"""Tables of all pairs are kept; of more groups none are joined."""
_LEAST_COHESION = 0.02
"""A cosine of centred vectors as good as none."""

Table = NDArray[np.float64]
"""(k, k), symmetric."""


def merged(x: Rows, graph: sparse.csr_matrix, label: Labels, policy: GroupingPolicy) -> Labels:
    """`label` (n,), numbered from 0, with the groups joined that are probably one problem, the
    surest first. Only groups with a link between them are."""
    k = int(label.max()) + 1
    if not 2 <= k <= MOST_GROUPS:
        return label
    pairs = Pairs.of(x, graph, label)
    into = np.arange(k)
    chance = pairs.chances(policy)
    likeliest = chance.argmax(1)
    best = chance[np.arange(k), likeliest]
    while True:
        first = int(best.argmax())
        if best[first] < policy.merge_min_chance:
            return renumbered(into[label])
        kept, gone = sorted((first, int(likeliest[first])))
        pairs.join(kept, gone)
        into[into == gone] = kept
        chance[gone], chance[:, gone] = -1, -1
        chance[kept] = pairs.chances(policy, kept)
        chance[:, kept] = chance[kept]
        # Rows whose likeliest partner changed are looked at again.
        again = np.flatnonzero((likeliest == kept) | (likeliest == gone) | (chance[kept] >= best))
        again = np.union1d(again, (kept, gone))
        likeliest[again] = chance[again].argmax(1)
        best[again] = chance[again, likeliest[again]]


@dataclass(slots=True, eq=False)
class Pairs:
    """What is known of every two groups; it adds up when groups are joined."""

    sizes: NDArray[np.float64]
    """(k,); 0 for a group that was joined to another."""
    cosines: Table
    """Sum of the cosines between their tickets; on the diagonal of ordered pairs, and n ones."""
    links: Table
    """Sum of the weights of the links between them."""

    @staticmethod
    def of(x: Rows, graph: sparse.csr_matrix, label: Labels) -> "Pairs":
        """Of the groups of a partition, (n,) from 0."""
        groups = groups_of(x, label)
        sums, k = groups.sums.astype(np.float64), len(groups.sizes)
        edges = graph.tocoo()
        links = sparse.coo_matrix((edges.data, (label[edges.row], label[edges.col])), (k, k))
        return Pairs(groups.sizes.astype(np.float64), sums @ sums.T, links.toarray())

    def join(self, kept: int, gone: int) -> None:
        """Add the second group to the first."""
        for table in (self.cosines, self.links):
            table[kept] += table[gone]
            table[:, kept] += table[:, gone]
            table[gone], table[:, gone] = 0, 0
        self.sizes[kept] += self.sizes[gone]
        self.sizes[gone] = 0

    def features(self, row: int | None = None) -> NDArray[np.float64]:
        """(k, k, 2), or (k, 2) of one group with every other: the mean cosine between the two over
        the lower, and over the higher, of their cohesions."""
        at = slice(None) if row is None else slice(row, row + 1)
        sizes = np.maximum(self.sizes, 1)
        own = (np.diag(self.cosines) - self.sizes) / np.maximum(sizes * (sizes - 1), 1)
        # A single text is as like itself as can be.
        own = np.where(sizes > 1, np.maximum(own, _LEAST_COHESION), 1)
        between = self.cosines[at] / np.outer(sizes[at], sizes)
        ratios = [between / pick(own[at, None], own) for pick in (np.minimum, np.maximum)]
        found: NDArray[np.float64] = np.clip(np.stack(ratios, axis=-1), -1, 2)
        of_one: NDArray[np.float64] = found[0]
        return found if row is None else of_one

    def chances(self, policy: GroupingPolicy, row: int | None = None) -> NDArray[np.float64]:
        """How likely every two groups, or one and every other, are one problem, 0..1; −1 for a
        group with itself and for two without a link."""
        bias, *weights = policy.merge_weights
        chance: Table = 1 / (1 + np.exp(-(self.features(row) @ np.array(weights) + bias)))
        chance[(self.links if row is None else self.links[row]) <= 0] = -1
        if row is None:
            np.fill_diagonal(chance, -1)
        else:
            chance[row] = -1
        return chance
