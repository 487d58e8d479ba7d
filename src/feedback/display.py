"""Figures, dates and states as the pages write them. Plain values in, plain text out."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal

from feedback.domain.impact.trend import Activity, Trend
from feedback.domain.issues.issue import issue_label, issue_labels
from feedback.domain.issues.lineage import (
    AbsorbedInto,
    Emerged,
    FellDormant,
    Fixed,
    Forgot,
    Grew,
    LineageEvent,
    Moved,
    Regressed,
    ReleaseVerdict,
    Revived,
    Spiked,
    SpikeEnded,
    Split,
)
from feedback.domain.plans.fix_plan import FixStatus
from feedback.domain.plans.plan_change import PlanChange
from feedback.domain.plans.plan_words import STATUS_WORDS, changes_words
from feedback.domain.plans.timeliness import Span
from feedback.domain.publishing.effect import EffectState
from feedback.domain.wording import count as count
from feedback.domain.wording import day as day

MINUS = "−"

_PRIORITY_LEVELS: Mapping[str, int] = {
    # Jira's own names, and those of its older and other schemes.
    **dict.fromkeys(("highest", "blocker", "critical", "urgent", "p1"), 1),
    **dict.fromkeys(("high", "major", "p2"), 2),
    **dict.fromkeys(("medium", "normal", "p3"), 3),
    **dict.fromkeys(("low", "minor", "p4"), 4),
    **dict.fromkeys(("lowest", "trivial", "p5"), 5),
}
_STATE_WORDS: Mapping[str, str] = {
    EffectState.PLANNED: "Waits to be sent.",
    EffectState.SENDING: "Is being sent. If no night is running, the next one looks for it.",
    EffectState.DONE: "Sent and confirmed.",
    EffectState.FAILED: "Refused by the other side; planned again with the next night’s content.",
    EffectState.UNKNOWN: "Sent, no answer; nothing more goes there until it has been looked for.",
    EffectState.SUPERSEDED: "Withdrawn before it was sent.",
}


def money(amount: Decimal) -> str:
    """`$12,345`: whole dollars."""
    sign = MINUS if round(amount) < 0 else ""
    return f"{sign}${abs(amount):,.0f}"


def cents(amount: Decimal) -> str:
    """`$12,345.67`: for figures somebody may want to add up."""
    return f"{MINUS if amount < 0 else ''}${abs(amount):,.2f}"


def signed_money(amount: Decimal) -> str:
    """`+$12,345` or `−$12,345`."""
    return money(amount) if round(amount) < 0 else f"+{money(amount)}"


def share(part: float) -> str:
    """`43%`; what is there but rounds to nothing is `under 1%`."""
    return "under 1%" if 0 < part < 0.005 else f"{part:.0%}"


def moment(at: datetime) -> str:
    """`9 Mar 2026, 03:00 UTC`."""
    return f"{day(at.astimezone(UTC))}, {at.astimezone(UTC):%H:%M} UTC"


def clock(at: datetime) -> str:
    """`03:00`, in UTC."""
    return f"{at.astimezone(UTC):%H:%M}"


_STAGE_WORDS = {
    "first_ticket_to_visible": "first ticket → Jira",
    "visible_to_plan": "→ plan",
    "plan_to_support_told": "→ support agents",
    "support_told_to_released": "→ released",
    "released_to_customers_told": "→ customers",
    "first_ticket_to_customers_told": "all of it",
}


def stage(name: str) -> str:
    """A stage of timeliness as the head of its column."""
    return _STAGE_WORDS[name]


def span(of_stage: Span | None) -> str:
    """`5 h / 2.1 d`: the median and the 90th percentile, in days from two days on."""
    if of_stage is None:
        return "–"
    return f"{_hours(of_stage.median_hours)} / {_hours(of_stage.p90_hours)}"


def _hours(hours: float) -> str:
    return f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.1f} d"


def sentence(parts: Iterable[str]) -> str:
    """The parts as one sentence: `Released in version 4.18; workaround changed.`"""
    text = "; ".join(parts).rstrip(".")
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def listed(words: Iterable[str]) -> str:
    """`a, b and c`."""
    *most, last = [word for word in words if word] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def link(url: str) -> str:
    """The address if a browser may follow it, else nothing: tickets come from outside."""
    return url if url.startswith(("https://", "http://")) else ""


def priority_level(name: str) -> int:
    """1 (highest) to 5 (lowest) for the chip's colour; 0 for a name we do not know."""
    return _PRIORITY_LEVELS.get(name.lower(), 0)


