"""Plan debt as blocks: what is owed, what is at stake, and who is asked to take it up."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from slack_sdk.models.blocks import Block

from feedback.adapters.slack.blocks.links import Links
from feedback.adapters.slack.blocks.mrkdwn import escaped, line, link
from feedback.adapters.slack.blocks.sections import day, section
from feedback.adapters.slack.buttons.actions import buttons
from feedback.domain.plans.response import ResponseKind

_N_ROWS = 5


def escalation_blocks(
    payload: Mapping[str, Any], key: str, links: Links, *, with_receipt: bool
) -> list[Block]:
    issue = str(payload.get("issue_id") or payload.get("acknowledge_id", ""))
    label = link(links.issue({**payload, "issue_id": issue}), escaped(issue))
    title = line(str(payload.get("title", "")), 200)
    blocks: list[Block] = [section(f"*{label}{f' · {title}' if title else ''}*\n{_owed(payload)}")]
    if with_receipt and (rows := payload.get("receipt")):
        blocks.append(section(_stakes(rows, payload.get("rest"))))
    blocks.append(buttons(issue, [ResponseKind.ACKNOWLEDGE], key))
    for place, block in enumerate(blocks):
        block.block_id = f"{issue}/{place}"
    return blocks


def _owed(payload: Mapping[str, Any]) -> str:
    facts = []
    if payload.get("impact_usd"):
        weighted = "weighted, " if payload.get("is_weighted") else ""
        facts.append(f"{weighted}{usd(payload['impact_usd'])} a year at risk")
    if payload.get("n_tickets"):
        tickets = "1 ticket" if payload["n_tickets"] == 1 else f"{payload['n_tickets']} tickets"
        n_customers = payload["n_customers"]
        customers = "1 customer" if n_customers == 1 else f"{n_customers} customers"
        facts.append(f"{tickets} from {customers}")
    if payload.get("due_at"):
        facts.append(f"a plan was due on {day(payload['due_at'])}")
    if payload.get("owner"):
        facts.append(f"owned by {payload['owner']}")
    asked = f"\nAsked now: {line(payload['step_words'], 200)}" if payload.get("step_words") else ""
    return f"{line(' · '.join(facts), 1000)}{asked}"


def _stakes(rows: list[Mapping[str, Any]], rest: Mapping[str, Any] | None) -> str:
    text = "*Who is at risk*"
    for row in rows[:_N_ROWS]:
        why = f": {line(', '.join(row['why']), 150)}" if row.get("why") else ""
        text += (
            f"\n• {usd(row['contribution_usd'])} {line(row['customer'], 80)} "
            f"({line(row['segment'], 40)}){why}"
        )
    left = [Decimal(str(row["contribution_usd"])) for row in rows[_N_ROWS:]]
    n_more, more_usd = len(left), sum(left, Decimal(0))
    if rest:
        n_more += int(rest["n_customers"])
        more_usd += Decimal(str(rest["contribution_usd"]))
    return text + (f"\n• {usd(str(more_usd))} of {n_more} more" if n_more else "")


def usd(amount: str) -> str:
    """`$12,346`; whole dollars, as nobody decides by cents."""
    try:
        return f"${Decimal(str(amount)):,.0f}"
    except InvalidOperation:
        return str(amount)
