"""The engine goes on without tickets that were forgotten."""

import numpy as np

from feedback.domain.grouping import GroupingPolicy, Memory, group_night, without_tickets
from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.ticket import TicketId


def vectors(n: int) -> np.ndarray:
    rng = np.random.default_rng(5)
    means = rng.normal(size=(4, 24))
    rows = means[np.arange(n) % 4] + 0.35 * rng.normal(size=(n, 24))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def ids(n: int) -> list[TicketId]:
    return [TicketId(f"t{number:03d}") for number in range(n)]


def test_who_stays_stays_where_it_is_and_new_tickets_join() -> None:
    x, names, policy = vectors(90), ids(90), GroupingPolicy()
    first = group_night(
        Memory.empty(), names[:80], x[:80], dict.fromkeys(names, "en"), {}, IssueId(1), policy
    )
    gone = set(names[3:80:7])
    memory = without_tickets(first.memory, gone)
    kept = [one for one in names[:80] if one not in gone]
    assert list(memory.ids) == kept
    assert not gone & set(memory.ids)
    assert memory.neighbours.rows.max() < len(kept)
    placed = {one: of for one, of in first.placed.items() if one not in gone}
    rows = [names.index(one) for one in [*kept, *names[80:]]]
    again = group_night(
        memory, names[80:], x[rows], dict.fromkeys(names, "en"), placed, IssueId(50), policy
    )
    assert {one: again.placed[one] for one in placed} == placed
    assert sum(one in again.placed for one in names[80:]) >= 8


def test_without_anybody_the_memory_is_empty() -> None:
    x, names = vectors(40), ids(40)
    first = group_night(
        Memory.empty(), names, x, dict.fromkeys(names, "en"), {}, IssueId(1), GroupingPolicy()
    )
    assert without_tickets(first.memory, set(names)).ids == ()
    assert without_tickets(first.memory, set()) is first.memory
