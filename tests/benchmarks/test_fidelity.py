"""Ranking fidelity: its rules on markets small enough to see through."""

import pytest

from benchmarks.fidelity import fidelity, impacts, market

N = 400
LABELS = [f"label {row % 8}" if row % 5 else "label 0" for row in range(N)]


def test_the_labels_themselves_rank_perfectly() -> None:
    found = fidelity(LABELS, LABELS, market(N, 1))
    assert (found.ndcg, found.tau) == (pytest.approx(1.0), pytest.approx(1.0))


def test_the_same_seed_is_the_same_market_and_another_is_another() -> None:
    assert impacts(LABELS, market(N, 1)) == impacts(LABELS, market(N, 1))
    assert impacts(LABELS, market(N, 1)) != impacts(LABELS, market(N, 2))


def test_a_label_nobody_found_costs() -> None:
    of = market(N, 1)
    truth = impacts(LABELS, of)
    top = max(truth, key=lambda label: truth[label])
    without = ["" if label == top else label for label in LABELS]
    found = fidelity(LABELS, without, of)
    assert found.ndcg < 0.9
    assert found.tau < 0.9


def test_a_problem_cut_in_two_uses_up_a_row_but_is_found() -> None:
    of = market(N, 1)
    truth = impacts(LABELS, of)
    top = max(truth, key=lambda label: truth[label])
    halves = [
        f"{label} {'b' if label == top and row % 2 else 'a'}" for row, label in enumerate(LABELS)
    ]
    found, missed = (
        fidelity(LABELS, groups, of)
        for groups in (halves, ["" if label == top else label for label in LABELS])
    )
    assert missed.ndcg < found.ndcg < 1.0


def test_noise_is_neither_wanted_nor_rewarded() -> None:
    of = market(N, 1)
    labels = ["oos" if label == "label 3" else label for label in LABELS]
    without_noise = ["" if label == "oos" else label for label in labels]
    assert fidelity(labels, without_noise, of).ndcg == pytest.approx(1.0)
    assert fidelity(labels, labels, of).ndcg < 1.0
    assert fidelity(labels, labels, of).tau == pytest.approx(1.0)
