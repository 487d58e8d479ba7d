"""The report's work items: what goes to Jira, read back from the ledger.

The ledger keeps every payload ever written, so a field that an older night did not write is read
as missing, never as an error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from feedback.domain.publishing.effect import Effect

Value = str | int | Decimal | None
"""What a field of a work item can hold; a Decimal is money."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a work item before and after a write."""

    field: str
    before: Value
    after: Value
    is_receipt_line: bool = False
    """The field is one customer's line of the receipt."""


@dataclass(frozen=True, slots=True)
class WorkItemLine:
    """One customer's line of the receipt, as the work item shows it."""

    customer: str
    segment: str
    contribution_usd: Decimal
    n_tickets: int
    is_estimated: bool
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkItem:
    """What a write says. Amounts in USD, impact per year."""

    summary: str
    kind: str
    priority: str
    labels: tuple[str, ...]
    emerged_on: date | None
    n_tickets: int
    n_open_tickets: int
    n_customers: int
    keyphrases: tuple[str, ...]
    quotes: tuple[tuple[str, str], ...]
    """Quote and the address of its ticket."""
    impact_usd: Decimal
    low_usd: Decimal
    high_usd: Decimal
    estimated_share: float
    largest_customer_share: float
    is_weighted: bool
    receipt: tuple[WorkItemLine, ...]
    n_more_customers: int
    more_usd: Decimal
    support_costs: tuple[tuple[str, int, Decimal, Decimal], ...]
    """Supplier, tickets, handling cost to date, and how much of it rests on estimated hours."""


@dataclass(frozen=True, slots=True)
class WorkItemEntry:
    """The latest write to one issue's work item."""

    effect: Effect
    item: WorkItem
    is_first: bool
    """Nothing was written to it before."""
    changes: tuple[FieldChange, ...]
    """Against the write before, in the order in which they are shown; empty for the first."""
    remote_key: str | None


def work_item_entry(effects: Sequence[Effect]) -> WorkItemEntry:
    """The last of one target's writes (by sequence, at least one), against the one before."""
    latest = effects[-1]
    item = read_work_item(latest.payload)
    before = read_work_item(effects[-2].payload) if len(effects) > 1 else None
    return WorkItemEntry(
        effect=latest,
        item=item,
        is_first=before is None,
        changes=changed_fields(before, item) if before else (),
        remote_key=next((e.remote_key for e in reversed(effects) if e.remote_key), None),
    )


def changed_fields(before: WorkItem, after: WorkItem) -> tuple[FieldChange, ...]:
    """What a reader of the work item sees changed: its fields, then the lines of its receipt."""
    old, new = _fields(before), _fields(after)
    old_lines, new_lines = _lines(before), _lines(after)
    return tuple(
        FieldChange(name, of_old.get(name), of_new.get(name), is_line)
        for of_old, of_new, is_line in ((old, new, False), (old_lines, new_lines, True))
        for name in dict.fromkeys([*of_new, *of_old])
        if of_old.get(name) != of_new.get(name)
    )


def _fields(item: WorkItem) -> dict[str, Value]:
    impact = "weighted impact" if item.is_weighted else "impact"
    return {
        "summary": item.summary,
        "priority": item.priority,
        "kind": item.kind,
        "tickets": item.n_tickets,
        "open tickets": item.n_open_tickets,
        "customers": item.n_customers,
        impact: item.impact_usd,
        f"{impact}, low": item.low_usd,
        f"{impact}, high": item.high_usd,
        "labels": ", ".join(item.labels),
        "keyphrases": ", ".join(item.keyphrases),
        "quotes": "\n".join(f"“{quote}”" for quote, _ in item.quotes),
        **{f"support cost, {supplier}": usd for supplier, _, usd, _ in item.support_costs},
    }


def _lines(item: WorkItem) -> dict[str, Value]:
    lines: dict[str, Decimal] = {}
    for line in item.receipt:
        # Several customers may share a name: everyone nobody could place is called the same.
        lines[line.customer] = lines.get(line.customer, Decimal(0)) + line.contribution_usd
    if item.n_more_customers:
        lines["all others"] = item.more_usd
    return dict(lines)


def read_work_item(payload: Mapping[str, Any]) -> WorkItem:
    """The payload of a write, whichever night wrote it."""
    impact = payload.get("impact", {})
    rest = impact.get("rest", {})
    emerged_on = payload.get("emerged_on")
    return WorkItem(
        summary=payload.get("summary", ""),
        kind=payload.get("kind", ""),
        priority=payload.get("priority", ""),
        labels=tuple(payload.get("labels", ())),
        emerged_on=date.fromisoformat(emerged_on) if emerged_on else None,
        n_tickets=int(payload.get("n_tickets", 0)),
        n_open_tickets=int(payload.get("n_open_tickets", 0)),
        n_customers=int(payload.get("n_customers", 0)),
        keyphrases=tuple(payload.get("keyphrases", ())),
        quotes=tuple((one["quote"], one.get("url", "")) for one in payload.get("quotes", ())),
        impact_usd=_usd(impact, "impact_usd"),
        low_usd=_usd(impact, "low_usd"),
        high_usd=_usd(impact, "high_usd"),
        estimated_share=float(impact.get("estimated_share", 0)),
        largest_customer_share=float(impact.get("largest_customer_share", 0)),
        is_weighted=bool(impact.get("is_weighted", False)),
        receipt=tuple(
            WorkItemLine(
                customer=row.get("customer", ""),
                segment=row.get("segment", ""),
                contribution_usd=_usd(row, "contribution_usd"),
                n_tickets=int(row.get("n_tickets", 0)),
                is_estimated=bool(row.get("is_estimated", False)),
                why=tuple(row.get("why", ())),
            )
            for row in impact.get("receipt", ())
        ),
        n_more_customers=int(rest.get("n_customers", 0)),
        more_usd=_usd(rest, "contribution_usd"),
        support_costs=tuple(
            (
                cost.get("supplier", ""),
                int(cost.get("n_tickets", 0)),
                _usd(cost, "cost_usd"),
                _usd(cost, "estimated_usd"),
            )
            for cost in payload.get("support_costs", ())
        ),
    )


def _usd(values: Mapping[str, Any], name: str) -> Decimal:
    return Decimal(values.get(name, "0"))
