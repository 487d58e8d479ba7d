"""Links weighted by how often their ends meet: one partition from many near the chosen rung.

After evidence accumulation (Fred & Jain 2005) and consensus clustering of networks (Lancichinetti &
Fortunato 2012): what only chance or one resolution joins weighs little.
"""

import numpy as np
from scipy import sparse

from feedback.domain.grouping.partition.ladder import Rung, leiden
from feedback.domain.grouping.policy import GroupingPolicy
from feedback.domain.grouping.vectors.fit import Labels


def agreed(graph: sparse.csr_matrix, rung: Rung, policy: GroupingPolicy) -> Labels:
    """The groups on which the runs near a rung agree, shape (n,); the rung's own where there are
    too few runs."""
    if len(rung.runs) < 2:
        return rung.label
    edges = graph.tocoo()
    meet = np.zeros(edges.nnz)
    for label in rung.runs:
        meet += label[edges.row] == label[edges.col]
    weight = edges.data * (meet / len(rung.runs) + policy.consensus_floor)
    again = sparse.csr_matrix((weight, (edges.row, edges.col)), shape=graph.shape)
    again.sort_indices()
    return leiden(again, rung.resolution, policy.seed)
