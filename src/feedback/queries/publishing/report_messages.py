"""The report's messages: what goes to Slack, read back from the ledger.

The ledger keeps every payload ever written, so a field that an older night did not write is read
as missing, never as an error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from feedback.domain.publishing.effect import Effect


@dataclass(frozen=True, slots=True)
class MessageTicket:
    key: str
    url: str
    subject: str
    customer: str
    segment: str


@dataclass(frozen=True, slots=True)
class MessagePlan:
    status: str
    target_version: str
    target_on: date | None
    workaround: str
    owner: str
    recorded_on: date | None


@dataclass(frozen=True, slots=True)
class MessageNews:
    """One issue's plan as news to a support agent or a team."""

    label: str
    title: str
    changes: tuple[str, ...]
    plan: MessagePlan
    say: str
    """The sentence for the customer."""
    tickets: tuple[MessageTicket, ...]


@dataclass(frozen=True, slots=True)
class MessageEvent:
    """One thing that happened to an issue, as news to product."""

    label: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class MessageEntry:
    effect: Effect
    reader: str
    reader_kind: str
    """`support-agent`, `team`, `product` or `escalation`: the target before the colon."""
    headline: str
    debt: MessageEvent | None
    """Of an escalation: the issue, and what it owes."""
    news: tuple[MessageNews, ...]
    events: tuple[MessageEvent, ...]
    n_more_events: int


@dataclass(frozen=True, slots=True)
class NightMessages:
    """The messages planned on one night: product first, then those with most tickets."""

    as_of: datetime
    messages: tuple[MessageEntry, ...]


def messages_by_night(
    effects: Sequence[Effect], nights: Sequence[datetime]
) -> tuple[NightMessages, ...]:
    """The messages of each of these nights, in their order; nights without any are left out."""
    groups = []
    for as_of in nights:
        messages = [_message(effect) for effect in effects if effect.planned_at == as_of]
        messages.sort(
            key=lambda m: (
                m.reader_kind != "product",
                -sum(len(news.tickets) for news in m.news),
                m.effect.target,
            )
        )
        if messages:
            groups.append(NightMessages(as_of, tuple(messages)))
    return tuple(groups)


def _message(effect: Effect) -> MessageEntry:
    payload = effect.payload
    return MessageEntry(
        effect=effect,
        reader=payload.get("reader", effect.target),
        reader_kind=effect.target.partition(":")[0],
        headline=payload.get("headline", ""),
        debt=MessageEvent(
            payload["issue_id"], payload["title"], f"{payload['why']}, due {payload['due_at'][:10]}"
        )
        if payload.get("kind") == "escalation"
        else None,
        news=tuple(_news(item) for item in payload.get("news", ())),
        events=tuple(
            MessageEvent(event["issue_id"], event.get("title", ""), event.get("words", ""))
            for event in payload.get("events", ())
        ),
        n_more_events=int(payload.get("n_more", 0)),
    )


def _news(item: Mapping[str, Any]) -> MessageNews:
    plan = item.get("plan", {})
    recorded_at = plan.get("recorded_at")
    return MessageNews(
        label=item["issue_id"],
        title=item.get("title", ""),
        changes=tuple(item.get("changes", ())),
        plan=MessagePlan(
            status=plan.get("status", ""),
            target_version=plan.get("target_version") or "",
            target_on=date.fromisoformat(plan["target_on"]) if plan.get("target_on") else None,
            workaround=plan.get("workaround") or "",
            owner=plan.get("owner") or "",
            recorded_on=datetime.fromisoformat(recorded_at).date() if recorded_at else None,
        ),
        say=item.get("say", ""),
        tickets=tuple(
            MessageTicket(
                key=one.get("ticket", ""),
                url=one.get("url", ""),
                subject=one.get("subject", ""),
                customer=one.get("customer", ""),
                segment=one.get("segment", ""),
            )
            for one in item.get("tickets", ())
        ),
    )
