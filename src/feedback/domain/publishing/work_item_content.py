"""What a product manager is shown about an issue: values, before any tracker's words and markup."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import ClassVar

from feedback.domain.impact.support_cost import SupportCost
from feedback.domain.impact.trend import Trend
from feedback.domain.issues.issue import IssueId, IssueKind
from feedback.domain.publishing.content import EffectKind
from feedback.domain.publishing.known_work_item import (
    OURS_TO_LOSE,
    KnownWorkItem,
    Override,
    WorkItemField,
    owned_fields,
)
from feedback.domain.publishing.receipt import OtherCustomers, ReceiptRow
from feedback.domain.publishing.routing import Route


@dataclass(frozen=True, slots=True)
class ShownImpact:
    """An issue's impact with as much of its receipt as is shown. Amounts in USD per year;
    None, all of them, where the night ranks by customers."""

    impact_usd: Decimal | None
    low_usd: Decimal | None
    high_usd: Decimal | None
    estimated_share: float
    """Share of the impact whose customer values are estimates, 0..1."""
    largest_customer_share: float
    """The largest customer's share of the impact (of the tickets without money), 0..1."""
    is_weighted: bool
    """Some segment has a strategic factor other than 1."""
    receipt: tuple[ReceiptRow, ...]
    others: OtherCustomers


@dataclass(frozen=True, slots=True)
class Quote:
    """What a customer wrote, masked."""

    quote: str
    url: str = ""
    """Of its ticket; empty where there is none."""


@dataclass(frozen=True, slots=True)
class OngoingSpike:
    """More tickets in a day than chance explains, and not over yet."""

    since: date
    n_last_day: int
    """Tickets of the day on which it was found."""
    per_day_before: float


@dataclass(frozen=True, slots=True)
class Written:
    """What we last wrote in the fields that people may take; empty where we never did."""

    summary: str = ""
    priority: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What we would make of a field that a person decided."""

    value: str
    override: Override
    """Which field it is, and who decided what."""


@dataclass(frozen=True, slots=True)
class WorkItemContent:
    """The content of one issue's work item.

    Rank and anything else that moves with unrelated issues is left out on purpose.
    """

    effect_kind: ClassVar[EffectKind] = EffectKind.WORK_ITEM

    issue_id: IssueId
    summary: str
    in_short: str
    """A sentence or two beside the title, where a language model wrote them; else empty."""
    kind: IssueKind
    kind_confidence: float
    """Share of the evidence that speaks for `kind`, 0..1."""
    priority: str
    labels: tuple[str, ...]
    emerged_on: date
    """When it became an issue."""
    first_ticket_on: date
    """When its first ticket was written, as far as we know."""
    trend: Trend
    trend_weeks: int
    """So many newest weeks the trend looks at."""
    trend_ratio: float | None
    """Tickets of the newest weeks over those of the weeks before; None after weeks without any."""
    n_tickets: int
    n_open_tickets: int
    n_customers: int
    cohesion: float
    """Two places, −1..1."""
    distinctness: float
    """Two places; below 1 it may mix problems."""
    keyphrases: tuple[str, ...]
    impact: ShownImpact
    support_costs: tuple[SupportCost, ...]
    quotes: tuple[Quote, ...]
    spike: OngoingSpike | None = None
    split_from: tuple[IssueId, ...] = ()
    absorbed_by: IssueId | None = None
    """Where its tickets are now."""
    owned: tuple[WorkItemField, ...] = tuple(WorkItemField)
    """What the write may touch."""
    expected: Written | None = None
    """What stands there unless a person changed it; None for a new work item."""
    suggestions: tuple[Suggestion, ...] = ()
    route: Route | None = None
    """Where it is made; None for a work item that exists."""


def as_people_left_it(content: WorkItemContent, known: KnownWorkItem | None) -> WorkItemContent:
    """The content for a work item as people have left it: what we may write, what we last wrote,
    and what we would say where a person decided otherwise."""
    owned = owned_fields(known)
    if known is None or known.remote_key is None:
        return replace(content, owned=owned)
    ours = {WorkItemField.SUMMARY: content.summary, WorkItemField.PRIORITY: content.priority}
    overrides = [known.override_of(name) for name in OURS_TO_LOSE]
    return replace(
        content,
        owned=owned,
        expected=Written(**{str(name): known.written.get(name, "") for name in OURS_TO_LOSE}),
        suggestions=tuple(
            Suggestion(ours[WorkItemField(override.field)], override)
            for override in overrides
            if override is not None and override.value != ours[WorkItemField(override.field)]
        ),
    )


def values_written(content: WorkItemContent) -> dict[WorkItemField, str]:
    """What the write says in the fields that people may take, where it may touch them."""
    said = {WorkItemField.SUMMARY: content.summary, WorkItemField.PRIORITY: content.priority}
    return {name: value for name, value in said.items() if name in content.owned}
