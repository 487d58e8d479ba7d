"""The memory of the grouping engine: what it keeps from night to night."""

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
    """What is kept from night to night. Row i of everything is the i-th ticket taken in."""

    ids: tuple[TicketId, ...]
    """n of them, in the order in which they were taken in."""
    languages: TicketLanguages
    centres: Centres
    neighbours: Neighbours
    """Of the first `n_linked` tickets: the nearest among all of these. Of later ones: among the
    candidates of their night, until the next regrouping."""
    n_linked: int
    candidates: Candidates
    resolution: float
    n_regrouped: int
    """Tickets at the last regrouping."""
    n_centred: int
    """Tickets when the centres were set."""
    size_tested: Mapping[IssueId, int] = field(default_factory=dict)
    """Issue → its size when it was last tested for a split."""
    profiles: Profiles = field(default_factory=Profiles.none)
    """Also says where each ticket was at the end of the night."""
    cells: Cells | None = None
    """Only where there are too many tickets to look for neighbours everywhere."""
    relinked: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    """Rows whose links a later night changed."""
    n_kept: int = 0
    """So many rows, except the relinked ones, are as they are in the store."""

    @staticmethod
    def empty() -> "Memory":
        """Of no tickets: before the first night."""
        return Memory(
            (), TicketLanguages.nothing(), {}, Neighbours.none(), 0, Candidates.none(), 1.0, 0, 0
        )

    @property
    def is_whole(self) -> bool:
        """Whether it knows where each ticket was and what a night compares with. If not, the night
        must be given all tickets again."""
        return len(self.profiles.numbers) > 0 and len(self.candidates.rows) > 0

    def rows_of(self, tickets: Set[TicketId]) -> dict[TicketId, int]:
        """Ticket → row, of those it knows."""
        if not tickets:
            return {}
        return {ticket: row for row, ticket in enumerate(self.ids) if ticket in tickets}
