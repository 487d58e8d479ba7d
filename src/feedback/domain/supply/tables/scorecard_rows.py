"""A scorecard as a table."""

from dataclasses import dataclass

from feedback.domain.supply.agreements.quantity import Unit
from feedback.domain.supply.reports.contract_results import Line, TargetResult
from feedback.domain.supply.reports.scorecard import Scorecard
from feedback.domain.supply.tables.rounding import rounded


@dataclass(frozen=True, slots=True)
class ScorecardRow:
    """Grain: supplier, month and metric. None where too few tickets say anything."""

    supplier: str
    month: str
    """`2026-03`."""
    metric: str
    unit: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    """Tickets that count."""
    before: float | None = None
    """The month before."""
    to_date: float | None = None
    peers: float | None = None
    """All other suppliers together."""
    expected: float | None = None
    """What is usual for the same mix of tickets."""
    adjusted: float | None = None
    adjusted_low: float | None = None
    adjusted_high: float | None = None
    points: float | None = None
    """0 to 100; 50 is usual."""
    target: float | None = None
    """Of the contract."""
    is_met: bool | None = None
    pays_usd: float | None = None
    """Bonus (above 0) or malus (below)."""


def scorecard_rows(card: Scorecard) -> list[ScorecardRow]:
    """One row per metric, then the shares of plan updates acknowledged and of customers told, which
    are counted ever and not in the month."""
    results = {result.metric.name: result for result in card.targets}
    rows = [_metric_row(card, line, results.get(line.metric.name)) for line in card.lines]
    for metric, share in (
        ("plan_updates_acknowledged", card.acknowledged),
        ("customers_told", card.told),
    ):
        if share is not None:
            rows.append(
                ScorecardRow(
                    card.terms.name,
                    card.month,
                    metric,
                    str(Unit.SHARE),
                    rounded(share.value),
                    rounded(share.low),
                    rounded(share.high),
                    share.n,
                )
            )
    return rows


def _metric_row(card: Scorecard, line: Line, result: TargetResult | None) -> ScorecardRow:
    adjusted = line.adjusted
    return ScorecardRow(
        supplier=card.terms.name,
        month=card.month,
        metric=line.metric.name,
        unit=str(line.metric.unit),
        value=rounded(line.now.value),
        low=rounded(line.now.low),
        high=rounded(line.now.high),
        n=line.now.n,
        before=rounded(line.before.value),
        to_date=rounded(line.to_date.value),
        peers=rounded(line.peers.value),
        expected=rounded(adjusted.expected) if adjusted else None,
        adjusted=rounded(adjusted.value) if adjusted else None,
        adjusted_low=rounded(adjusted.low) if adjusted else None,
        adjusted_high=rounded(adjusted.high) if adjusted else None,
        points=rounded(adjusted.points) if adjusted else None,
        target=result.target.amount if result else None,
        is_met=result.is_met if result else None,
        pays_usd=result.pays_usd if result else None,
    )
