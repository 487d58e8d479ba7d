"""The portfolio, and what another supplier might make of a cell, as tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from feedback.domain.supply.reports.portfolio import PortfolioCell
from feedback.domain.supply.reports.what_if import WhatIf, estimate_words
from feedback.domain.supply.tables.rounding import rounded


@dataclass(frozen=True, slots=True)
class PortfolioRow:
    """Grain: segment, contact type and supplier. Shares 0 to 1; CSAT 1 to 5."""

    segment: str
    contact_type: str
    supplier: str
    n_tickets: int
    cost_per_resolution_usd: float | None
    cost_low_usd: float | None
    cost_high_usd: float | None
    first_response_within: float | None
    resolution_within: float | None
    csat: float | None
    experience: float | None
    """0 to 1."""
    n_misrouted: int


def portfolio_rows(cells: Sequence[PortfolioCell]) -> list[PortfolioRow]:
    """In the order given."""
    return [
        PortfolioRow(
            segment=cell.segment,
            contact_type=cell.contact_type,
            supplier=cell.supplier,
            n_tickets=cell.n_tickets,
            cost_per_resolution_usd=rounded(cell.cost_per_resolution.value),
            cost_low_usd=rounded(cell.cost_per_resolution.low),
            cost_high_usd=rounded(cell.cost_per_resolution.high),
            first_response_within=rounded(cell.first_response_within.value),
            resolution_within=rounded(cell.resolution_within.value),
            csat=rounded(cell.csat.value),
            experience=rounded(cell.experience),
            n_misrouted=cell.n_misrouted,
        )
        for cell in cells
    ]


@dataclass(frozen=True, slots=True)
class WhatIfMetricRow:
    """A metric now, and as it might be with its interval; in the metric's unit."""

    metric: str
    unit: str
    now: float | None
    then: float | None
    then_low: float | None
    then_high: float | None


@dataclass(frozen=True, slots=True)
class WhatIfRow:
    """The tickets of a cell, answered by another supplier."""

    segment: str
    contact_type: str
    supplier: str
    n_tickets: int
    n_months: int
    n_own: int
    """Such tickets that the other supplier has answered already."""
    cost_now_usd: float
    cost_then_usd: tuple[float, float, float] | None
    """Low, middle and high."""
    may_not: str
    note: str
    metrics: tuple[WhatIfMetricRow, ...]


def what_if_row(found: WhatIf) -> WhatIfRow:
    """All of it in one row."""
    cost_then = found.cost_then_usd
    return WhatIfRow(
        segment=found.segment,
        contact_type=found.contact_type,
        supplier=found.supplier,
        n_tickets=found.n_tickets,
        n_months=found.n_months,
        n_own=found.n_own,
        cost_now_usd=round(found.cost_now_usd, 2),
        cost_then_usd=(
            None
            if cost_then is None
            else (round(cost_then[0], 2), round(cost_then[1], 2), round(cost_then[2], 2))
        ),
        may_not=found.may_not,
        note=estimate_words(found),
        metrics=tuple(
            WhatIfMetricRow(
                metric=line.metric.name,
                unit=str(line.metric.unit),
                now=line.now.value,
                then=line.then.value,
                then_low=line.then.low,
                then_high=line.then.high,
            )
            for line in found.lines
        ),
    )
