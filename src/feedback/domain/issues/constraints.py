"""What people decided binds every later night: some tickets stay where they are, some stay out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.ticket import TicketId


@dataclass(frozen=True, slots=True)
class Constraints:
    """Hard, on every night and every regrouping."""

    pinned: Mapping[TicketId, IssueId] = field(default_factory=dict)
    """The issue each of these tickets belongs to."""
    barred: Mapping[TicketId, frozenset[IssueId]] = field(default_factory=dict)
    """The issues each of these tickets does not belong to."""


NO_CONSTRAINTS = Constraints()
"""Nobody has decided anything."""
