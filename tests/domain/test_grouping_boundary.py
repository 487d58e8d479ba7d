"""What any grouping engine must hold to: vectors and ids in, decisions out."""

import random
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from feedback.domain.grouping import Grouping, GroupingPolicy, IssueShape, group, shape_of
from feedback.domain.issue import IssueId
from feedback.domain.ticket import TicketId

POLICY = GroupingPolicy()
WIDTH = 64
DIRECTIONS = np.eye(WIDTH, dtype=np.float32)
NOBODY: NDArray[np.float32] = np.empty((0, WIDTH), dtype=np.float32)


def around(axis: int, n_tickets: int, spread: float = 0.05, seed: int = 1) -> NDArray[np.float32]:
    """Tickets that say nearly the same, about one of 64 unrelated subjects."""
    noise = np.random.default_rng(seed + axis).normal(0, spread, (n_tickets, WIDTH))
    vectors: NDArray[np.float32] = DIRECTIONS[axis] + noise.astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def unrelated(n_tickets: int, first_axis: int = 32) -> NDArray[np.float32]:
    return DIRECTIONS[first_axis : first_axis + n_tickets]


def ids(prefix: str, n_tickets: int) -> list[TicketId]:
    return [TicketId(f"desk:{prefix}{n:03}") for n in range(n_tickets)]


def living(number: int, axis: int) -> IssueShape:
    return shape_of(IssueId(number), around(axis, 12, seed=50), POLICY)


def decide(
    new_ids: Sequence[TicketId],
    new: NDArray[np.float32],
    issues: Sequence[IssueShape] = (),
    pool_ids: Sequence[TicketId] = (),
    pool: NDArray[np.float32] = NOBODY,
) -> Grouping:
    return group(issues, new_ids, new, pool_ids, pool, POLICY)


def test_a_night_without_tickets_decides_nothing() -> None:
    assert decide([], NOBODY) == Grouping((), (), ())
    assert decide([], NOBODY, [living(1, 0)]) == Grouping((), (), ())
    assert decide([], NOBODY, [], ids("old", 3), unrelated(3)) == Grouping((), (), ())


def test_a_ticket_near_an_issue_joins_it_with_its_similarity() -> None:
    near = around(0, 1, seed=9)
    shape = living(7, 0)
    grouping = decide(ids("new", 1), near, [living(3, 1), shape])
    (joined,) = grouping.joined
    assert (joined.ticket_id, joined.issue_id) == ("desk:new000", 7)
    assert joined.confidence == pytest.approx(float(near[0] @ shape.centroid), abs=1e-5)
    assert (grouping.born, grouping.waiting) == ((), ())


def test_a_ticket_near_no_issue_waits() -> None:
    grouping = decide(ids("new", 1), unrelated(1), [living(3, 0), living(7, 1)])
    assert grouping == Grouping((), (), (TicketId("desk:new000"),))


def test_tickets_that_all_say_something_else_wait() -> None:
    grouping = decide(ids("new", 24), unrelated(24))
    assert (grouping.joined, grouping.born) == ((), ())
    assert list(grouping.waiting) == ids("new", 24)


def test_dense_clusters_are_born_and_what_lies_between_waits() -> None:
    vectors = np.vstack([around(0, 15), around(1, 10), unrelated(20)])
    all_ids = ids("a", 15) + ids("b", 10) + ids("c", 20)
    grouping = decide(all_ids, vectors)
    assert [list(born.ticket_ids) for born in grouping.born] == [ids("a", 15), ids("b", 10)]
    assert list(grouping.waiting) == ids("c", 20)
    assert all(0.8 < share <= 1.001 for born in grouping.born for share in born.confidences)
    assert [len(born.confidences) for born in grouping.born] == [15, 10]


def test_tickets_that_waited_are_born_with_the_new_ones_that_make_them_dense() -> None:
    new, waited = around(0, 6, seed=2), np.vstack([around(0, 8), unrelated(20)])
    grouping = decide(ids("new", 6), new, [], ids("old", 8) + ids("other", 20), waited)
    (born,) = grouping.born
    assert list(born.ticket_ids) == ids("new", 6) + ids("old", 8)
    assert grouping.waiting == ()


def test_fewer_alike_than_the_smallest_issue_are_not_born() -> None:
    few = POLICY.min_cluster_size - 1
    assert decide(ids("new", few), around(0, few)).born == ()


def test_the_order_of_anything_decides_nothing() -> None:
    shuffle = random.Random(3)
    new = np.vstack([around(0, 15), around(1, 10), around(5, 3), unrelated(4)])
    pool = np.vstack([around(1, 4, seed=8), unrelated(6, first_axis=40)])
    new_ids, pool_ids = ids("new", len(new)), ids("old", len(pool))
    issues = [living(4, 5), living(2, 6), living(9, 7)]
    expected = decide(new_ids, new, issues, pool_ids, pool)
    assert len(expected.joined) == 3
    assert expected.born
    for _ in range(4):
        n, p = (shuffle.sample(range(len(rows)), len(rows)) for rows in (new, pool))
        again = decide(
            [new_ids[i] for i in n],
            new[n],
            shuffle.sample(issues, 3),
            [pool_ids[i] for i in p],
            pool[p],
        )
        assert again == expected


def test_every_new_ticket_gets_exactly_one_decision_and_ids_come_sorted() -> None:
    new = np.vstack([around(0, 12), around(5, 4), unrelated(9)])
    new_ids = ids("new", len(new))[::-1]
    grouping = decide(new_ids, new, [living(4, 5)])
    joined = [one.ticket_id for one in grouping.joined]
    born = [ticket_id for one in grouping.born for ticket_id in one.ticket_ids]
    assert sorted([*joined, *born, *grouping.waiting]) == sorted(new_ids)
    assert joined == sorted(joined)
    assert list(grouping.waiting) == sorted(grouping.waiting)
    assert all(list(one.ticket_ids) == sorted(one.ticket_ids) for one in grouping.born)
