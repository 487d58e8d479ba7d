"""The measure that chooses among a ladder's runs, held against scikit-learn's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from feedback.domain.grouping.partition.likeness import adjusted_rand

PAIRS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=60)


@given(PAIRS)
def test_it_is_the_figure_of_the_library_to_the_last_bit(pairs: list[tuple[int, int]]) -> None:
    left, other = np.array(pairs).T
    assert adjusted_rand(left, other) == adjusted_rand_score(left, other)
    assert adjusted_rand(left, left) == 1.0


@pytest.mark.parametrize("n_groups", [1, 2, 300, 200_000])
def test_many_tickets_are_no_trouble(n_groups: int) -> None:
    left, other = np.random.default_rng(7).integers(0, n_groups, (2, 200_000))
    assert adjusted_rand(left, other) == adjusted_rand_score(left, other)
