"""What product is told: issues that are new, spiking, back or fixed."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.issue import IssueId, issue_label
from feedback.domain.issues.lineage import (
    Fixed,
    LineageEvent,
    LineageKind,
    Regressed,
    Spiked,
    SpikeEnded,
)
from feedback.domain.publishing.item_news import event_id

_EVENT_WORDS = {
    LineageKind.REGRESSED: "Back after the release",
    LineageKind.SPIKED: "Spiking",
    LineageKind.EMERGED: "New",
    LineageKind.SPIKE_ENDED: "Spike over",
    LineageKind.REVIVED: "Back after a pause",
    LineageKind.FIXED: "Fixed",
}
MAX_PRODUCT_EVENTS = 20
"""Issues shown in one message, by impact. A first load finds hundreds; nobody reads hundreds at
once: the others follow night by night."""
_CANNOT_WAIT = (LineageKind.REGRESSED, LineageKind.SPIKED)
"""These come before what is merely new, however large that is."""


def product_payload(
    reader: str,
    events: Iterable[LineageEvent],
    published: Mapping[IssueId, RankedIssue],
    told: Collection[str],
) -> dict[str, Any] | None:
    """What product has not been told about published issues; None when that is nothing.

    Issues beyond `MAX_PRODUCT_EVENTS` are counted, and their events named as `later`: the next
    night's message tells them.
    """
    fresh = [
        event
        for event in events
        if event.kind in _EVENT_WORDS
        and event.issue_id in published
        and event_id(event) not in told
    ]
    if not fresh:
        return None
    by_issue: dict[IssueId, list[LineageEvent]] = {}
    for event in sorted(fresh, key=lambda event: (event.as_of, event.kind)):
        by_issue.setdefault(event.issue_id, []).append(event)
    order = sorted(
        by_issue,
        key=lambda issue_id: (
            all(event.kind not in _CANNOT_WAIT for event in by_issue[issue_id]),
            published[issue_id].rank,
        ),
    )
    shown = sorted(order[:MAX_PRODUCT_EVENTS], key=lambda issue_id: published[issue_id].rank)
    later = sorted(event_id(event) for event in fresh if event.issue_id not in shown)
    return {
        "kind": "product",
        "reader": reader,
        "headline": _headline({one: by_issue[one] for one in shown}),
        "told": sorted(event_id(event) for event in fresh if event.issue_id in shown),
        **({"later": later} if later else {}),
        "n_more": len(order) - len(shown),
        "events": [
            {
                "issue_id": issue_label(issue_id),
                "title": published[issue_id].issue.title,
                "words": _news_words(by_issue[issue_id], published[issue_id]),
            }
            for issue_id in shown
        ],
    }


def _headline(by_issue: Mapping[IssueId, Sequence[LineageEvent]]) -> str:
    """`2 new, 1 spiking`: how many issues each kind of event happened to."""
    n_of = Counter(kind for events in by_issue.values() for kind in {e.kind for e in events})
    counted = [
        f"{n_of[kind]} {words.lower()}" for kind, words in _EVENT_WORDS.items() if n_of[kind]
    ]
    return ", ".join(counted)


def told_events(payload: Mapping[str, Any]) -> list[str]:
    """The ids of the events a message to product told."""
    return list(payload.get("told", ()))


def _news_words(events: Sequence[LineageEvent], ranked: RankedIssue) -> str:
    """What happened to an issue, then where it stands."""
    return (
        f"{'. '.join(_event_words(event) for event in events)}. "
        f"{_n(ranked.n_tickets, 'ticket')} from {_n(ranked.n_customers, 'customer')}, "
        f"${ranked.impact.impact_usd:,.0f} a year at risk, priority {ranked.priority}."
    )


def _event_words(event: LineageEvent) -> str:
    words = _EVENT_WORDS[event.kind]
    match event.detail:
        case Spiked(n_last_day=n, per_day_before=before):
            words += f": {_n(n, 'ticket')} in a day, {before} a day before"
        case SpikeEnded(is_new_usual=True, since=since):
            words = f"So many tickets are usual now, since {since}"
        case SpikeEnded(n_tickets=n, since=since):
            words += f": {_n(n, 'ticket')} since {since}"
        case Regressed() | Fixed() as verdict:
            words += f": {_n(verdict.n_reports, 'report')}"
            if verdict.n_reports:
                words += f" from {_n(verdict.n_customers, 'customer')}"
            words += (
                f" in {_n(verdict.n_days, 'day')} after the release of "
                f"{verdict.released_on}, {verdict.per_day_before} a day before it"
            )
    return words


def _n(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number or 'no'} {what}s"
