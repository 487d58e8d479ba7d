"""The tickets behind an issue of the planning pack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from feedback.domain.customers.customer import UNRESOLVED
from feedback.domain.customers.supplier import Supplier, suppliers_by_group
from feedback.domain.impact.impact import ReceiptLine
from feedback.domain.impact.support_cost import cost_of
from feedback.domain.issues.issue import IssueId, issue_label
from feedback.domain.tickets.ticket import Ticket
from feedback.errors import InvalidInput
from feedback.ports import Store
from feedback.queries.supply.planning_pack import named_in, words_of


@dataclass(frozen=True, slots=True)
class WishTicket:
    """Grain: ticket. USD; of values, deals and risk per year. None: nobody knows."""

    ticket: str
    customer_id: str
    customer: str
    segment: str
    value_usd: float | None
    is_estimated: bool
    """The value is its segment's median or floor."""
    at_risk_usd: float | None
    open_deals_usd: float | None
    supplier: str
    cost_usd: float | None
    csat: int | None
    """1 to 5."""
    is_loud: bool
    """Escalated or reopened."""
    competitors: tuple[str, ...]
    """Those it names."""
    subject: str


def explain_wish(
    store: Store,
    issue_id: IssueId,
    suppliers: Sequence[Supplier],
    competitors: Sequence[str],
) -> list[WishTicket]:
    """One row per ticket. Each customer once, value, open deals and what is at risk add up to the
    pack's figures; costs add up over all tickets, and its CSAT is the mean of those rated.

    Raises `InvalidInput` where there are none.
    """
    by_group = suppliers_by_group(suppliers)
    with store.begin() as tx:
        lines = {
            line.customer_id: line
            for ranked in tx.rankings.latest()
            if ranked.issue.issue_id == issue_id
            for line in ranked.impact.lines
        }
        tickets = tx.tickets.of_issue(issue_id)
        customers = tx.customers.all()
    if not tickets:
        raise InvalidInput(f"{issue_label(issue_id)} has no tickets. `feedback pack` lists issues.")
    deals = {customer_id: known.open_deals_usd for customer_id, known in customers.items()}
    return [
        _wish_ticket(
            ticket, _line_of(ticket, lines), by_group.get(ticket.facts.group), deals, competitors
        )
        for ticket in tickets
    ]


def _line_of(ticket: Ticket, lines: Mapping[str, ReceiptLine]) -> ReceiptLine | None:
    """Of its customer, or of the stand-in for a customer nobody knows."""
    return (
        lines.get(ticket.customer_id or "")
        or lines.get(f"{UNRESOLVED}{ticket.customer_id}")
        or lines.get(f"{UNRESOLVED}{ticket.requester_id}")
    )


def _usd(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


def _wish_ticket(
    ticket: Ticket,
    line: ReceiptLine | None,
    supplier: Supplier | None,
    deals: Mapping[str, Decimal | None],
    competitors: Sequence[str],
) -> WishTicket:
    deal = deals.get(line.customer_id) if line else None
    return WishTicket(
        ticket=ticket.ticket_id,
        customer_id=line.customer_id if line else "",
        customer=line.customer_name if line else "unresolved requester",
        segment=line.segment if line else "",
        value_usd=_usd(line.value_usd) if line else None,
        is_estimated=line is not None and line.is_estimated,
        at_risk_usd=_usd(line.contribution_usd) if line else None,
        open_deals_usd=None if deal is None else float(deal),
        supplier=supplier.name if supplier else "",
        cost_usd=float(cost_of(supplier, ticket.facts)[0]) if supplier else None,
        csat=ticket.facts.csat,
        is_loud=ticket.facts.is_escalated or ticket.facts.n_reopens > 0,
        competitors=tuple(name for name, _ in named_in([words_of(ticket)], competitors)),
        subject=ticket.subject,
    )
