"""Scorecards, mismatches and portfolio from the store, and the tickets behind their figures."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from feedback.domain.customer import SupportAgent
from feedback.domain.supply.metrics import BY_NAME
from feedback.domain.supply.mismatch import Mismatch, mismatches, missed_tickets
from feedback.domain.supply.reviews import Rating
from feedback.domain.supply.scorecard import Scorecard, months_to_date, scorecards
from feedback.domain.supply.tickets import UNKNOWN_SUPPLIER, of_period, why_misrouted
from feedback.errors import InvalidInput
from feedback.ports import Store
from feedback.queries.supply import SupportFacts
from feedback.queries.supply_seams import customers_told, late_plans, plan_updates_acknowledged


def quarter_of(month: str) -> str:
    """`2026-Q1`."""
    year, number = month.split("-")
    return f"{year}-Q{(int(number) + 2) // 3}"


def read_scorecards(
    store: Store,
    facts: SupportFacts,
    month: str,
    ratings: Sequence[Rating],
    support_agents: Sequence[SupportAgent],
) -> list[Scorecard]:
    """One per supplier, with open actions and the ratings of the month's quarter."""
    with store.begin() as tx:
        actions = tx.supply.actions()
        acknowledged = plan_updates_acknowledged(tx, support_agents)
        told = customers_told(tx, facts)
    first_day = date.fromisoformat(f"{month}-01")
    return [
        replace(
            card,
            actions=tuple(
                one
                for one in actions
                if one.supplier == card.terms.name
                # Done ones show once more, in the month in which they were done.
                and (one.done_on is None or one.done_on >= first_day)
            ),
            ratings=tuple(
                one
                for one in ratings
                if one.supplier == card.terms.name and one.quarter == quarter_of(month)
            ),
            acknowledged=acknowledged.get(card.terms.name),
            told=told.get(card.terms.name),
        )
        for card in scorecards(facts.frame, month, facts.reference, facts.policy)
    ]


def read_mismatches(
    store: Store, facts: SupportFacts, months: Sequence[str]
) -> tuple[list[Mismatch], frozenset[str]]:
    """Every cell of these months, most value exposed first, and the issues without a plan."""
    with store.begin() as tx:
        late = late_plans(tx, facts.as_of)
    return mismatches(of_period(facts.frame, months), facts.policy, late), late


def month_of(facts: SupportFacts, given: str) -> str:
    """The month to report on: as given (2026-03), else that of the newest night."""
    if not given:
        return pd.Timestamp(facts.as_of).tz_convert(facts.policy.time_zone).strftime("%Y-%m")
    try:
        date.fromisoformat(f"{given}-01")
    except ValueError:
        raise InvalidInput(f'--month "{given}" is no month. Write it like 2026-03.') from None
    return given


def unknown_groups(facts: SupportFacts) -> dict[str, int]:
    """Groups that belong to no supplier, and how many tickets lie there; most first."""
    there = facts.frame[(facts.frame["supplier"] == UNKNOWN_SUPPLIER).to_numpy()]
    counts = there["group"].astype(object).value_counts()
    return {str(name) or "(no group)": int(n) for name, n in counts.items() if n}


def explain_metric(
    facts: SupportFacts, metric: str, supplier: str, months: Sequence[str]
) -> list[dict[str, Any]]:
    """The tickets behind a supplier's figure: Σ numerator / Σ denominator is the figure.

    Raises `InvalidInput` for an unknown metric or supplier.
    """
    if metric not in BY_NAME:
        raise InvalidInput(f'"{metric}" is no metric. There are: {", ".join(BY_NAME)}.')
    if supplier not in facts.policy.terms:
        names = ", ".join(sorted(facts.policy.terms))
        raise InvalidInput(f'"{supplier}" is no supplier. Configured are: {names or "none"}.')
    frame = of_period(facts.frame, months, supplier)
    num, den = BY_NAME[metric].parts(frame)
    counted = den != 0
    return [
        {
            "ticket": ticket,
            "month": month,
            "segment": segment,
            "contact_type": contact_type,
            "numerator": round(float(above), 6),
            "denominator": round(float(below), 6),
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
    """The tickets of `segment/contact type` or `segment/contact type/supplier`, each with its
    customer, the value behind it, and what was missed. An issue or theme by its id is enough.

    Raises `InvalidInput` where there are none.
    """
    segment, _, rest = cell.partition("/")
    contact_type, _, supplier = rest.partition("/")
    frame = of_period(facts.frame, months)
    names = frame["contact_type"].astype(object)
    of_type = (names == contact_type) | (names.str.split(" ", n=1).str[0] == contact_type)
    chosen = (frame["segment"] == segment).to_numpy() & of_type.to_numpy()
    if supplier:
        chosen &= (frame["supplier"] == supplier).to_numpy()
    frame = frame[chosen]
    if frame.empty:
        raise InvalidInput(
            f'There is no ticket of "{cell}". Write segment/contact type as the report names '
            'them, like "enterprise/FB-6", if need be with /supplier.'
        )
    missed = missed_tickets(frame, facts.policy, late)
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
                "first_response_hours": _rounded(ticket["first_response_hours"]),
                "resolution_hours": _rounded(ticket["resolution_hours"]),
                "csat": _rounded(ticket["csat"]),
                "cost_usd": round(ticket["cost_usd"], 2),
                "missed": not_kept,
                "wrong_queue": why_misrouted(
                    {str(name): value for name, value in ticket.items()}, facts.policy
                ),
            }
        )
    return rows


def to_date(month: str) -> list[str]:
    return months_to_date(month)


def _customer_name(facts: SupportFacts, customer_id: str) -> str:
    known = facts.customers.get(customer_id)
    return known.name if known else "unresolved requester"


def _rounded(value: float) -> float | None:
    return None if value != value else round(value, 2)
