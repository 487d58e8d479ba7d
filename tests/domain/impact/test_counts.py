"""The conditional test of two counts, with bursts."""

from datetime import timedelta

import numpy as np
import pytest
from scipy.stats import betabinom, binom

from feedback.domain.impact.counts import daily, p_at_least, rate_ratio, steadiness_of
from tests.domain.domain_examples import NOW


def test_days_end_with_the_night() -> None:
    moments = [
        NOW,
        NOW - timedelta(hours=23, minutes=59),
        NOW - timedelta(days=1),
        NOW - timedelta(days=3),  # too long ago
        NOW + timedelta(minutes=1),  # of the next night
    ]
    assert daily(moments, NOW, 3).tolist() == [2, 1, 0]
    assert daily([], NOW, 2).tolist() == [0, 0]


@pytest.mark.parametrize(("n", "before"), [(5, 0), (8, 3), (250, 40), (2, 60)])
def test_the_chance_is_that_of_the_beta_binomial(n: int, before: int) -> None:
    expected = betabinom.sf(n - 1, n + before, 3.0 * 1.2, 3.0 * 28)
    assert p_at_least(n, before, 1.2, 28, 3.0) == pytest.approx(expected, rel=1e-6)


def test_without_bursts_it_is_the_conditional_binomial() -> None:
    expected = binom.sf(8 - 1, 11, 1 / 29)
    assert p_at_least(8, 3, 1, 28, 1e7) == pytest.approx(expected, rel=1e-3)


def test_without_a_time_before_there_is_nothing_to_compare_with() -> None:
    assert p_at_least(50, 0, 1, 0, 5) == 1.0
    assert p_at_least(0, 50, 1, 28, 5) == 1.0


@pytest.mark.parametrize("true", [1.0, 4.0, 20.0])
def test_steadiness_is_found_again(true: float) -> None:
    chance = np.random.default_rng(3)
    mean = chance.gamma(1.0, 3.0, (150, 1)) * np.ones((1, 28))
    counts = chance.poisson(mean * chance.gamma(true, 1 / true, mean.shape)).astype(float)
    found = steadiness_of(counts, np.ones(28), np.ones_like(counts))
    assert found == pytest.approx(true, rel=0.35)


def test_days_left_out_do_not_make_a_store_jumpy() -> None:
    counts, counted = np.full((30, 28), 2.0), np.ones((30, 28))
    counts[0, 3] = 400
    counted[0, 3] = 0
    assert steadiness_of(counts, np.ones(28), counted) > 100
    assert steadiness_of(counts, np.ones(28), np.ones((30, 28))) < 20


def test_the_interval_of_a_ratio_holds_it_and_narrows_with_tickets() -> None:
    low, high = rate_ratio(20, 10, 1.0, 1e9)
    assert low < 2 < high
    wider = rate_ratio(20, 10, 1.0, 2.0)
    assert wider[0] < low
    assert wider[1] > high
    assert rate_ratio(0, 0, 0.0, 5.0) == (0.0, float("inf"))
    assert rate_ratio(9, 0, 0.3, 5.0)[1] == float("inf")
