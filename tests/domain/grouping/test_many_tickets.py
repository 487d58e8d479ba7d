"""The ways that only many tickets take, on few: what is decided must stay what it was."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from feedback.domain.grouping import (
    GroupingOutcome,
    GroupingPolicy,
    HalfPrecisionRows,
    Memory,
    group_night,
)
from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.ticket import TicketId

POLICY = GroupingPolicy()
AS_IF_MANY = replace(
    POLICY, exact_neighbours_limit=200, exact_regrouping_limit=1, ladder_sample=400, n_probes=16
)
WIDTH = 48
N_SUBJECTS = 20


def tickets(n: int, seed: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Vectors about one of twenty subjects each, and which."""
    chance = np.random.default_rng(seed)
    subject = chance.integers(N_SUBJECTS, size=n)
    rows = np.eye(N_SUBJECTS, WIDTH)[subject] + chance.normal(0, 0.05, (n, WIDTH))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32), subject


def load(vectors: NDArray[np.float32], policy: GroupingPolicy) -> GroupingOutcome:
    ids = [TicketId(f"desk:{n:05}") for n in range(len(vectors))]
    spoken_in = dict.fromkeys(ids, "en")
    return group_night(Memory.empty(), ids, vectors, spoken_in, {}, IssueId(1), policy)


def add(
    before: GroupingOutcome,
    vectors: NDArray[np.float32] | HalfPrecisionRows,
    policy: GroupingPolicy,
) -> GroupingOutcome:
    ids = [TicketId(f"desk:{n:05}") for n in range(len(vectors))]
    after = IssueId(max(before.cohesion) + 1)
    fresh = ids[len(before.memory.ids) :]
    spoken_in = dict.fromkeys(fresh, "en")
    return group_night(before.memory, fresh, vectors, spoken_in, before.placed, after, policy)


def subjects_by_issue(
    placed: Mapping[TicketId, IssueId], subject: NDArray[np.int64]
) -> set[frozenset[int]]:
    found: dict[IssueId, set[int]] = {}
    for ticket, issue in placed.items():
        found.setdefault(issue, set()).add(int(subject[int(ticket.removeprefix("desk:"))]))
    return {frozenset(one) for one in found.values()}


def test_a_sample_of_many_tickets_finds_the_issues_of_all() -> None:
    vectors, subject = tickets(1500, seed=1)
    one_each = {frozenset({number}) for number in range(N_SUBJECTS)}
    assert subjects_by_issue(load(vectors, POLICY).placed, subject) == one_each
    assert subjects_by_issue(load(vectors, AS_IF_MANY).placed, subject) == one_each


def test_a_regrouping_that_looks_among_near_cells_decides_as_one_that_looks_everywhere() -> None:
    vectors, _ = tickets(1900, seed=2)
    first = load(vectors[:1500], AS_IF_MANY)
    everywhere = replace(AS_IF_MANY, exact_regrouping_limit=10**9)
    near, all_pairs = add(first, vectors, AS_IF_MANY), add(first, vectors, everywhere)
    assert near.placed == all_pairs.placed
    same = [
        len({*a} & {*b}) / len(a)
        for a, b in zip(
            near.memory.neighbours.rows[1500:].tolist(),
            all_pairs.memory.neighbours.rows[1500:].tolist(),
            strict=True,
        )
    ]
    assert np.mean(same) > 0.8


def test_vectors_of_half_the_width_decide_the_same() -> None:
    vectors, _ = tickets(650, seed=3)
    first = load(vectors[:600], POLICY)
    halves = HalfPrecisionRows(vectors.astype(np.float16))
    assert add(first, halves, POLICY).placed == add(first, vectors, POLICY).placed


def test_what_is_kept_of_an_issue_is_what_all_its_tickets_say() -> None:
    """Ten small nights, added up, against the same tickets measured at once."""
    vectors, _ = tickets(500, seed=4)
    now = load(vectors[:450], POLICY)
    for n in range(455, 501, 5):
        now = add(now, vectors[:n], POLICY)
    kept = now.memory.profiles
    anew = replace(now.memory, profiles=type(kept).none())
    after = IssueId(max(now.cohesion) + 1)
    measured = group_night(anew, [], vectors, {}, now.placed, after, POLICY).memory.profiles
    assert np.array_equal(kept.issue, measured.issue)
    assert np.array_equal(kept.groups.sizes, measured.groups.sizes)
    np.testing.assert_allclose(kept.groups.sums, measured.groups.sums, atol=1e-4)
    np.testing.assert_allclose(kept.cohesions, measured.cohesions, atol=0.02)


def test_the_graph_leaves_the_neighbours_in_order() -> None:
    vectors, _ = tickets(300, seed=5)
    cosines = load(vectors, POLICY).memory.neighbours.cosines
    rows = load(vectors, POLICY).memory.neighbours.rows
    mean = vectors.mean(0)
    centred = (vectors - mean) / np.linalg.norm(vectors - mean, axis=1, keepdims=True)
    found = np.einsum("ijk,ik->ij", centred[rows], centred)
    np.testing.assert_allclose(found, cosines, atol=0.05)
