"""What support agents and product are told: who hears which news, and in what words."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from feedback.domain.fix_plan import (
    FixPlanRevision,
    changes_between,
    sentence_for_customers,
)
from feedback.domain.issue import IssueId, LineageEvent, LineageKind, issue_label
from feedback.domain.ranking import RankedIssue
from feedback.domain.ticket import Ticket


@dataclass(frozen=True, slots=True)
class AffectedTicket:
    """An open ticket behind an issue, as its support agent sees it."""

    ticket: Ticket
    customer_name: str
    segment: str


@dataclass(frozen=True, slots=True)
class PlanNews:
    """One issue's plan as news to one reader, with the reader's own open tickets."""

    issue_id: IssueId
    title: str
    revision: FixPlanRevision
    changes: tuple[str, ...]
    """Everything that changed since this reader was last told, oldest first."""
    tickets: tuple[AffectedTicket, ...]


def news_since(revisions: Sequence[FixPlanRevision], told_revision: int) -> tuple[str, ...]:
    """What changed after the revision a reader was told of (0: never told anything).

    `revisions` are all of the issue's, oldest first. A reader who hears of the plan for the first
    time gets where it stands now, not its history.
    """
    if told_revision == 0:
        return changes_between(None, revisions[-1].plan) if revisions else ()
    return tuple(
        change
        for revision in revisions
        if revision.revision > told_revision
        for change in revision.changes
    )


def digest_payload(reader: str, news: Iterable[PlanNews]) -> dict[str, Any]:
    """One reader's message of a night, as JSON-ready values. News with most tickets first."""
    ordered = sorted(news, key=lambda item: (-len(item.tickets), item.issue_id))
    return {
        "reader": reader,
        "news": [_news_payload(item) for item in ordered],
    }


def _news_payload(item: PlanNews) -> dict[str, Any]:
    plan = item.revision.plan
    return {
        "issue_id": issue_label(item.issue_id),
        "title": item.title,
        "revision": item.revision.revision,
        "changes": list(item.changes),
        "plan": {
            "status": str(plan.status),
            "target_version": plan.target_version,
            "target_on": plan.target_on.isoformat() if plan.target_on else None,
            "released_on": plan.released_on.isoformat() if plan.released_on else None,
            "workaround": plan.workaround,
            "owner": plan.owner,
            "note": plan.note,
            "recorded_at": plan.recorded_at.isoformat(),
        },
        "say": sentence_for_customers(plan),
        "tickets": [
            {
                "ticket": affected.ticket.key,
                "url": affected.ticket.facts.url,
                "subject": affected.ticket.subject,
                "customer": affected.customer_name,
                "segment": affected.segment,
            }
            for affected in item.tickets
        ],
    }


def told_revisions(payload: Mapping[str, Any]) -> dict[str, int]:
    """Issue label → plan revision, of everything a digest told its reader."""
    return {item["issue_id"]: int(item["revision"]) for item in payload["news"]}


_EVENT_WORDS = {
    LineageKind.EMERGED: "New",
    LineageKind.SPIKED: "Spiking",
    LineageKind.REVIVED: "Back after a pause",
}
MAX_PRODUCT_EVENTS = 10
"""Issues shown in one message, by impact. A first load finds hundreds; nobody reads hundreds."""


def product_payload(
    reader: str,
    events: Iterable[LineageEvent],
    published: Mapping[IssueId, RankedIssue],
    told: Collection[str],
) -> dict[str, Any] | None:
    """What product has not been told about published issues; None when that is nothing."""
    fresh = [
        event
        for event in events
        if event.kind in _EVENT_WORDS
        and event.issue_id in published
        and _event_id(event) not in told
    ]
    if not fresh:
        return None
    by_issue: dict[IssueId, list[LineageEvent]] = {}
    for event in sorted(fresh, key=lambda event: (event.as_of, event.kind)):
        by_issue.setdefault(event.issue_id, []).append(event)
    order = sorted(by_issue, key=lambda issue_id: published[issue_id].rank)
    return {
        "reader": reader,
        "told": sorted(_event_id(event) for event in fresh),
        "n_more": max(len(order) - MAX_PRODUCT_EVENTS, 0),
        "events": [
            {
                "issue_id": issue_label(issue_id),
                "title": published[issue_id].issue.title,
                "words": _news_words(by_issue[issue_id], published[issue_id]),
            }
            for issue_id in order[:MAX_PRODUCT_EVENTS]
        ],
    }


def told_events(payload: Mapping[str, Any]) -> list[str]:
    """The ids of the events a message to product told."""
    return list(payload.get("told", ()))


def _event_id(event: LineageEvent) -> str:
    return f"{issue_label(event.issue_id)}/{event.kind}/{event.as_of.isoformat()}"


def _news_words(events: Sequence[LineageEvent], ranked: RankedIssue) -> str:
    """What happened to an issue, then where it stands."""
    customers = "customer" if ranked.n_customers == 1 else "customers"
    return (
        f"{'. '.join(_event_words(event) for event in events)}. "
        f"{ranked.n_tickets} tickets from {ranked.n_customers} {customers}, "
        f"${ranked.impact.impact_usd:,.0f} a year at risk, priority {ranked.priority}."
    )


def _event_words(event: LineageEvent) -> str:
    words = _EVENT_WORDS[event.kind]
    if event.kind is LineageKind.SPIKED:
        words += (
            f": {event.detail['n_last_day']} tickets in a day, "
            f"{event.detail['per_day_before']} a day before"
        )
    return words
