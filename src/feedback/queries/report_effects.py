"""The report's effects: what goes to Jira and to Slack, read back from the ledger.

The ledger keeps every payload ever written, so a field that an older night did not write is read
as missing, never as an error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from feedback.domain.effect import Effect

Value = str | int | Decimal | None
"""What a field of a work item can hold; a Decimal is money."""

RECEIPT_FIELD = "receipt: "
"""Begins the name of a field that is one customer's line of the receipt."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a work item before and after a write."""

    field: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class WorkItemEntry:
    """The latest write to one issue's work item."""

    effect: Effect
    payload: Mapping[str, Any]
    is_first: bool
    """Nothing was written to it before."""
    changes: tuple[FieldChange, ...]
    """Against the write before; empty for the first."""
    remote_key: str | None


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
    """`support-agent`, `team` or `product`: the part of the target before the colon."""
    news: tuple[MessageNews, ...]
    events: tuple[MessageEvent, ...]
    n_more_events: int


@dataclass(frozen=True, slots=True)
class NightMessages:
    """The messages planned on one night: product first, then those with most tickets."""

    as_of: datetime
    messages: tuple[MessageEntry, ...]


def work_item_entry(effects: Sequence[Effect]) -> WorkItemEntry:
    """The last of one target's writes (by sequence, at least one), against the one before."""
    latest = effects[-1]
    before = effects[-2] if len(effects) > 1 else None
    return WorkItemEntry(
        effect=latest,
        payload=latest.payload,
        is_first=before is None,
        changes=changed_fields(before.payload, latest.payload) if before else (),
        remote_key=next((e.remote_key for e in reversed(effects) if e.remote_key), None),
    )


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """What a reader of the work item sees changed, in the order in which it is shown."""
    old, new = _fields(before), _fields(after)
    return tuple(
        FieldChange(name, old.get(name), new.get(name))
        for name in dict.fromkeys([*new, *old])
        if old.get(name) != new.get(name)
    )


def _fields(payload: Mapping[str, Any]) -> dict[str, Value]:
    impact = payload.get("impact", {})
    name = "weighted impact" if impact.get("is_weighted") else "impact"
    fields: dict[str, Value] = {
        "summary": payload.get("summary"),
        "priority": payload.get("priority"),
        "kind": payload.get("kind"),
        "tickets": payload.get("n_tickets"),
        "open tickets": payload.get("n_open_tickets"),
        "customers": payload.get("n_customers"),
        name: _usd(impact.get("impact_usd")),
        f"{name}, low": _usd(impact.get("low_usd")),
        f"{name}, high": _usd(impact.get("high_usd")),
        "labels": ", ".join(payload.get("labels", ())),
        "keyphrases": ", ".join(payload.get("keyphrases", ())),
        "quotes": "\n".join(f"“{one['quote']}”" for one in payload.get("quotes", ())),
    }
    receipt: dict[str, Decimal] = {}
    for row in impact.get("receipt", ()):
        # Several customers may share a name: everyone nobody could place is called the same.
        so_far = receipt.get(row["customer"], Decimal(0))
        receipt[row["customer"]] = so_far + Decimal(row["contribution_usd"])
    fields |= {f"{RECEIPT_FIELD}{customer}": amount for customer, amount in receipt.items()}
    rest = impact.get("rest", {})
    if rest.get("n_customers"):
        fields[f"{RECEIPT_FIELD}all others"] = _usd(rest.get("contribution_usd"))
    for cost in payload.get("support_costs", ()):
        fields[f"support cost, {cost['supplier']}"] = _usd(cost.get("cost_usd"))
    return fields


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


def _usd(amount: str | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)
