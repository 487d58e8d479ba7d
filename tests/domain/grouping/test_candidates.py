"""A night compares its tickets with few; a regrouping makes up for it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from feedback.domain.grouping import GroupingOutcome, GroupingPolicy, Memory, group_night
from feedback.domain.grouping.neighbours.candidates import representatives
from feedback.domain.grouping.neighbours.search import find_neighbours
from feedback.domain.grouping.vectors.languages import without_language
from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.ticket import TicketId

POLICY = replace(GroupingPolicy(), n_candidates=120, candidates_per_issue=0)
WIDTH, N_SUBJECTS = 32, 8


def tickets(n: int, seed: int = 1) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Vectors about one of eight subjects each, and which."""
    chance = np.random.default_rng(seed)
    subject = chance.integers(N_SUBJECTS, size=n)
    rows = np.eye(N_SUBJECTS, WIDTH)[subject] + chance.normal(0, 0.06, (n, WIDTH))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32), subject


class Counting:
    """Vectors that count how many of them were looked at."""

    def __init__(self, vectors: NDArray[np.float32]) -> None:
        self.vectors, self.looked_at = vectors, set[int]()

    def __len__(self) -> int:
        return len(self.vectors)

    def __getitem__(self, at: Any, /) -> NDArray[np.float32]:
        self.looked_at |= {*np.arange(len(self.vectors))[at].tolist()}
        found: NDArray[np.float32] = self.vectors[at]
        return found


def night(
    memory: Memory, vectors: NDArray[np.float32] | Counting, policy: GroupingPolicy = POLICY
) -> GroupingOutcome:
    fresh = [TicketId(f"t{row:05}") for row in range(len(memory.ids), len(vectors))]
    next_issue = IssueId(int(memory.profiles.numbers.max(initial=0)) + 1)
    return group_night(memory, fresh, vectors, dict.fromkeys(fresh, "en"), {}, next_issue, policy)


def test_with_few_candidates_tickets_still_find_their_issues() -> None:
    vectors, subject = tickets(900)
    now = night(Memory.empty(), vectors[:800])
    for n in range(820, 901, 20):
        now = night(now.memory, vectors[:n])
        assert len(now.memory.candidates.rows) <= POLICY.n_candidates
    placed = now.memory.profiles.issue
    assert (placed[800:] >= 0).mean() > 0.9
    for issue in range(1, N_SUBJECTS + 1):
        assert len(set(subject[placed == issue])) == 1
        assert np.isin(np.flatnonzero(placed == issue), now.memory.candidates.rows).sum() >= 5


def test_a_regrouping_links_every_ticket_to_the_nearest_of_all() -> None:
    vectors, _ = tickets(1010)
    memory = night(Memory.empty(), vectors[:800]).memory
    for n in (850, 900, 950, 999):
        memory = night(memory, vectors[:n]).memory
        assert memory.n_linked == 800
    memory = night(memory, vectors).memory
    assert memory.n_linked == 1010
    x = without_language(vectors, memory.languages, memory.centres)
    exact = find_neighbours(x, None, POLICY)
    np.testing.assert_array_equal(memory.neighbours.rows, exact.rows)
    np.testing.assert_allclose(memory.neighbours.cosines, exact.cosines, atol=1e-5)


def looked_at(n_before: int) -> int:
    """Vectors that a night of ten new tickets looks at."""
    vectors, _ = tickets(n_before + 20)
    memory = night(Memory.empty(), vectors[:n_before]).memory
    memory = night(memory, vectors[: n_before + 10]).memory
    rows = Counting(vectors)
    night(memory, rows)
    return len(rows.looked_at)


def test_a_night_looks_at_no_more_after_years_than_after_months() -> None:
    assert looked_at(2400) <= looked_at(600) + 10


@pytest.mark.parametrize(
    ("issue", "n", "expected"),
    [
        ([1, 1, 1, 2, 2, 1], 4, [2, 3, 4, 5]),  # two of each: the newest
        ([1, 1, 1, 1, 2], 4, [1, 2, 3, 4]),  # the small one whole, the rest is the large one's
        ([-1, -1, -1, 1, 1, 1], 4, [2, 3, 4, 5]),  # a quarter for those that wait
        ([-1, -1, -1, 1], 8, [0, 1, 2, 3]),
        ([-1, -1, -1], 2, [1, 2]),
        ([1, 2, 3], 2, []),  # not even one of each: none is preferred
    ],
)
def test_every_issue_is_stood_for_by_its_newest(
    issue: Sequence[int], n: int, expected: list[int]
) -> None:
    assert representatives(np.array(issue), n).tolist() == expected
