"""Spikes: from the night a spike was found to the night it was over, read from the lineage."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from feedback.domain.issues.issue import IssueId
from feedback.domain.issues.lineage import LineageEvent, LineageKind, Spiked, SpikeEnded

SPIKE_KINDS = (LineageKind.SPIKED, LineageKind.SPIKE_ENDED)
"""The events that say when a spike began and ended."""


@dataclass(frozen=True, slots=True)
class SpikePeriod:
    """A spike from the night it was found to the night it was over."""

    issue_id: IssueId
    started_at: datetime
    ended_at: datetime | None = None
    is_new_usual: bool = False
    """It lasted so long that its days became ordinary ones."""


def spike_periods(lineage: Iterable[LineageEvent]) -> list[SpikePeriod]:
    """Every spike there was, in the order of their beginnings."""
    periods: dict[IssueId, list[SpikePeriod]] = {}
    for event in sorted((e for e in lineage if e.kind in SPIKE_KINDS), key=lambda e: e.as_of):
        of_issue = periods.setdefault(event.issue_id, [])
        lasts = bool(of_issue) and of_issue[-1].ended_at is None
        match event.detail:
            case SpikeEnded(is_new_usual=is_new_usual) if lasts:
                begun_at = of_issue[-1].started_at
                of_issue[-1] = SpikePeriod(event.issue_id, begun_at, event.as_of, is_new_usual)
            case Spiked() if not lasts:
                of_issue.append(SpikePeriod(event.issue_id, event.as_of))
    return sorted(
        (period for of_issue in periods.values() for period in of_issue),
        key=lambda period: (period.started_at, period.issue_id),
    )
