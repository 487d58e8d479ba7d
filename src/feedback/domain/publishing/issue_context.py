"""What a work item tells of its issue besides the ranking: a spike that lasts, a split."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from feedback.domain.impact.spike_period import SPIKE_KINDS, spike_periods
from feedback.domain.issues.issue import IssueId
from feedback.domain.issues.lineage import LineageEvent, LineageKind, Spiked, Split
from feedback.domain.publishing.work_item_content import OngoingSpike

CONTEXT_KINDS = (*SPIKE_KINDS, LineageKind.SPLIT)
"""The events that it is read from."""


@dataclass(frozen=True, slots=True)
class IssueContext:
    """Of all issues; an issue that is not named neither spikes nor was split off."""

    spikes: Mapping[IssueId, OngoingSpike] = field(default_factory=dict)
    split_from: Mapping[IssueId, tuple[IssueId, ...]] = field(default_factory=dict)
    """Issue → those it was a part of."""


def issue_context(lineage: Iterable[LineageEvent]) -> IssueContext:
    """The context of all issues, from events of `CONTEXT_KINDS`."""
    events = list(lineage)
    return IssueContext(
        _ongoing_spikes(events),
        {
            event.issue_id: event.detail.from_issues
            for event in events
            if isinstance(event.detail, Split)
        },
    )


def _ongoing_spikes(events: Iterable[LineageEvent]) -> dict[IssueId, OngoingSpike]:
    events = [event for event in events if event.kind in SPIKE_KINDS]
    begun = {
        (event.issue_id, event.as_of): event.detail
        for event in events
        if isinstance(event.detail, Spiked)
    }
    spikes = {}
    for period in spike_periods(events):
        if period.ended_at is None:
            found = begun[period.issue_id, period.started_at]
            spikes[period.issue_id] = OngoingSpike(
                period.started_at.date(), found.n_last_day, found.per_day_before
            )
    return spikes