def state_words(state: EffectState) -> str:
    return _STATE_WORDS[state]


def plan_words(status: FixStatus) -> str:
    """Where a fix plan stands."""
    return STATUS_WORDS[status]


def plan_changes(changes: Iterable[PlanChange]) -> str:
    """What changed in a fix plan, as one sentence."""
    return sentence(changes_words(changes, day))


def value(of_field: str | int | Decimal | None) -> str:
    """A work item's field as the change list shows it."""
    if of_field is None or of_field == "":
        return "nothing"
    if isinstance(of_field, Decimal):
        return cents(of_field)
    return f"{of_field:,}" if isinstance(of_field, int) else of_field


def event_words(event: LineageEvent) -> str:
    """`Grew by 3 tickets`."""
    match event.detail:
        case Emerged(n_tickets=n):
            return f"Emerged from {count(n, 'ticket')}"
        case Grew(n_tickets=n):
            return f"Grew by {count(n, 'ticket')}"
        case Spiked(n_last_day=n, per_day_before=before):
            return f"Spiked: {count(n, 'ticket')} in a day, {before} a day before"
        case SpikeEnded() as ended:
            return _spike_over_words(ended)
        case Fixed() as verdict:
            return f"Fixed: {_release_words(verdict)}"
        case Regressed() as verdict:
            return f"Regressed: {_release_words(verdict)}"
        case FellDormant():
            return "Went dormant: no ticket for a while"
        case Revived():
            return "Revived: tickets came again"
        case Split(n_tickets=n, from_issues=sources):
            return f"Split off {issue_labels(sources)} with {count(n, 'ticket')}"
        case Moved(n_tickets=n, from_issues=sources) if sources:
            return f"Took over {count(n, 'ticket')} from {issue_labels(sources)}"
        case Moved(n_tickets=n):
            return f"Took in {count(n, 'ticket')} that had no issue"
        case AbsorbedInto(into=heir):
            return f"Absorbed by {issue_label(heir)}"
        case Forgot(n_tickets=n, why=why):
            return f"Lost {count(n, 'ticket')} that were forgotten: {why}"


def _spike_over_words(ended: SpikeEnded) -> str:
    """`Spike over: 312 tickets in 4 days since 4 May 2019`."""
    lead = "Now usual, no longer a spike" if ended.is_new_usual else "Spike over"
    n_tickets, n_days = count(ended.n_tickets, "ticket"), count(ended.n_days, "day")
    return f"{lead}: {n_tickets} in {n_days} since {day(ended.since)}"


def _release_words(verdict: ReleaseVerdict) -> str:
    """`0 reports in 14 days after the release of 10 Mar 2026, 1.2 a day before it`."""
    return (
        f"{count(verdict.n_reports, 'report')} in {count(verdict.n_days, 'day')} after the release "
        f"of {day(verdict.released_on)}, {verdict.per_day_before} a day before it"
    )


def trend_words(activity: Activity) -> str:
    """`Rising: 2.4 times the tickets of the four weeks before (likely 1.3 to 4.6 times)`."""
    match activity.trend:
        case Trend.NEW:
            return "New: too young for a trend"
        case Trend.QUIET:
            return "Quiet: no ticket lately"
        case Trend.UNCLEAR:
            return "Too few tickets to tell where it is going"
    likely = f"{activity.ratio_low:g} times and more"
    if activity.ratio_high is not None:
        likely = f"{activity.ratio_low:g} to {activity.ratio_high:g} times"
    lead = activity.trend.capitalize()
    if activity.ratio is None:
        return f"{lead}: no ticket in the weeks before"
    return f"{lead}: {activity.ratio:g} times the tickets of the weeks before (likely {likely})"
