"""The tickets behind a figure of the reports about support."""

from collections.abc import Sequence
from dataclasses import dataclass

from feedback.domain.customers.supplier import SupportAgent
from feedback.domain.supply.metrics.metrics import BY_NAME
from feedback.domain.supply.metrics.routing import why_misrouted
from feedback.domain.supply.metrics.ticket_frame import of_period
from feedback.domain.supply.reports.mismatch import missed_tickets
from feedback.domain.supply.tables.rounding import rounded
from feedback.domain.wording import unknown
from feedback.errors import InvalidInput
from feedback.ports import Store
from feedback.queries.supply.follow_through import customers_told, plan_updates_acknowledged
from feedback.queries.supply.support_facts import SupportFacts

FOLLOW_THROUGH = ("plan_updates_acknowledged", "customers_told")
"""Figures that are not made from the ticket frame."""


@dataclass(frozen=True, slots=True)
class FollowThroughPart:
    """Grain: support agent and issue, or ticket of a released issue."""

    about: str
    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class MetricTicket:
    """Grain: ticket that counts for a metric, with its part of the ratio."""

    ticket: str
    month: str
    """`2026-03`."""
    segment: str
    contact_type: str
    numerator: float
    denominator: float
    usual: float | None
    """The reference's rate of the ticket's cell; None where the metric is not compared fairly."""


@dataclass(frozen=True, slots=True)
class CellTicket:
    """Grain: ticket of a cell. USD; value per year. None: not known, not yet, or nothing owed."""

    ticket: str
    month: str
    """`2026-03`."""
    customer: str
    value_usd: float
    is_estimated: bool
    supplier: str
    channel: str
    off_channel: float | None
    """1 where it came through a channel its segment is not owed, else 0."""
    first_response_hours: float | None
    first_response_met: float | None
    resolution_hours: float | None
    resolution_met: float | None
    is_reopened: float | None
    csat: float | None
    cost_usd: float
    missed: tuple[str, ...]
    """What was owed and not kept."""
    wrong_queue: str
    """Why its supplier should not have it; empty where it may."""


def explain_follow_through(
    store: Store,
    facts: SupportFacts,
    metric: str,
    supplier: str,
    support_agents: Sequence[SupportAgent],
) -> list[FollowThroughPart]:
    """What is behind one of `FOLLOW_THROUGH`: Σ numerator / Σ denominator is the figure.

    Raises `InvalidInput` for an unknown supplier.
    """
    _known_supplier(facts, supplier)
    with store.begin() as tx:
        found = (
            customers_told(tx, facts)
            if metric == "customers_told"
            else plan_updates_acknowledged(tx, support_agents)
        )
    return [
        FollowThroughPart(part.about, int(part.is_done), 1)
        for part in found
        if part.supplier == supplier
    ]


def explain_metric(
    facts: SupportFacts, metric: str, supplier: str, months: Sequence[str]
) -> list[MetricTicket]:
    """The tickets behind a supplier's figure: Σ numerator / Σ denominator is the figure, and
    Σ usual × denominator / Σ denominator is what is usual for these tickets.

    Raises `InvalidInput` for an unknown metric or supplier.
    """
    _known_supplier(facts, supplier)
    if metric not in BY_NAME:
        raise InvalidInput(unknown("metric", metric, [*BY_NAME, *FOLLOW_THROUGH]))
    is_adjusted = BY_NAME[metric].is_adjusted
    frame = of_period(facts.frame, months, supplier)
    num, den = BY_NAME[metric].parts(frame)
    # What unsolved tickets cost is part of the cost of those that were solved.
    counted = (den != 0) | (num != 0)
    return [
        MetricTicket(
            ticket,
            month,
            segment,
            contact_type,
            round(float(above), 6),
            round(float(below), 6),
            rounded(facts.reference.rate(metric, segment, contact_type), 6)
            if is_adjusted
            else None,
        )
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
) -> list[CellTicket]:
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
            f"No tickets for `{cell}`. Write SEGMENT, SEGMENT/CONTACT TYPE or SEGMENT/CONTACT "
            "TYPE/SUPPLIER as the report names them, like `enterprise/FB-6`."
        )
    reopened, ever_solved = BY_NAME["reopen_rate"].parts(frame)
    found = []
    for place, ticket in enumerate(frame.to_dict("records")):
        found.append(
            CellTicket(
                ticket=ticket["ticket_id"],
                month=ticket["month"],
                customer=_customer_name(facts, ticket["customer_id"]),
                value_usd=round(ticket["value_usd"], 2),
                is_estimated=bool(ticket["is_estimated"]),
                supplier=ticket["supplier"],
                channel=ticket["channel"],
                off_channel=rounded(ticket["off_channel"], 2),
                first_response_hours=rounded(ticket["first_response_hours"], 2),
                first_response_met=rounded(ticket["first_response_met"], 2),
                resolution_hours=rounded(ticket["resolution_hours"], 2),
                resolution_met=rounded(ticket["resolution_met"], 2),
                is_reopened=rounded(reopened[place] if ever_solved[place] else None, 2),
                csat=rounded(ticket["csat"], 2),
                cost_usd=round(ticket["cost_usd"], 2),
                missed=tuple(
                    str(name) for name in missed if name != "any" and missed[name].iloc[place]
                ),
                wrong_queue=why_misrouted(
                    {str(name): value for name, value in ticket.items()}, facts.policy
                ),
            )
        )
    return found


def _customer_name(facts: SupportFacts, customer_id: str) -> str:
    known = facts.customers.get(customer_id)
    return known.name if known else "unresolved requester"


def _known_supplier(facts: SupportFacts, supplier: str) -> None:
    if supplier not in facts.policy.terms:
        raise InvalidInput(unknown("supplier", supplier, sorted(facts.policy.terms)))
