"""The grouping in the middle of a night: what each part of the night takes and returns."""

from collections.abc import Mapping
from dataclasses import dataclass

from feedback.domain.grouping.memory.profiles import Profiles
from feedback.domain.grouping.neighbours.nearest import Neighbours
from feedback.domain.grouping.vectors.fit import Labels
from feedback.domain.grouping.vectors.rows import Rows


@dataclass(frozen=True, slots=True)
class GroupingState:
    """Where every ticket is in the middle of a night. Row i of everything is the i-th ticket."""

    x: Rows
    """(n, d) centred vectors of length 1."""
    neighbours: Neighbours
    issue: Labels
    """(n,) the issue's number, or UNGROUPED: the ticket waits."""
    resolution: float
    """Of Leiden, at the last regrouping."""
    n_regrouped: int
    """Tickets at the last regrouping."""
    next_issue: int
    """The number that the next new issue gets."""
    size_tested: Mapping[int, int]
    """Issue → its size when it was last tested for a split."""
    profiles: Profiles
