"""Equal texts count once when groups are shaped, and every ticket counts in sizes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.domain.grouping.neighbours.search import find_neighbours
from feedback.domain.grouping.partition.copies import distinct
from feedback.domain.grouping.policy import GroupingPolicy
from feedback.domain.grouping.vectors.belonging import chances_of_belonging
from feedback.domain.grouping.vectors.fit import cohesions_of, fit_of, groups_of
from feedback.domain.tickets.vectors import Vectors, normalised
from tests.domain.grouping.subjects import DIRECTIONS, POLICY, about, company, named, night

OTHERS = company(n_each=30)


def others_with(copies: dict[str, Vectors]) -> dict[str, frozenset[str]]:
    """The groups of the other tickets, by their tickets, with these copies beside them."""
    placed = night({**OTHERS, **copies}).placed
    groups: dict[int, set[str]] = {}
    for ticket in OTHERS:
        if ticket in placed:
            groups.setdefault(placed[ticket], set()).add(ticket)
    return {ticket: frozenset(group) for group in groups.values() for ticket in group}


@pytest.mark.parametrize("n", [2, 4, 5, 16, 60, 400])
def test_any_number_of_equal_texts_leaves_the_groups_of_the_others_as_they_are(n: int) -> None:
    copies = dict.fromkeys(named("same", n), DIRECTIONS[60])
    assert others_with(copies) == others_with({})


@pytest.mark.parametrize("n", [5, 16, 60, 400])
def test_equal_texts_are_one_issue_as_large_as_they_are_many(n: int) -> None:
    decided = night({**OTHERS, **dict.fromkeys(named("same", n), DIRECTIONS[60])})
    issues = {decided.placed.get(ticket) for ticket in named("same", n)}
    assert len(issues) == 1
    (issue,) = issues
    assert issue is not None
    assert decided.sizes[issue] == n


def test_fewer_equal_texts_than_an_issue_needs_wait() -> None:
    decided = night({**OTHERS, **dict.fromkeys(named("same", 4), DIRECTIONS[60])})
    assert not decided.placed.keys() & set(named("same", 4))


def test_equal_texts_of_a_known_problem_are_more_of_it() -> None:
    decided = night({**OTHERS, **dict.fromkeys(named("same", 40), about(0, 1, seed=9)[0])})
    assert {decided.placed.get(ticket) for ticket in named("same", 40)} == {
        decided.placed[named("s0-", 1)[0]]
    }


def test_each_text_is_linked_to_the_nearest_of_the_other_texts() -> None:
    rows = np.concatenate([about(subject, 30) for subject in range(4)])
    x = normalised(np.concatenate([rows, np.repeat(rows[:1], 50, axis=0)]))
    texts = distinct(x, find_neighbours(x, None, POLICY), POLICY)
    exact = find_neighbours(normalised(rows), None, POLICY)
    assert texts.n_tickets.tolist() == [51, *[1] * 119]
    np.testing.assert_array_equal(texts.neighbours.rows, exact.rows)
    assert texts.of is not None
    assert texts.for_all(np.arange(120))[-50:].tolist() == [0] * 50


def test_without_equal_texts_nothing_is_copied() -> None:
    x = normalised(about(0, 40))
    neighbours = find_neighbours(x, None, POLICY)
    texts = distinct(x, neighbours, replace(POLICY, same_text_cosine=0.9999))
    assert texts.of is None
    assert texts.x is x


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 6), st.sampled_from("cz1="))
def test_how_well_a_ticket_sits_is_bounded_whatever_the_vectors(
    seed: int, n: int, k: int, kind: str
) -> None:
    """Copies in different groups, zero vectors, one group, all equal."""
    chance = np.random.default_rng(seed)
    rows = normalised(chance.normal(size=(n, 8)).astype(np.float32))
    if kind == "c":
        rows = rows[chance.integers(max(1, n // 4), size=n)]
    if kind == "z":
        rows[chance.random(n) < 0.5] = 0
    if kind == "=":
        rows[:] = rows[0]
    label = np.zeros(n, np.int64) if kind == "1" else chance.integers(k, size=n)
    groups = groups_of(rows, label)
    fit = fit_of(rows, label, groups)
    assert np.isfinite(fit.silhouette).all()
    assert np.abs(fit.silhouette).max() <= 1 + 1e-5
    policy = GroupingPolicy()
    likely = chances_of_belonging(fit.silhouette, fit.own, cohesions_of(groups)[label], policy)
    assert np.isfinite(likely).all()
    assert ((likely >= 0) & (likely <= 1)).all()


@pytest.mark.parametrize("n", [1, 4, 5, 40])
def test_nothing_but_equal_texts(n: int) -> None:
    decided = night(dict.fromkeys(named("same", n), DIRECTIONS[3]))
    assert decided.sizes == ({} if n < POLICY.min_issue_size else {1: n} if n >= 20 else {})


def test_zero_vectors_break_nothing() -> None:
    nothing = dict.fromkeys(named("empty", 30), np.zeros_like(DIRECTIONS[0]))
    decided = night({**OTHERS, **nothing})
    assert all(np.isfinite(value) for value in decided.cohesion.values())
    assert len({decided.placed[ticket] for ticket in OTHERS if ticket in decided.placed}) >= 4
