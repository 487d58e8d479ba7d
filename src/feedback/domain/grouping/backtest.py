"""What a replay of the past shows: how the nights would have gone, and what there was to see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from feedback.domain.grouping.agreement import Agreement
from feedback.domain.issues.issue import IssueId, IssueKind
from feedback.domain.issues.lineage import LineageKind

CHANGES = (
    LineageKind.EMERGED,
    LineageKind.SPLIT,
    LineageKind.ABSORBED,
    LineageKind.REVIVED,
    LineageKind.MOVED,
)
"""What happens to issues besides growing; counted night by night."""


@dataclass(frozen=True, slots=True)
class BacktestNight:
    """One night of the past as it would have gone."""

    as_of: datetime
    n_new: int
    """Tickets of this night."""
    n_tickets: int
    """Tickets so far."""
    n_waiting: int
    """Of these, in no issue."""
    n_issues: int
    n_born: int
    n_joined: int
    churn: float
    """Share of the tickets already grouped whose issue changed, 0..1."""
    seconds: float
    """Pull, embed and group."""
    embed_seconds: float
    """Of `seconds`, what embedding took."""
    peak_mb: float
    """Highest memory of the process up to then."""
    n_events: Mapping[LineageKind, int]
    n_spikes: int
    quality: Agreement | None
    """Against the labels of the tickets so far; None without labels and on most nights."""


@dataclass(frozen=True, slots=True)
class FoundSpike:
    """An issue that got more tickets in a day than chance explains."""

    as_of: datetime
    issue_id: IssueId
    title: str
    """As it was that night."""
    n_last_day: int
    per_day_before: float


@dataclass(frozen=True, slots=True)
class FoundIssue:
    """An issue as the replay ended."""

    issue_id: IssueId
    title: str
    kind: IssueKind
    cohesion: float
    quotes: Sequence[str]
    created_at: Sequence[datetime]
    """Of its tickets, oldest first."""

    @property
    def n_tickets(self) -> int:
        """Tickets in it."""
        return len(self.created_at)


@dataclass(frozen=True, slots=True)
class Backtest:
    """The whole replay. `nights` holds one at least."""

    file_name: str
    every: timedelta
    nights: Sequence[BacktestNight]
    n_nights_skipped: int
    """Nights without tickets that were not replayed."""
    issues: Sequence[FoundIssue]
    """Largest first."""
    spikes: Sequence[FoundSpike]
    """Oldest first."""
    set_aside: Mapping[str, int]
    """Reason → rows that could not be used."""
    quality: Agreement | None
    """At the end, over the tickets that have a label."""

    @property
    def n_tickets(self) -> int:
        """Tickets by the end."""
        return self.nights[-1].n_tickets

    @property
    def n_grouped(self) -> int:
        """Tickets in an issue by the end."""
        return self.n_tickets - self.nights[-1].n_waiting


def nights_with_tickets(
    moments: Sequence[datetime], every: timedelta
) -> tuple[list[datetime], int]:
    """The nights worth replaying, and how many were skipped.

    Nights come every `every` after the first of the moments (sorted, at least one). One without
    tickets changes no issue but to let it fall dormant, so of an empty stretch only the last
    night is kept; a ticket dated 1970 costs one night and not twenty thousand.
    """
    first = moments[0]
    numbers = sorted({max(-((first - moment) // every), 1) for moment in moments})
    kept = {number - 1 for number in numbers if number > 1} | set(numbers)
    return [first + number * every for number in sorted(kept)], numbers[-1] - len(kept)
