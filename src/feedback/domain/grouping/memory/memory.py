"""What is kept from night to night."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from feedback.domain.grouping.memory.profiles import Profiles
from feedback.domain.grouping.neighbours.candidates import Candidates
from feedback.domain.grouping.neighbours.cells import Cells
from feedback.domain.grouping.neighbours.nearest import Neighbours
from feedback.domain.grouping.vectors.languages import Centres, TicketLanguages
from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.ticket import TicketId


@dataclass(frozen=True, slots=True)
class Memory:
    """What is kept from night to night: row i of everything is the i-th ticket taken in."""

    ids: tuple[TicketId, ...]
    languages: TicketLanguages
    centres: Centres
    neighbours: Neighbours
    """Of the first `n_linked` tickets among all of these; of a later one among the candidates of
    its night, until the next review."""
    n_linked: int
    candidates: Candidates
    resolution: float
    n_regrouped: int
    """Tickets at the last review."""
    n_centred: int
    """Tickets when the centres were set."""
    size_tested: Mapping[IssueId, int] = field(default_factory=dict)
    """Issue → its size when it was last tested for a split."""
    profiles: Profiles = field(default_factory=Profiles.none)
    """Among it: where each ticket was at the end of the night."""
    cells: Cells | None = None
    """Only where there are too many tickets to look for neighbours everywhere."""
    relinked: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    """Rows whose links were changed by later nights; all others have those they came with."""
    n_kept: int = 0
    """So many rows are, but for the relinked, as they were read from where this is kept."""

    @staticmethod
    def empty() -> "Memory":
        """Before the first night."""
        return Memory(
            (), TicketLanguages.nothing(), {}, Neighbours.none(), 0, Candidates.none(), 1.0, 0, 0
        )

    @property
    def is_whole(self) -> bool:
        """Whether it knows where each ticket was, and what a night compares with; else a night has
        to be told of all tickets again."""
        return len(self.profiles.numbers) > 0 and len(self.candidates.rows) > 0

    def rows_of(self, tickets: Set[TicketId]) -> dict[TicketId, int]:
        """Of those it knows."""
        if not tickets:
            return {}
        return {ticket: row for row, ticket in enumerate(self.ids) if ticket in tickets}
