"""The report's work items: what each one's latest write says, and what it changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from feedback.domain.publishing.effect import Effect
from feedback.domain.publishing.work_item_content import WorkItemContent

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
class WorkItemEntry:
    """The latest write to one issue's work item."""

    effect: Effect
    item: WorkItemContent
    is_first: bool
    """Nothing was written to it before."""
    changes: tuple[FieldChange, ...]
    """Against the write before, in the order in which they are shown; empty for the first."""
    remote_key: str | None


def work_item_entry(effects: Sequence[Effect]) -> WorkItemEntry:
    """The last of one work item's writes (by sequence, at least one), against the one before."""
    contents = [one.content for one in effects if isinstance(one.content, WorkItemContent)]
    item = contents[-1]
    before = contents[-2] if len(contents) > 1 else None
    return WorkItemEntry(
        effect=effects[-1],
        item=item,
        is_first=before is None,
        changes=changed_fields(before, item) if before else (),
        remote_key=next((one.remote_key for one in reversed(effects) if one.remote_key), None),
    )


def changed_fields(before: WorkItemContent, after: WorkItemContent) -> tuple[FieldChange, ...]:
    """What a reader of the work item sees changed: its fields, then the lines of its receipt."""
    old, new = _fields(before), _fields(after)
    old_lines, new_lines = _lines(before), _lines(after)
    return tuple(
        FieldChange(name, of_old.get(name), of_new.get(name), is_line)
        for of_old, of_new, is_line in ((old, new, False), (old_lines, new_lines, True))
        for name in dict.fromkeys([*of_new, *of_old])
        if of_old.get(name) != of_new.get(name)
    )


def _fields(item: WorkItemContent) -> dict[str, Value]:
    impact = "weighted impact" if item.impact.is_weighted else "impact"
    amounts: dict[str, Value] = {
        impact: item.impact.impact_usd,
        f"{impact}, low": item.impact.low_usd,
        f"{impact}, high": item.impact.high_usd,
    }
    return {
        "summary": item.summary,
        "priority": item.priority,
        "kind": item.kind,
        "tickets": item.n_tickets,
        "open tickets": item.n_open_tickets,
        "customers": item.n_customers,
        **({} if item.impact.impact_usd is None else amounts),
        "labels": ", ".join(item.labels),
        "keyphrases": ", ".join(item.keyphrases),
        "quotes": "\n".join(f"“{quote.quote}”" for quote in item.quotes),
        **{f"support cost, {cost.supplier}": cost.cost_usd for cost in item.support_costs},
    }


def _lines(item: WorkItemContent) -> dict[str, Value]:
    lines: dict[str, Decimal | None] = {}
    for row in item.impact.receipt:
        if row.contribution_usd is None:
            return {}
        # Several customers may share a name: everyone nobody could place is called the same.
        lines[row.customer] = (lines.get(row.customer) or Decimal(0)) + row.contribution_usd
    if item.impact.others.n_customers:
        lines["all others"] = item.impact.others.contribution_usd
    return dict(lines)
