"""What is measured of a grouping of one set."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.grouping.sets import LabelledTexts
from feedback.domain.grouping.agreement import agreement_of

Groups = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Measured:
    """Shares, 0..1. Noise counts as singletons, for every engine."""

    acc: float
    nmi: float
    ari: float
    f: float
    """B-cubed."""
    precision: float
    wrong_merges: float
    """Of the pairs put together, those whose labels differ."""
    issues_a_label: float
    acc_of_others: float
    """ACC over the tickets that no other repeats; without copies the same as ACC."""
    copies_together: float
    """Share of the copies in the group that has most of them; 1 without copies."""


def measured(texts: LabelledTexts, groups: Groups) -> Measured:
    """`groups`: one number per row, −1 for in none."""
    labels = [label or f"noise {row}" for row, label in enumerate(texts.labels)]
    placed = [None if group < 0 else int(group) for group in groups]
    found = agreement_of(labels, placed)
    copies = set(texts.copies)
    others = [row for row in range(len(labels)) if row not in copies]
    of_others = (
        agreement_of([labels[row] for row in others], [placed[row] for row in others]).acc
        if copies
        else found.acc
    )
    held = groups[list(texts.copies)] if copies else np.zeros(1, np.int64)
    return Measured(
        acc=found.acc,
        nmi=found.nmi,
        ari=found.ari,
        f=found.f,
        precision=found.precision,
        wrong_merges=_wrong_merges(labels, groups),
        issues_a_label=found.n_issues / len(set(texts.labels) - {""}),
        acc_of_others=of_others,
        copies_together=float(np.bincount(held[held >= 0], minlength=1).max() / len(held)),
    )


def _wrong_merges(labels: list[str], groups: Groups) -> float:
    _, label = np.unique(labels, return_inverse=True)
    inside = groups >= 0
    _, both = np.unique(np.stack([groups[inside], label[inside]]), axis=1, return_counts=True)
    together = np.bincount(groups[inside]) if inside.any() else np.zeros(1)
    n_pairs = (together * (together - 1)).sum()
    return float(1 - (both * (both - 1)).sum() / n_pairs) if n_pairs else 0.0
