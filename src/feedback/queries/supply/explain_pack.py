"""The tickets behind an issue of the planning pack."""

from collections.abc import Sequence
from typing import Any

from feedback.domain.customers.customer import UNRESOLVED
from feedback.domain.customers.supplier import Supplier, suppliers_by_group
from feedback.domain.impact.support_cost import cost_of
from feedback.domain.issues.issue import IssueId, issue_label
from feedback.errors import InvalidInput
from feedback.ports import Store
from feedback.queries.supply.planning_pack import named_in, words_of


def explain_wish(
    store: Store,
    issue_id: IssueId,
    suppliers: Sequence[Supplier],
    competitors: Sequence[str],
) -> list[dict[str, Any]]:
    """One row per ticket. Each customer once, value, open deals and what is at risk add up to the
    pack's figures; costs add up over all tickets, and its CSAT is the mean of those rated.
    `is_loud`: escalated or reopened.

    Raises `InvalidInput` where there are none.
    """
    by_group = suppliers_by_group(suppliers)
    with store.begin() as tx:
        lines = {
            line.customer_id: line
            for one in tx.rankings.latest()
            if one.issue.issue_id == issue_id
            for line in one.impact.lines
        }
        tickets = tx.tickets.of_issue(issue_id)
        deals = {key: one.open_deals_usd for key, one in tx.customers.all().items()}
    if not tickets:
        raise InvalidInput(f"{issue_label(issue_id)} has no tickets. `feedback pack` lists issues.")
    rows = []
    for ticket in tickets:
        line = (
            lines.get(ticket.customer_id or "")
            or lines.get(f"{UNRESOLVED}{ticket.customer_id}")
            or lines.get(f"{UNRESOLVED}{ticket.requester_id}")
        )
        deal = deals.get(line.customer_id) if line else None
        supplier = by_group.get(ticket.facts.group)
        rows.append(
            {
                "ticket": ticket.ticket_id,
                "customer_id": line.customer_id if line else "",
                "customer": line.customer_name if line else "unresolved requester",
                "segment": line.segment if line else "",
                "value_usd": float(line.value_usd) if line else None,
                "is_estimated": line is not None and line.is_estimated,
                "at_risk_usd": float(line.contribution_usd) if line else None,
                "open_deals_usd": None if deal is None else float(deal),
                "supplier": supplier.name if supplier else "",
                "cost_usd": float(cost_of(supplier, ticket.facts)[0]) if supplier else None,
                "csat": ticket.facts.csat,
                "is_loud": ticket.facts.is_escalated or ticket.facts.n_reopens > 0,
                "competitors": [name for name, _ in named_in([words_of(ticket)], competitors)],
                "subject": ticket.subject,
            }
        )
    return rows
