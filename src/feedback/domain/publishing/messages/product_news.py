"""What product is told: issues that are new, spiking, back or fixed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from feedback.domain.impact.measure import MeasureChange
from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.issue import IssueId
from feedback.domain.issues.lineage import EventKey, LineageEvent, LineageKind, event_key
from feedback.domain.publishing.content import EffectKind

TOLD_KINDS = (
    LineageKind.REGRESSED,
    LineageKind.SPIKED,
    LineageKind.EMERGED,
    LineageKind.SPIKE_ENDED,
    LineageKind.REVIVED,
    LineageKind.FIXED,
)
"""What product is told of, in the order of the headline."""
MAX_PRODUCT_EVENTS = 20
"""Issues shown in one message, by impact. A first load finds hundreds; nobody reads hundreds at
once: the others follow night by night."""
_CANNOT_WAIT = (LineageKind.REGRESSED, LineageKind.SPIKED)
"""These come before what is merely new, however large that is."""


@dataclass(frozen=True, slots=True)
class IssueNews:
    """What happened to an issue, and where it stands."""

    issue_id: IssueId
    title: str
    events: tuple[LineageEvent, ...]
    """Oldest first."""
    n_tickets: int
    n_customers: int
    impact_usd: Decimal | None
    """Per year; None where the night ranks by customers."""
    priority: str


@dataclass(frozen=True, slots=True)
class ProductNews:
    """A night's message to product, most important issue first."""

    effect_kind: ClassVar[EffectKind] = EffectKind.MESSAGE

    reader: str
    issues: tuple[IssueNews, ...]
    later: tuple[EventKey, ...] = ()
    """What there was no room for: the next night's message tells it."""
    measure_change: MeasureChange | None = None
    """That issues are ranked by something else now."""

    @property
    def n_more(self) -> int:
        """Issues that there was no room for."""
        return len({key.issue_id for key in self.later})

    @property
    def news_told(self) -> tuple[EventKey | MeasureChange, ...]:
        """The events, and the change of measure, that product knows once it is sent."""
        events = tuple(event_key(event) for issue in self.issues for event in issue.events)
        return events if self.measure_change is None else (*events, self.measure_change)

    @property
    def news_put_off(self) -> tuple[EventKey, ...]:
        """The events that it promises for the next night."""
        return self.later


def product_news(
    reader: str,
    events: Iterable[LineageEvent],
    published: Mapping[IssueId, RankedIssue],
    told: Collection[EventKey],
    measure_change: MeasureChange | None = None,
) -> ProductNews | None:
    """What product has not been told about published issues, nor about what they are ranked by
    (`measure_change`); None when that is nothing."""
    by_issue: dict[IssueId, list[LineageEvent]] = {}
    for event in sorted(events, key=lambda event: (event.as_of, event.kind)):
        is_news = event.kind in TOLD_KINDS and event_key(event) not in told
        if is_news and event.issue_id in published:
            by_issue.setdefault(event.issue_id, []).append(event)
    if not by_issue and measure_change is None:
        return None
    order = sorted(
        by_issue,
        key=lambda issue_id: (
            all(event.kind not in _CANNOT_WAIT for event in by_issue[issue_id]),
            published[issue_id].rank,
        ),
    )
    shown = sorted(order[:MAX_PRODUCT_EVENTS], key=lambda issue_id: published[issue_id].rank)
    later = [event_key(event) for issue_id in order[len(shown) :] for event in by_issue[issue_id]]
    return ProductNews(
        reader,
        tuple(_issue_news(published[issue_id], by_issue[issue_id]) for issue_id in shown),
        tuple(sorted(later)),
        measure_change,
    )


def _issue_news(ranked: RankedIssue, events: Iterable[LineageEvent]) -> IssueNews:
    return IssueNews(
        ranked.issue.issue_id,
        ranked.issue.title,
        tuple(events),
        ranked.n_tickets,
        ranked.n_customers,
        ranked.impact.impact_usd,
        ranked.priority,
    )
