"""A message to product in words."""

from collections import Counter
from collections.abc import Callable
from datetime import date

from feedback.domain.impact.measure import Measure
from feedback.domain.impact.measure_words import HOW_TO_SEE_MONEY, at_risk_words, change_words
from feedback.domain.issues.lineage import (
    Fixed,
    LineageEvent,
    LineageKind,
    Regressed,
    Spiked,
    SpikeEnded,
)
from feedback.domain.publishing.messages.product_news import TOLD_KINDS, IssueNews, ProductNews
from feedback.domain.wording import count

_EVENT_WORDS = {
    LineageKind.REGRESSED: "Back after the release",
    LineageKind.SPIKED: "Spiking",
    LineageKind.EMERGED: "New",
    LineageKind.SPIKE_ENDED: "Spike over",
    LineageKind.REVIVED: "Back after a pause",
    LineageKind.FIXED: "Verified fixed",
}


def product_headline(news: ProductNews) -> str:
    """`2 new, 1 spiking`: how many issues each kind of event happened to; else that issues are
    ranked by something else now."""
    n_of = Counter(kind for issue in news.issues for kind in {e.kind for e in issue.events})
    counted = [f"{n_of[kind]} {_EVENT_WORDS[kind].lower()}" for kind in TOLD_KINDS if n_of[kind]]
    return ", ".join(counted) or "a change in how issues are ranked"


def measure_note(news: ProductNews) -> str:
    """That issues are ranked by something else now and, without money, how to see it again; empty
    if the measure has not changed."""
    if news.measure_change is None:
        return ""
    before = news.measure_change.before
    words = f"Issues are {change_words(before)}."
    return words if before is Measure.CUSTOMERS else f"{words} {HOW_TO_SEE_MONEY}"


def issue_news_words(news: IssueNews, show_day: Callable[[date], str] = date.isoformat) -> str:
    """What happened to an issue, then where it stands."""
    happened = ". ".join(_event_words(event, show_day) for event in news.events)
    at_risk = "" if news.impact_usd is None else f"{at_risk_words(news.impact_usd)}, "
    return (
        f"{happened}. {_n(news.n_tickets, 'ticket')} from {_n(news.n_customers, 'customer')}, "
        f"{at_risk}priority {news.priority}."
    )


def _event_words(event: LineageEvent, show_day: Callable[[date], str]) -> str:
    words = _EVENT_WORDS[event.kind]
    match event.detail:
        case Spiked(n_last_day=n, per_day_before=before):
            return f"{words}: {_n(n, 'ticket')} in a day, {before} a day before"
        case SpikeEnded(is_new_usual=True, since=since):
            return f"This many tickets are usual now, since {show_day(since)}"
        case SpikeEnded(n_tickets=n, since=since):
            return f"{words}: {_n(n, 'ticket')} since {show_day(since)}"
        case Regressed() | Fixed() as verdict:
            words += f": {_n(verdict.n_reports, 'report')}"
            if verdict.n_reports:
                words += f" from {_n(verdict.n_customers, 'customer')}"
            return (
                f"{words} in {_n(verdict.n_days, 'day')} after the release of "
                f"{show_day(verdict.released_on)}, {verdict.per_day_before} a day before it"
            )
    return words


def _n(number: int, what: str) -> str:
    return count(number, what) if number else f"no {what}s"
