"""The lines of a scorecard, and contract targets judged by them."""

from collections.abc import Sequence
from dataclasses import dataclass

from feedback.domain.supply.agreements.terms import Band, ContractTarget
from feedback.domain.supply.metrics.figures import Figure
from feedback.domain.supply.metrics.metrics import Metric
from feedback.domain.supply.metrics.mix import Adjusted


@dataclass(frozen=True, slots=True)
class Line:
    """One metric of a scorecard."""

    metric: Metric
    now: Figure
    before: Figure
    """The month before."""
    to_date: Figure
    """Since the beginning of the year."""
    peers: Figure
    """All other suppliers together, same month."""
    peers_to_date: Figure
    """Only where the month is too thin to compare, so that the year stands in."""
    adjusted: Adjusted | None
    adjusted_to_date: Adjusted | None


@dataclass(frozen=True, slots=True)
class TargetResult:
    """A contract target against the month's figure."""

    target: ContractTarget
    metric: Metric
    figure: Figure
    is_met: bool | None
    """None: too few tickets to say."""
    pays_usd: float
    """Bonus (above 0) or malus (below) of the month's invoice."""


def judge(target: ContractTarget, lines: Sequence[Line], invoice_usd: float) -> TargetResult:
    """Met or not, and what the bands make of the month's invoice."""
    line = next(line for line in lines if line.metric.name == target.metric)
    value = line.now.value
    if value is None:
        return TargetResult(target, line.metric, line.now, None, 0.0)
    lower = line.metric.lower_is_better

    def reaches(amount: float) -> bool:
        return value <= amount if lower else value >= amount

    pays = 0.0
    if target.bonus is not None and reaches(target.bonus.at):
        pays = target.bonus.share * invoice_usd
    elif target.malus is not None and not _is_better(value, target.malus, lower):
        pays = -target.malus.share * invoice_usd
    return TargetResult(target, line.metric, line.now, reaches(target.amount), round(pays, 2))


def _is_better(value: float, malus: Band, lower: bool) -> bool:
    return value < malus.at if lower else value > malus.at
