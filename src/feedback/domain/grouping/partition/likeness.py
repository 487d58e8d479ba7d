"""How alike two groupings of the same tickets are."""

import numpy as np

from feedback.domain.grouping.vectors.fit import Labels


def adjusted_rand(first: Labels, other: Labels) -> float:
    """Adjusted Rand index (Hubert & Arabie 1985): 1 the same groups, about 0 as chance has it.

    Labels are whole numbers from 0, one a ticket. scikit-learn gives the same bits; its checks of
    the input take a hundred times as long as the sums, and a ladder asks hundreds of times.
    """
    n_tickets = len(first)
    sizes = [np.bincount(label) for label in (first, other)]
    # A table of all pairs of groups would grow with their product; only those that occur count.
    _, shared = np.unique(first * len(sizes[1]) + other, return_counts=True)
    # Ordered pairs of tickets; plain integers, for the products grow beyond 64 bits.
    both = int((shared**2).sum()) - n_tickets
    only_first, only_other = (int((size**2).sum()) - n_tickets - both for size in sizes)
    neither = n_tickets * (n_tickets - 1) - both - only_first - only_other
    if only_first == only_other == 0:
        return 1.0
    return (2.0 * (both * neither - only_first * only_other)) / (
        (both + only_first) * (only_first + neither) + (both + only_other) * (only_other + neither)
    )
