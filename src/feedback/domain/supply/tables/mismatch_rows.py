"""Mismatches as tables: of cells, and of months."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from feedback.domain.supply.agreements.quantity import Unit
from feedback.domain.supply.metrics.figures import Figure
from feedback.domain.supply.metrics.metrics import BY_NAME
from feedback.domain.supply.reports.mismatch import Mismatch
from feedback.domain.supply.reports.mismatch_by_month import SegmentTrend
from feedback.domain.supply.tables.rounding import rounded


@dataclass(frozen=True, slots=True)
class MismatchRow:
    """Grain: segment and contact type. USD per year; shares 0 to 1; CSAT 1 to 5."""

    segment: str
    contact_type: str
    exposed_usd: float
    estimated_usd: float
    """Part of it that rests on estimated values."""
    value_usd: float
    n_tickets: int
    n_customers: int
    n_missed: int
    first_response_owed: float | None
    first_response_delivered: float | None
    resolution_owed: float | None
    resolution_delivered: float | None
    csat_owed: float | None
    csat_delivered: float | None
    reopen_owed: float | None
    reopen_delivered: float | None
    n_misrouted: int
    n_late_plans: int
    suppliers: tuple[str, ...]
    """`brightwater 12`: who answers how many of the tickets."""
    wrong_because: str


def mismatch_rows(found: Sequence[Mismatch]) -> list[MismatchRow]:
    """In the order given."""
    return [_mismatch_row(mismatch) for mismatch in found]


def _mismatch_row(mismatch: Mismatch) -> MismatchRow:
    first_response = mismatch.promise("first_response_within")
    resolution = mismatch.promise("resolution_within")
    csat, reopened = mismatch.promise("csat"), mismatch.promise("reopen_rate")
    return MismatchRow(
        segment=mismatch.segment,
        contact_type=mismatch.contact_type,
        exposed_usd=round(mismatch.exposed_usd, 2),
        estimated_usd=round(mismatch.estimated_usd, 2),
        value_usd=round(mismatch.value_usd, 2),
        n_tickets=mismatch.n_tickets,
        n_customers=mismatch.n_customers,
        n_missed=mismatch.n_missed,
        first_response_owed=first_response.owed,
        first_response_delivered=rounded(first_response.delivered.value),
        resolution_owed=resolution.owed,
        resolution_delivered=rounded(resolution.delivered.value),
        csat_owed=csat.owed,
        csat_delivered=rounded(csat.delivered.value),
        reopen_owed=reopened.owed,
        reopen_delivered=rounded(reopened.delivered.value),
        n_misrouted=mismatch.promise("misrouted").n_missed,
        n_late_plans=mismatch.n_late_plans,
        suppliers=tuple(f"{name} {n}" for name, n in mismatch.suppliers),
        wrong_because=mismatch.wrong_because,
    )


@dataclass(frozen=True, slots=True)
class TrendRow:
    """Grain: segment, month and metric. `value_exposed` is USD per year. No value where too few
    tickets say anything."""

    segment: str
    month: str
    """`2026-03`."""
    metric: str
    unit: str
    owed: float | None
    value: float | None
    low: float | None
    high: float | None
    n: int
    """Tickets."""


def trend_rows(trends: Sequence[SegmentTrend]) -> list[TrendRow]:
    """Segment by segment: the money first, then each target; months in order."""
    rows: list[TrendRow] = []
    for trend in trends:
        rows += _month_rows(trend, "value_exposed", Unit.USD, None, trend.exposed)
        for name, (owed, by_month) in trend.targets.items():
            rows += _month_rows(trend, name, BY_NAME[name].unit, owed, by_month)
    return rows


def _month_rows(
    trend: SegmentTrend, metric: str, unit: Unit, owed: float | None, by_month: Mapping[str, Figure]
) -> Iterator[TrendRow]:
    places = 2 if unit is Unit.USD else 4
    for month, figure in by_month.items():
        yield TrendRow(
            segment=trend.segment,
            month=month,
            metric=metric,
            unit=str(unit),
            owed=owed,
            value=rounded(figure.value, places),
            low=rounded(figure.low, places),
            high=rounded(figure.high, places),
            n=figure.n,
        )
