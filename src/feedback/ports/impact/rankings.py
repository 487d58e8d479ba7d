"""Issues by customer value impact, night by night."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from feedback.domain.impact.measure import Measure
from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.issue import IssueId


class Rankings(Protocol):
    """One row per night and issue; receipts and activity of the newest night only."""

    def save(self, as_of: datetime, ranked: Sequence[RankedIssue]) -> None:
        """Keep a night's ranking, and its receipts instead of those of the night before."""
        ...

    def latest(self) -> Sequence[RankedIssue]:
        """The newest ranking with its receipts, largest impact first."""
        ...

    def priorities_before(self, as_of: datetime) -> Mapping[IssueId, str]:
        """The priority each issue had on the last night before this one."""
        ...

    def measured_before(self, as_of: datetime) -> Measure | None:
        """What the last night before this one went by; None where none ranked an issue."""
        ...

    def ranks_before(self, as_of: datetime) -> Mapping[IssueId, int]:
        """The rank each issue had on the last night before this one; 1 is the largest impact."""
        ...
