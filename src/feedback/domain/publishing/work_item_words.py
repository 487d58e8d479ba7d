"""The words for what work items and comments hold: the same in Jira, the outbox and the terminal.

What is sent stays values (`work_item_content.py`, `comment.py`); nothing reads these words again.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal

from feedback.domain.impact.measure_words import at_risk_words
from feedback.domain.impact.support_cost import SupportCost
from feedback.domain.impact.trend import Trend
from feedback.domain.issues.issue import IssueId, IssueKind, issue_label
from feedback.domain.issues.lineage import ReleaseVerdict
from feedback.domain.publishing.comment import (
    Absorbed,
    CameBack,
    Comment,
    CommentEvent,
    MergedIn,
    PriorityCrossed,
    Question,
    SpikeFound,
    VerifiedFixed,
)
from feedback.domain.publishing.work_item_content import OngoingSpike, Suggestion, WorkItemContent
from feedback.domain.wording import count

_EXPERIENCE = {
    IssueKind.DEFECT: ("runs into this", "run into this"),
    IssueKind.REQUEST: ("asks for this", "ask for this"),
    IssueKind.QUESTION: ("asks about this", "ask about this"),
}


def in_short(content: WorkItemContent) -> str:
    """What customers experience: the written summary, or a sentence of their own words."""
    if content.in_short:
        return content.in_short
    singular, plural = _EXPERIENCE[content.kind]
    does = singular if content.n_customers == 1 else plural
    return f"{count(content.n_customers, 'customer')} {does}: {', '.join(content.keyphrases)}."


def kind_words(content: WorkItemContent) -> str:
    """`Defect (83 % confidence)`."""
    return f"{content.kind.capitalize()} ({content.kind_confidence * 100:.0f} % confidence)"


def size_words(content: WorkItemContent) -> str:
    """`12 tickets (3 open) from 5 customers`."""
    return (
        f"{count(content.n_tickets, 'ticket')} ({content.n_open_tickets:,} open) from "
        f"{count(content.n_customers, 'customer')}"
    )


_TREND = {
    Trend.RISING: "rising",
    Trend.STEADY: "steady",
    Trend.FALLING: "falling",
    Trend.QUIET: "quiet: no recent tickets",
    Trend.UNCLEAR: "unclear: too few tickets to tell",
}


def trend_words(content: WorkItemContent) -> str:
    """`rising: 2.5 times as many tickets as in the weeks before`."""
    if content.trend is Trend.NEW:
        return f"new: first ticket within {count(content.trend_weeks, 'week')}"
    words, ratio = _TREND[content.trend], content.trend_ratio
    if ratio is None or content.trend not in (Trend.RISING, Trend.STEADY, Trend.FALLING):
        return words
    return f"{words}: {ratio:g} times as many tickets as in the weeks before"


def grouping_words(content: WorkItemContent) -> str:
    """`cohesion 0.70, distinctness 1.00`."""
    return f"cohesion {content.cohesion:.2f}, distinctness {content.distinctness:.2f}"


def spike_words(spike: OngoingSpike) -> str:
    """`since 2026-03-08: 19 tickets in a day, up from 0.4 a day`."""
    return (
        f"since {spike.since}: {count(spike.n_last_day, 'ticket')} in a day, up from "
        f"{spike.per_day_before:g} a day"
    )


def take_control_words(content: WorkItemContent) -> str:
    """How people make a field theirs, and give it back."""
    return (
        "If you change the summary or priority, we won't overwrite it. "
        f"`feedback issues hand-back {issue_label(content.issue_id)}` returns it to us."
    )


def absorbed_words(survivor: IssueId) -> str:
    """Where the tickets of an absorbed issue are."""
    return f"This issue was absorbed by {issue_label(survivor)}, which now has its tickets."


def suggestion_words(suggestion: Suggestion) -> str:
    """`Ada set the priority to "Low" on 2026-03-08`."""
    override = suggestion.override
    if override.ours:
        return (
            f'{override.by} set the {override.field} to "{override.value}" on '
            f"{override.at:%Y-%m-%d}"
        )
    return f'the {override.field} was "{override.value}" when the work item was linked'


def suggestion_reasons(content: WorkItemContent) -> str:
    """Why we would say otherwise: what people decided, and what is at stake."""
    decided = "; ".join(map(suggestion_words, content.suggestions))
    impact_usd, customers = content.impact.impact_usd, count(content.n_customers, "customer")
    at_stake = customers if impact_usd is None else f"{at_risk_words(impact_usd)}, {customers}"
    return f"{decided}. {at_stake}"


def support_cost_words(costs: Sequence[SupportCost], usd: Callable[[Decimal], str]) -> str:
    """`costa $62.00 for 3 tickets, $40.00 of it estimated`, one for each supplier."""
    return "; ".join(
        f"{cost.supplier} {usd(cost.cost_usd)} for {count(cost.n_tickets, 'ticket')}"
        + (f", {usd(cost.estimated_usd)} of it estimated" if cost.estimated_usd else "")
        for cost in costs
    )


def comment_lines(comment: Comment) -> list[str]:
    """What a comment says, one paragraph a line."""
    return [line for event in comment.events for line in _lines(event, comment.issue_id)]


def _lines(event: CommentEvent, issue_id: IssueId) -> list[str]:
    match event:
        case PriorityCrossed():
            return [_priority_words(event)]
        case SpikeFound():
            return [
                f"Spiking: {count(event.n_last_day, 'ticket')} in a day, up from "
                f"{event.per_day_before:g} a day."
            ]
        case CameBack():
            return [f"Back after the release: {_since_release(event.verdict)}"]
        case VerifiedFixed():
            return [f"Verified fixed: {_since_release(event.verdict)}"]
        case Absorbed():
            return [f"Absorbed by {issue_label(event.survivor)}, which now has its tickets."]
        case MergedIn():
            return [
                f"{issue_label(event.absorbed)} was absorbed by {issue_label(issue_id)}, which "
                "now has its tickets."
            ]
        case Question():
            lines = [f"{event.asked_by} (support) asks: {event.text}"]
            if event.ticket:
                lines.append(f"About ticket {event.ticket}: {event.ticket_url}".rstrip(": "))
            return lines


def _priority_words(event: PriorityCrossed) -> str:
    crossed = f"{event.before} → {event.after}"
    told_by = f"{count(event.n_tickets, 'ticket')} from {count(event.n_customers, 'customer')}"
    if event.impact_usd is None:
        return f"Priority by customers: {crossed}. {told_by}."
    return (
        f"Priority by customer value impact: {crossed}. {at_risk_words(event.impact_usd)}, "
        f"{told_by}."
    )


def _since_release(since: ReleaseVerdict) -> str:
    customers = count(since.n_customers, "customer")
    reports = (
        f"{count(since.n_reports, 'report')} from {customers}" if since.n_reports else "no reports"
    )
    return (
        f"{reports} in {count(since.n_days, 'day')} after the release of {since.released_on}, "
        f"compared with {since.per_day_before:g} a day before it."
    )
