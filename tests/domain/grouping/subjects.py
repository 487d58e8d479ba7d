"""Subjects that tickets are about, as directions of a vector space, and nights over them."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from feedback.domain.grouping import GroupingOutcome, GroupingPolicy, Memory, group_night
from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.ticket import TicketId

POLICY = GroupingPolicy()
WIDTH = 64
DIRECTIONS = np.eye(WIDTH, dtype=np.float32)


def about(subject: int, n_tickets: int, seed: int = 1, spread: float = 0.05) -> NDArray[np.float32]:
    """Tickets that say nearly the same, about one of 64 unrelated subjects."""
    noise = np.random.default_rng(1000 * seed + subject).normal(0, spread, (n_tickets, WIDTH))
    vectors: NDArray[np.float32] = DIRECTIONS[subject] + noise.astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def named(prefix: str, n_tickets: int) -> list[TicketId]:
    return [TicketId(f"desk:{prefix}{n:03}") for n in range(n_tickets)]


def night(
    vectors: Mapping[TicketId, NDArray[np.float32]],
    before: GroupingOutcome | None = None,
    languages: Mapping[TicketId, str] | None = None,
) -> GroupingOutcome:
    """Regroup with everything there is so far; new tickets are those not in the memory."""
    memory = before.memory if before else Memory.empty()
    placed = before.placed if before else {}
    fresh = sorted(vectors.keys() - set(memory.ids))
    ids = [*memory.ids, *fresh]
    rows = np.stack([vectors[one] for one in ids]) if ids else np.zeros((0, 0), np.float32)
    spoken_in = {one: (languages or {}).get(one, "en") for one in fresh}
    next_issue = IssueId(max(placed.values(), default=0) + 1)
    return group_night(memory, fresh, rows, spoken_in, placed, next_issue, POLICY)


def company(n_subjects: int = 4, n_each: int = 12) -> dict[TicketId, NDArray[np.float32]]:
    return {
        one: row
        for subject in range(n_subjects)
        for one, row in zip(named(f"s{subject}-", n_each), about(subject, n_each), strict=True)
    }
