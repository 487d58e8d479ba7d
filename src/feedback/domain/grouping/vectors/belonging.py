"""How likely a ticket belongs to its issue, from how it sits there.

A logistic function of two figures, chosen on labelled tickets (`python -m
benchmarks.grouping.choose`), where "belongs" means: its label is the one that most of its issue's
tickets have. Benchmarks report each set with weights that were chosen without it.
"""

import numpy as np
from numpy.typing import NDArray

from feedback.domain.grouping.policy import GroupingPolicy

_LEAST_COHESION = 0.02
"""A cosine of centred vectors as good as none."""
_MOST_CENTRAL = 4.0


def centrality(own: NDArray[np.float32], cohesion: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each ticket's mean cosine to the others of its issue over the mean cosine among all of them,
    (n,): 1 in the middle of the crowd."""
    return np.clip(own / np.maximum(cohesion, _LEAST_COHESION), -1, _MOST_CENTRAL)


def chances_of_belonging(
    silhouette: NDArray[np.float32],
    own: NDArray[np.float32],
    cohesion: NDArray[np.float64],
    policy: GroupingPolicy,
) -> NDArray[np.float32]:
    """P(the ticket belongs to its issue), (n,) in 0..1.

    Of each ticket its `silhouette` (−1..1), the mean cosine to the others of its issue (`own`) and
    the mean cosine among all of them (`cohesion`).
    """
    bias, of_silhouette, of_centrality = policy.belonging_weights
    score = bias + of_silhouette * silhouette + of_centrality * centrality(own, cohesion)
    return np.asarray(1 / (1 + np.exp(-score)), dtype=np.float32)
