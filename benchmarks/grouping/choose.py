"""Chooses the weights of joining and of belonging, each family of sets left out in turn:
`python -m benchmarks.grouping.choose`.

Joining: a pair of linked groups counts by the harmonic mean of the two sizes; learnt is the share
of the pairs of their tickets that have one label. Belonging: learnt is whether a ticket has the
label that most of its group have, in groups that were joined without the family, before anything is
left out. Every set counts as much as every other. Eight minutes on two cores.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray

from benchmarks.grouping.chosen import left_out_together, policy_without
from benchmarks.grouping.ours import as_tickets
from benchmarks.grouping.runs import with_vectors
from benchmarks.grouping.sets import LabelledTexts, all_sets
from benchmarks.grouping.vectors import Vectors
from feedback.domain.grouping import GroupingPolicy
from feedback.domain.grouping.neighbours.search import find_neighbours
from feedback.domain.grouping.partition.batch import settled
from feedback.domain.grouping.partition.consensus import agreed
from feedback.domain.grouping.partition.copies import Distinct, distinct
from feedback.domain.grouping.partition.ladder import climb, kept, scores
from feedback.domain.grouping.partition.merges import Pairs
from feedback.domain.grouping.partition.splits import refine
from feedback.domain.grouping.vectors.belonging import centrality
from feedback.domain.grouping.vectors.fit import Labels, cohesions_of, fit_at, groups_of
from feedback.domain.tickets.vectors import normalised

POLICY = GroupingPolicy()
FINER = (0, 2, 4)
"""Rungs above the best whose groups are learnt from, too."""

Learnt = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]
"""Features (m, 2), what is learnt, 0..1 (m,), weight (m,)."""


def main() -> None:
    texts = list(all_sets((0,)))
    with get_context("spawn").Pool(2) as pool:
        joining = list(pool.imap(_pairs_of, with_vectors(texts)))
        print("MERGE_WEIGHTS")
        _print_chosen(texts, joining)
        belonging = list(pool.imap(_places_of, with_vectors(texts)))
    print("BELONGING_WEIGHTS")
    _print_chosen(texts, belonging)


def _print_chosen(texts: Sequence[LabelledTexts], learnt: Sequence[Sequence[Learnt]]) -> None:
    """One line for each family left out; the last, of all families, is the policy's."""
    for families in (*left_out_together(), ()):
        rest = [
            found
            for of, found in zip(texts, learnt, strict=True)
            if not set(of.families) & set(families)
        ]
        weights = tuple(round(weight, 2) for weight in _fitted(list(chain.from_iterable(rest))))
        print(f'"{"+".join(families)}": {weights},', flush=True)


def _distinct(of: LabelledTexts, vectors: dict[str, Vectors]) -> tuple[Distinct, NDArray[np.str_]]:
    """The texts of a set as the engine sees them, and the label of each."""
    x = as_tickets(of.texts, vectors).vectors
    x = normalised(x - x.mean(axis=0))
    texts = distinct(x, find_neighbours(x, None, POLICY), POLICY)
    labels = np.array([name or f"noise {row}" for row, name in enumerate(of.labels)])
    return texts, texts.first(labels)


def _pairs_of(job: tuple[LabelledTexts, dict[str, Vectors]]) -> list[Learnt]:
    texts, label_of = _distinct(*job)
    rungs = climb(texts.x, texts.graph, POLICY.resolutions, POLICY)
    best = int(scores(rungs, POLICY).argmax())
    learnt = []
    for place in sorted({min(best + finer, len(rungs) - 1) for finer in FINER}):
        rung = kept(rungs, place, POLICY)
        label = agreed(texts.graph, rung, POLICY)
        label = refine(texts.x, texts.neighbours, label, rung.resolution, POLICY)
        learnt.append(_of_pairs(Pairs.of(texts.x, texts.graph, label), label, label_of))
    return learnt


def _of_pairs(pairs: Pairs, label: Labels, label_of: NDArray[np.str_]) -> Learnt:
    first, second = np.triu_indices(len(pairs.sizes), 1)
    linked = pairs.links[first, second] > 0
    first, second = first[linked], second[linked]
    _, number = np.unique(label_of, return_inverse=True)
    share = np.zeros((len(pairs.sizes), number.max() + 1))
    np.add.at(share, (label, number), 1)
    share /= share.sum(1, keepdims=True)
    a, b = pairs.sizes[first], pairs.sizes[second]
    same = (share[first] * share[second]).sum(1)
    return pairs.features()[first, second], same, 2 * a * b / (a + b)


def _places_of(job: tuple[LabelledTexts, dict[str, Vectors]]) -> list[Learnt]:
    texts, label_of = _distinct(*job)
    policy = replace(policy_without(job[0].families), ungrouped_max_chance=0)
    label, _ = settled(texts, policy)
    at = np.flatnonzero(label >= 0)
    groups = groups_of(texts.x, label)
    fit = fit_at(texts.x, at, label, groups)
    features = np.stack([fit.silhouette, centrality(fit.own, cohesions_of(groups)[label[at]])], 1)
    right = np.zeros(len(at))
    for group in range(len(groups.sizes)):
        own = np.flatnonzero(label[at] == group)
        names, n = np.unique(label_of[at[own]], return_counts=True)
        if len(names):
            right[own] = label_of[at[own]] == names[n.argmax()]
    right[np.char.startswith(label_of[at], "noise ")] = 0
    return [(features.astype(np.float64), right, np.ones(len(at)))]


def _fitted(learnt: Sequence[Learnt]) -> Iterator[float]:
    """Bias and weights of a logistic regression on shares."""
    from sklearn.linear_model import LogisticRegression

    features = np.concatenate([features for features, _, _ in learnt])
    share = np.concatenate([share for _, share, _ in learnt])
    weight = np.concatenate([weight / weight.sum() for _, _, weight in learnt if len(weight)])
    found = LogisticRegression(C=10, max_iter=1_000).fit(
        np.vstack([features, features]),
        np.repeat([1, 0], len(share)),
        1_000 * np.concatenate([weight * share, weight * (1 - share)]),
    )
    yield float(found.intercept_[0])
    yield from map(float, found.coef_[0])


if __name__ == "__main__":
    main()
