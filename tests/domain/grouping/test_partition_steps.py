"""Runs that disagree are reconciled, groups of one problem are joined, and strays are left out."""

from dataclasses import replace

import numpy as np
from scipy import sparse

from feedback.domain.grouping.neighbours.search import find_neighbours
from feedback.domain.grouping.partition.batch import leave_out
from feedback.domain.grouping.partition.consensus import agreed
from feedback.domain.grouping.partition.copies import distinct
from feedback.domain.grouping.partition.graph import graph_of
from feedback.domain.grouping.partition.ladder import Rung
from feedback.domain.grouping.partition.merges import Pairs, merged
from feedback.domain.grouping.vectors.belonging import chances_of_belonging
from feedback.domain.grouping.vectors.fit import UNGROUPED
from feedback.domain.tickets.vectors import normalised
from tests.domain.grouping.subjects import DIRECTIONS, POLICY, about

TWO = normalised(np.concatenate([about(0, 30, spread=0.12), about(1, 30, spread=0.12)]))
TRUE = np.repeat([0, 1], 30)


def rung(*runs: np.ndarray) -> Rung:
    return Rung(1.0, runs[0], (0.5, 0.5), 0.7, tuple(runs))


def test_what_most_runs_put_together_stays_together() -> None:
    graph = graph_of(find_neighbours(TWO, None, POLICY))
    odd = TRUE.copy()
    odd[:15] = 2
    found = agreed(graph, rung(odd, TRUE, TRUE, TRUE, TRUE), POLICY)
    assert found.tolist() == TRUE.tolist()


def test_without_runs_to_compare_the_rung_stands() -> None:
    graph = graph_of(find_neighbours(TWO, None, POLICY))
    assert agreed(graph, Rung(1.0, TRUE, (0.5, 0.5), 0.7), POLICY) is TRUE


def test_halves_of_one_problem_are_joined_and_two_problems_are_not() -> None:
    graph = graph_of(find_neighbours(TWO, None, POLICY))
    halves = np.tile([0, 1], 15)
    split = np.concatenate([halves, halves + 2])
    assert merged(TWO, graph, split, POLICY).tolist() == TRUE.tolist()


def test_groups_without_a_link_are_never_joined() -> None:
    nothing = sparse.csr_matrix((60, 60))
    split = np.tile([0, 1], 30)
    assert merged(TWO, nothing, split, POLICY).tolist() == split.tolist()


def test_joining_two_groups_adds_up_to_what_the_whole_would_have() -> None:
    graph = graph_of(find_neighbours(TWO, None, POLICY))
    split = np.concatenate([np.tile([0, 1], 15), np.full(30, 2)])
    pairs = Pairs.of(TWO, graph, split)
    pairs.join(0, 1)
    whole = Pairs.of(TWO, graph, TRUE)
    np.testing.assert_allclose(pairs.features()[0, 2], whole.features()[0, 1], rtol=1e-5)
    np.testing.assert_allclose(pairs.links[0, 2], whole.links[0, 1])
    np.testing.assert_allclose(pairs.sizes[[0, 2]], whole.sizes)


def test_a_link_weighs_most_where_it_is_near_for_both_its_ends() -> None:
    neighbours = find_neighbours(TWO, None, POLICY)
    graph = graph_of(neighbours)
    assert (abs(graph - graph.T)).nnz == 0
    assert graph.data.max() <= 1 + 1e-9
    assert graph[0, neighbours.rows[0, 0]] > 1 - 1e-9  # its nearest
    assert graph[0, neighbours.rows[0, 0]] > graph[0, neighbours.rows[0, -1]] > 0


def test_a_ticket_at_the_edge_belongs_less_than_one_in_the_middle() -> None:
    silhouette, own = np.array([0.5, 0.0], np.float32), np.array([0.6, 0.2], np.float32)
    middle, edge = chances_of_belonging(silhouette, own, np.array([0.5, 0.5]), POLICY)
    assert middle > 0.9 > 0.5 > edge > 0.1


def test_a_stray_is_left_out_unless_enough_tickets_say_it() -> None:
    stray = normalised(DIRECTIONS[50:51] + 0.02 * DIRECTIONS[:1])
    label = np.append(TRUE, 0)
    once = normalised(np.concatenate([TWO, stray]))
    texts = distinct(once, find_neighbours(once, None, POLICY), POLICY)
    assert leave_out(texts, label, POLICY)[-1] == UNGROUPED
    often = normalised(np.concatenate([TWO, np.repeat(stray, POLICY.min_issue_size, axis=0)]))
    texts = distinct(often, find_neighbours(often, None, POLICY), POLICY)
    found = leave_out(texts, label, POLICY)
    assert found[-1] not in (UNGROUPED, 0, 1)


def test_the_bar_is_the_policys() -> None:
    texts = distinct(TWO, find_neighbours(TWO, None, POLICY), POLICY)
    strict = replace(POLICY, ungrouped_max_chance=1.0)
    assert (leave_out(texts, TRUE, strict) == UNGROUPED).all()
    assert (leave_out(texts, TRUE, POLICY) == TRUE).all()
