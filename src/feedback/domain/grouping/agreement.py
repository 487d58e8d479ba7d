"""How well a grouping agrees with labels that people gave: the field's usual figures.

A ticket in no issue counts as a group of its own, so leaving out what is hard earns no recall.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linear_sum_assignment


@dataclass(frozen=True, slots=True)
class Agreement:
    """All shares are 0..1, 1 is perfect; `ari` is about 0 for chance and can be below."""

    n_tickets: int
    n_issues: int
    left_out: float
    """Share of the tickets in no issue."""
    acc: float
    """Tickets in the issue that stands for their label, one issue a label, matched so that the
    total is largest (Kuhn 1955)."""
    nmi: float
    """Normalised mutual information, arithmetic mean (Vinh, Epps & Bailey 2010)."""
    ari: float
    """Adjusted Rand index (Hubert & Arabie 1985)."""
    precision: float
    """B-cubed (Bagga & Baldwin 1998): of a ticket's issue, the share with its label; mean."""
    recall: float
    """B-cubed: of a ticket's label, the share in its issue; mean."""

    @property
    def f(self) -> float:
        """Harmonic mean of the B-cubed precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def agreement_of(labels: Sequence[Hashable], issues: Sequence[Hashable | None]) -> Agreement:
    """Compare row by row; an issue of None is none. Raises `ValueError` without rows.

    Memory: one number for each pair of a label and an issue.
    """
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

    if not labels or len(labels) != len(issues):
        raise ValueError("labels and issues must be of one length, and at least one row")
    truth, left_out = _numbered(labels), np.array([issue is None for issue in issues])
    n, n_left_out = len(truth), int(left_out.sum())
    found = np.empty(n, dtype=np.int64)
    found[~left_out] = _numbered([issue for issue in issues if issue is not None])
    n_issues = int(found[~left_out].max()) + 1 if n_left_out < n else 0
    found[left_out] = n_issues + np.arange(n_left_out)
    table = sparse.coo_matrix((np.ones(n), (truth, found))).tocsr()
    squares = table.multiply(table)
    of_issue, of_label = (np.asarray(table.sum(axis)).ravel() for axis in (0, 1))
    return Agreement(
        n_tickets=n,
        n_issues=n_issues,
        left_out=n_left_out / n,
        acc=_matched(table, n_issues) / n,
        nmi=float(normalized_mutual_info_score(truth, found)),
        ari=float(adjusted_rand_score(truth, found)),
        precision=float((np.asarray(squares.sum(0)).ravel() / of_issue).sum() / n),
        recall=float((np.asarray(squares.sum(1)).ravel() / of_label).sum() / n),
    )


def _numbered(names: Sequence[Hashable]) -> NDArray[np.int64]:
    """0, 1, … in order of appearance."""
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(name, len(known)) for name in names], dtype=np.int64)


def _matched(table: sparse.csr_matrix, n_issues: int) -> float:
    """Tickets on the best one-to-one matching of labels (rows) and groups (columns)."""
    # A label without an issue can still be matched to one of its tickets that were left out. So an
    # issue is worth what it adds to that.
    alone = (np.asarray(table[:, n_issues:].sum(1)).ravel() > 0).astype(float)
    gain = np.maximum(table[:, :n_issues].toarray() - alone[:, None], 0.0)
    rows, columns = linear_sum_assignment(-gain)
    return float(alone.sum() + gain[rows, columns].sum())
