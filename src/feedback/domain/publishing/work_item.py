"""Which issues get a work item, what it says, and when it is written again."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.issue import issue_label
from feedback.domain.publishing.issue_context import IssueContext
from feedback.domain.publishing.known_work_item import KnownWorkItem
from feedback.domain.publishing.receipt import receipt_of
from feedback.domain.publishing.routing import Route, RoutingRule
from feedback.domain.publishing.work_item_content import (
    Quote,
    ShownImpact,
    WorkItemContent,
    as_people_left_it,
)
from feedback.domain.wording import count

LABEL = "support-feedback"
"""On every work item of ours."""


@dataclass(frozen=True, slots=True)
class PublishPolicy:
    """Which issues reach the tracker, and what is worth writing again."""

    min_impact_usd: Decimal = Decimal(1000)
    min_tickets: int = 3
    min_customers: int = 2
    min_distinctness: float = 1.0
    """Below 1 an issue may mix what it should tell apart."""
    max_churn: float = 0.25
    """Share of the grouped tickets that a night may move between issues; beyond it nothing is
    published until a person has looked."""
    material_change: float = 0.10
    """An impact that moved by less than this share is not written again for its own sake."""
    n_receipt_lines: int = 10
    """Customers shown one by one; the rest are summed in one line."""
    n_quotes: int = 3
    max_new_items: int = 50
    """Work items made in a night; the next largest issues wait for the next."""
    max_updates: int = 200
    news_days: int = 3
    """What happened longer ago is not worth a comment any more."""
    regressions_to_closed: bool = True
    """A regression is told in a comment even where a person has closed the work item."""
    routing: Sequence[RoutingRule] = ()
    trend_weeks: int = 4
    """So many newest weeks the trend looks at; told with it."""


def reason_to_hold_back(ranked: RankedIssue, policy: PublishPolicy) -> str | None:
    """Why an issue is not published yet, in words; None when it is."""
    impact_usd = ranked.impact.impact_usd  # None: ranked by customers, no limit in money applies
    if ranked.issue.by_hand.is_muted:
        return "muted by a person"
    if ranked.issue.by_hand.is_vouched_for:
        return None
    if ranked.n_tickets < policy.min_tickets:
        return f"{count(ranked.n_tickets, 'ticket')}, fewer than {policy.min_tickets}"
    if ranked.n_customers < policy.min_customers:
        return f"{count(ranked.n_customers, 'customer')}, fewer than {policy.min_customers}"
    if ranked.issue.distinctness < policy.min_distinctness:
        return (
            f"distinctness {ranked.issue.distinctness:.2f} below {policy.min_distinctness:.2f}: "
            "may mix problems"
        )
    if impact_usd is not None and impact_usd < policy.min_impact_usd:
        # To the cent: "$1,000 below $1,000" would explain nothing.
        return f"impact ${impact_usd:,.2f} below ${policy.min_impact_usd:,.2f}"
    return None


def reason_to_leave_alone(known: KnownWorkItem) -> str | None:
    """Why nothing is written to a work item that exists, in words; None when it is."""
    label = issue_label(known.issue_id)
    if known.is_gone:
        return (
            f"{known.remote_key} was deleted or is no longer visible. "
            f"`feedback issues hand-back {label}` makes another one"
        )
    if known.is_locked:
        return f"{known.remote_key} is archived or locked"
    if known.is_closed:
        override = known.override_of("status")
        by = f" by {override.by} on {override.at:%Y-%m-%d}" if override else ""
        return f"{known.remote_key} was closed{by} and is left as it is"
    return None


def work_item_content(
    ranked: RankedIssue,
    policy: PublishPolicy,
    *,
    context: IssueContext | None = None,
    known: KnownWorkItem | None = None,
    route: Route | None = None,
) -> WorkItemContent:
    """What the issue's work item is to say.

    `known`: the work item as people have left it; None for a new one, which is made at `route`.
    """
    context = context or IssueContext()
    issue, impact, description = ranked.issue, ranked.impact, ranked.issue.description
    receipt, others = receipt_of(impact.lines, policy.n_receipt_lines)
    content = WorkItemContent(
        issue_id=issue.issue_id,
        summary=issue.title,
        in_short=description.summary,
        kind=issue.kind,
        kind_confidence=issue.kind_confidence,
        priority=ranked.priority,
        labels=(LABEL, issue.label),
        emerged_on=issue.emerged_at.date(),
        first_ticket_on=(ranked.activity.first_seen_at or issue.emerged_at).date(),
        trend=ranked.activity.trend,
        trend_weeks=policy.trend_weeks,
        trend_ratio=ranked.activity.ratio,
        n_tickets=ranked.n_tickets,
        n_open_tickets=ranked.n_open_tickets,
        n_customers=ranked.n_customers,
        cohesion=round(issue.cohesion, 2),
        distinctness=round(issue.distinctness, 2),
        keyphrases=description.keyphrases,
        impact=ShownImpact(
            impact_usd=impact.impact_usd,
            low_usd=impact.low_usd,
            high_usd=impact.high_usd,
            estimated_share=impact.estimated_share,
            largest_customer_share=impact.largest_customer_share,
            is_weighted=impact.is_weighted,
            receipt=receipt,
            others=others,
        ),
        support_costs=ranked.support_costs,
        quotes=tuple(
            Quote(exemplar.quote, exemplar.url)
            for exemplar in description.exemplars[: policy.n_quotes]
        ),
        spike=context.spikes.get(issue.issue_id),
        split_from=context.split_from.get(issue.issue_id, ()),
        route=route,
    )
    return as_people_left_it(content, known)


_WATCHED = (
    "summary", "kind", "priority", "n_tickets", "n_customers", "labels", "owned", "spike",
    "absorbed_by", "split_from",
)  # fmt: skip


def is_worth_writing(
    before: WorkItemContent, after: WorkItemContent, policy: PublishPolicy
) -> bool:
    """Whether a person would miss the update: new tickets or customers, a new title, kind or
    priority, a spike, another issue it came from or went to, what people own, our suggestion, or
    an impact that moved materially. Money that only decayed a little is not news.
    """
    if any(getattr(before, name) != getattr(after, name) for name in _WATCHED):
        return True
    if _suggested(before) != _suggested(after):
        return True
    old, new = before.impact.impact_usd, after.impact.impact_usd
    if old is None or new is None:
        return old != new
    return abs(new - old) > Decimal(str(policy.material_change)) * max(abs(old), Decimal(1))


def _suggested(content: WorkItemContent) -> dict[str, str]:
    return {one.override.field: one.value for one in content.suggestions}
