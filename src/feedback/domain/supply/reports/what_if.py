"""What another supplier might make of a cell's tickets: cost and experience, with intervals."""

from dataclasses import dataclass, replace
from math import hypot

import pandas as pd

from feedback.domain.customers.supplier import Pricing
from feedback.domain.supply.agreements.quantity import Unit
from feedback.domain.supply.agreements.terms import UNKNOWN_SUPPLIER, SupplierTerms
from feedback.domain.supply.metrics.figures import (
    Figure,
    figure,
    from_scale,
    share_figure,
    to_scale,
)
from feedback.domain.supply.metrics.metrics import BY_NAME, Metric
from feedback.domain.supply.metrics.mix import adjust, expectation
from feedback.domain.supply.metrics.policy import SupplyPolicy
from feedback.domain.supply.metrics.reference import Reference
from feedback.domain.supply.metrics.ticket_frame import of_period

COMPARED = (
    "first_response_hours", "first_response_within", "resolution_hours", "resolution_within",
    "csat", "reopen_rate", "cost_per_resolution",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WhatIfLine:
    """A metric now, and as it might be; both with their intervals."""

    metric: Metric
    now: Figure
    then: Figure
    """None where the other supplier or these tickets tell too little; its `n` says how many."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The tickets of a cell, answered by another supplier."""

    segment: str
    contact_type: str
    supplier: str
    n_tickets: int
    n_months: int
    n_own: int
    """Tickets of this very cell that the other supplier has answered already."""
    cost_now_usd: float
    cost_then_usd: tuple[float, float, float] | None
    """Low, middle and high; None where too little is known to name a price."""
    lines: tuple[WhatIfLine, ...]
    may_not: str
    """Why it would not be allowed today; empty where it would."""


def estimate_words(found: WhatIf) -> str:
    """What the estimate rests on."""
    return (
        f"An estimate: it holds if {found.supplier} handles these tickets as well as it handles "
        "its own, fairly compared."
    )


def what_if(
    frame: pd.DataFrame,
    segment: str,
    contact_type: str,
    supplier: str,
    reference: Reference,
    policy: SupplyPolicy,
    may_not: str = "",
) -> WhatIf:
    """What the cell would cost and how it would go if the supplier did with these tickets as it
    does, against the reference, with its own. An estimate: intervals carry both uncertainties."""
    cell = frame[
        (frame["segment"] == segment).to_numpy()
        & (frame["contact_type"] == contact_type).to_numpy()
        # What lies with nobody has no price and no experience to compare.
        & ~frame["supplier"].isin([supplier, UNKNOWN_SUPPLIER]).to_numpy()
    ]
    own = of_period(frame, supplier=supplier)
    n_own = int(((own["segment"] == segment) & (own["contact_type"] == contact_type)).sum())
    terms = policy.terms[supplier]
    lines = tuple(
        _priced(_line(BY_NAME[name], cell, own, reference, policy.min_tickets), cell, terms)
        for name in COMPARED
    )
    return WhatIf(
        segment, contact_type, supplier, len(cell), max(cell["month"].nunique(), 1), n_own,
        float(cell["cost_usd"].sum()), _cost_then(cell, lines, terms), lines,
        may_not,
    )  # fmt: skip


def _line(
    metric: Metric, cell: pd.DataFrame, own: pd.DataFrame, reference: Reference, least: int
) -> WhatIfLine:
    now = figure(cell, metric, least)
    theirs = adjust(own, metric, reference, least)
    if theirs is None or not now.is_known:
        fewest = now.n if theirs is not None else figure(own, metric).n
        return WhatIfLine(metric, now, Figure(None, None, None, fewest))
    usual = to_scale(expectation(cell, metric, reference), metric.unit, now.n)
    their_usual = to_scale(theirs.expected, metric.unit, theirs.observed.n)
    gains = [end - their_usual for end in _interval(theirs.observed, metric.unit)]
    # What is usual for the cell is itself known from its tickets only. Near 0 and 100 % the doubt
    # lies on one side, so each side is carried for itself.
    here = _interval(now, metric.unit)
    middle = usual + gains[1]
    below = middle - hypot(gains[1] - gains[0], here[1] - here[0])
    above = middle + hypot(gains[2] - gains[1], here[2] - here[1])
    low, value, high = (from_scale(end, metric.unit) for end in (below, middle, above))
    return WhatIfLine(metric, now, Figure(value, low, high, theirs.observed.n))


def _interval(figure: Figure, unit: Unit) -> list[float]:
    """Low, value and high on the scale; the value no surer than its tickets make it."""
    low, value, high = figure.interval
    return [to_scale(low, unit), to_scale(value, unit, figure.n), to_scale(high, unit)]


def _priced(line: WhatIfLine, cell: pd.DataFrame, terms: SupplierTerms) -> WhatIfLine:
    """The cost of a resolution as the price has it: a price per ticket is paid for unsolved ones
    too, of which there may be more or fewer."""
    if (
        line.metric.unit is not Unit.USD
        or not line.now.is_known
        or terms.pricing is Pricing.PER_HOUR
    ):
        return line
    unit = float(terms.supplier.unit_cost_usd)
    if terms.pricing is Pricing.PER_RESOLUTION:
        return replace(line, then=Figure(unit, unit, unit, line.now.n))
    solved = share_figure(int(cell["solved_at"].notna().sum()), len(cell))
    fewest, usual, most = solved.interval
    return replace(line, then=Figure(unit / usual, unit / most, unit / fewest, line.now.n))


def _cost_then(
    cell: pd.DataFrame, lines: tuple[WhatIfLine, ...], terms: SupplierTerms
) -> tuple[float, float, float] | None:
    """Of the same tickets. A price per ticket is certain; the rest is not."""
    unit, n, n_solved = (
        float(terms.supplier.unit_cost_usd), len(cell), int(cell["solved_at"].notna().sum()),
    )  # fmt: skip
    if terms.pricing is Pricing.PER_TICKET:
        return unit * n, unit * n, unit * n
    if terms.pricing is Pricing.PER_RESOLUTION:
        return unit * n_solved, unit * n_solved, unit * n
    then = next(line for line in lines if line.metric.unit is Unit.USD).then
    if not then.is_known:
        return None
    low, middle, high = then.interval
    return low * n_solved, middle * n_solved, high * n_solved
