"""What a night or a regrouping decided: issues of tickets, how sure, how good the issues are."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback.domain.grouping.memory.memory import Memory
from feedback.domain.grouping.memory.profiles import distinctness_of
from feedback.domain.grouping.policy import GroupingPolicy
from feedback.domain.grouping.vectors.fit import UNGROUPED, Labels
from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.ticket import TicketId


@dataclass(frozen=True)
class GroupingOutcome:
    """The issue of every ticket, and what of that has changed."""

    memory: Memory
    old_issue: Mapping[TicketId, IssueId]
    """Tickets that moved or left: the issue they were in before."""
    new_issue: Mapping[TicketId, IssueId]
    """Tickets that joined or moved: the issue they are in now."""
    new_confidence: Mapping[TicketId, float]
    """Of those in `new_issue`, P(the ticket belongs there), 0..1."""
    sizes: Mapping[IssueId, int]
    """Tickets of every issue."""
    cohesion: Mapping[IssueId, float]
    """Mean silhouette of the issue's tickets, −1..1."""
    distinctness: Mapping[IssueId, float]
    """How clearly the issue stands apart from all others; from 1 on it is fit to be shown."""
    n_waiting: int
    """Tickets in no issue."""

    @staticmethod
    def nothing(memory: Memory) -> "GroupingOutcome":
        """Without tickets."""
        return GroupingOutcome(memory, {}, {}, {}, {}, {}, {}, 0)

    @cached_property
    def placed(self) -> Mapping[TicketId, IssueId]:
        """Every ticket that has an issue, and which; made when asked for."""
        issue = self.memory.profiles.issue
        return _by_ticket(self.memory, issue >= 0, issue)

    @cached_property
    def confidence(self) -> Mapping[TicketId, float]:
        """Of every ticket that has an issue; made when asked for."""
        profiles = self.memory.profiles
        return _by_ticket(self.memory, profiles.issue >= 0, _rounded(profiles.confidence))


def outcome_of(memory: Memory, before: Labels, policy: GroupingPolicy) -> GroupingOutcome:
    """Where everything stands, `before` (n,) being where it stood."""
    profiles = memory.profiles
    now = profiles.issue
    changed = before != now
    arrived = changed & (now >= 0)
    issues = [IssueId(number) for number in profiles.numbers.tolist()]
    # Rounded: a last bit of floating point is not worth a write.
    cohesions = profiles.cohesions.round(4).tolist()
    return GroupingOutcome(
        memory=memory,
        old_issue=_by_ticket(memory, changed & (before >= 0), before),
        new_issue=_by_ticket(memory, arrived, now),
        new_confidence=_by_ticket(memory, arrived, _rounded(profiles.confidence)),
        sizes=dict(zip(issues, profiles.groups.sizes.tolist(), strict=True)),
        cohesion=dict(zip(issues, cohesions, strict=True)),
        distinctness=dict(zip(issues, distinctness_of(profiles, policy), strict=True)),
        n_waiting=int((now == UNGROUPED).sum()),
    )


def _rounded(confidence: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.clip(confidence.astype(np.float64), 0, 1).round(4)


def _by_ticket(memory: Memory, at: NDArray[np.bool_], of: NDArray[Any]) -> dict[TicketId, Any]:
    rows = np.flatnonzero(at)
    tickets = [memory.ids[row] for row in rows.tolist()]
    return dict(zip(tickets, of[rows].tolist(), strict=True))
