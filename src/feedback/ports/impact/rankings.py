"""Issues by customer value impact, night by night."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from feedback.domain.impact.measure import Measure
from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.issue import IssueId


@dataclass(frozen=True, slots=True)
class RankedBefore:
    """What a night's ranking is compared with: the last one before it."""

    priorities: Mapping[IssueId, str]
    measure: Measure | None
    """What it went by; None where no night before ranked an issue."""


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

    def before(self, as_of: datetime) -> RankedBefore:
        """The last night's before this one."""
        ...

    def ranks_before(self, as_of: datetime) -> Mapping[IssueId, int]:
        """The rank each issue had on the last night before this one; 1 is the largest impact."""
        ...
