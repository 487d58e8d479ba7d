"""This project's engine on a labelled set, as a first load calls it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.embeddings import Embedded
from benchmarks.grouping.vectors import Vectors
from feedback.domain.grouping import GroupingPolicy, Memory, group_night
from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.ticket import TicketId


def as_tickets(texts: Sequence[str], vectors: dict[str, Vectors]) -> Embedded:
    """Tickets in English, in the order of the rows."""
    ids = tuple(f"set:{row:06d}" for row in range(len(texts)))
    rows = np.stack([vectors[text] for text in texts])
    return Embedded(ids, tuple(texts), rows, ("en",) * len(texts))


def grouped(
    data: Embedded, policy: GroupingPolicy
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The issue of every row, −1 for none, and P(it belongs there)."""
    ids = [TicketId(key) for key in data.ids]
    languages = dict(zip(ids, data.languages, strict=True))
    decided = group_night(Memory.empty(), ids, data.vectors, languages, {}, IssueId(1), policy)
    issues = [decided.placed.get(ticket_id, -1) for ticket_id in ids]
    chances = [decided.confidence.get(ticket_id, 0.0) for ticket_id in ids]
    return np.array(issues, dtype=np.int64), np.array(chances)
