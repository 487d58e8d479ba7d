"""The tickets behind a figure of the supply chain's reports."""

from collections.abc import Sequence
from typing import Any

from feedback.domain.customers.supplier import SupportAgent
from feedback.domain.supply.metrics.metrics import BY_NAME
from feedback.domain.supply.metrics.ticket_frame import of_period, why_misrouted
from feedback.domain.supply.reports.mismatch import missed_tickets
from feedback.errors import InvalidInput
from feedback.ports import Store
from feedback.queries.supply.follow_through import plan_updates_heard, releases_heard
from feedback.queries.supply.support_facts import SupportFacts

HEARD = ("plan_updates_acknowledged", "customers_told")
"""Figures that are not made from the ticket frame."""


def explain_heard(
    store: Store,
    facts: SupportFacts,
    metric: str,
    supplier: str,
    support_agents: Sequence[SupportAgent],
) -> list[dict[str, Any]]:
    """What is behind one of `HEARD`: Σ numerator / Σ denominator is the figure.

    Raises `InvalidInput` for an unknown supplier.
    """
    _known_supplier(facts, supplier)
    with store.begin() as tx:
        found = (
            releases_heard(tx, facts)
            if metric == "customers_told"
            else plan_updates_heard(tx, support_agents)
        )
    return [
        {"about": one.what, "numerator": int(one.is_done), "denominator": 1}
        for one in found
        if one.supplier == supplier
    ]


def explain_metric(
    facts: SupportFacts, metric: str, supplier: str, months: Sequence[str]
) -> list[dict[str, Any]]:
    """The tickets behind a supplier's figure: Σ numerator / Σ denominator is the figure. Where it
    is fairly compared, `usual` is what the reference has for the ticket's cell, and
    Σ usual × denominator / Σ denominator is what is usual for these tickets.

    Raises `InvalidInput` for an unknown metric or supplier.
    """
    _known_supplier(facts, supplier)
    if metric not in BY_NAME:
        names = ", ".join([*BY_NAME, *HEARD])
        raise InvalidInput(f'"{metric}" is no metric. There are: {names}.')
    is_adjusted = BY_NAME[metric].is_adjusted
    frame = of_period(facts.frame, months, supplier)
    num, den = BY_NAME[metric].parts(frame)
    # What unsolved tickets cost is part of the cost of those that were solved.
    counted = (den != 0) | (num != 0)
    return [
        {
            "ticket": ticket,
            "month": month,
            "segment": segment,
            "contact_type": contact_type,
            "numerator": round(float(above), 6),
            "denominator": round(float(below), 6),
            **(
                {"usual": _rounded(facts.reference.rate(metric, segment, contact_type), 6)}
                if is_adjusted
                else {}
            ),
        }
        for ticket, month, segment, contact_type, above, below in zip(
            frame["ticket_id"][counted],
            frame["month"][counted],
            frame["segment"][counted],
            frame["contact_type"][counted],
            num[counted],
            den[counted],
            strict=True,
        )
    ]


def explain_cell(
    facts: SupportFacts, cell: str, months: Sequence[str], late: frozenset[str]
) -> list[dict[str, Any]]:
    """The tickets of `segment`, `segment/contact type` or `segment/contact type/supplier`, each
    with its customer, the value behind it, and what was missed. An issue or theme by its id is
    enough. Σ value over the customers with something missed, once each, is the value exposed; means
    of `…_met`, `csat` and `is_reopened`, where they are known, are what was delivered.

    Raises `InvalidInput` where there are none.
    """
    segment, _, rest = cell.partition("/")
    contact_type, _, supplier = rest.partition("/")
    frame = of_period(facts.frame, months)
    chosen = (frame["segment"] == segment).to_numpy()
    if contact_type:
        names = frame["contact_type"].astype(object)
        of_type = (names == contact_type) | (names.str.split(" ", n=1).str[0] == contact_type)
        chosen = chosen & of_type.to_numpy()
    frame = frame[chosen]
    # Whether reopenings are too many is a matter of the whole cell, not of one supplier's part.
    missed = missed_tickets(frame, facts.policy, late)
    if supplier:
        theirs = (frame["supplier"] == supplier).to_numpy()
        frame, missed = frame[theirs], missed[theirs]
    if frame.empty:
        raise InvalidInput(
            f'There is no ticket of "{cell}". Write segment/contact type as the report names '
            'them, like "enterprise/FB-6", if need be with /supplier, or a segment alone.'
        )
    reopened, ever_solved = BY_NAME["reopen_rate"].parts(frame)
    rows = []
    for place, ticket in enumerate(frame.to_dict("records")):
        not_kept = [name for name in missed if name != "any" and missed[name].iloc[place]]
        rows.append(
            {
                "ticket": ticket["ticket_id"],
                "month": ticket["month"],
                "customer": _customer_name(facts, ticket["customer_id"]),
                "value_usd": round(ticket["value_usd"], 2),
                "is_estimated": bool(ticket["is_estimated"]),
                "supplier": ticket["supplier"],
                "channel": ticket["channel"],
                "off_channel": _rounded(ticket["off_channel"]),
                "first_response_hours": _rounded(ticket["first_response_hours"]),
                "first_response_met": _rounded(ticket["first_response_met"]),
                "resolution_hours": _rounded(ticket["resolution_hours"]),
                "resolution_met": _rounded(ticket["resolution_met"]),
                "is_reopened": _rounded(reopened[place] if ever_solved[place] else None),
                "csat": _rounded(ticket["csat"]),
                "cost_usd": round(ticket["cost_usd"], 2),
                "missed": not_kept,
                "wrong_queue": why_misrouted(
                    {str(name): value for name, value in ticket.items()}, facts.policy
                ),
            }
        )
    return rows


def _customer_name(facts: SupportFacts, customer_id: str) -> str:
    known = facts.customers.get(customer_id)
    return known.name if known else "unresolved requester"


def _known_supplier(facts: SupportFacts, supplier: str) -> None:
    if supplier not in facts.policy.terms:
        names = ", ".join(sorted(facts.policy.terms))
        raise InvalidInput(f'"{supplier}" is no supplier. Configured are: {names or "none"}.')


def _rounded(value: float | None, places: int = 2) -> float | None:
    return None if value is None or value != value else round(value, places)
