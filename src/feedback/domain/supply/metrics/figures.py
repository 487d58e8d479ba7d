"""A metric over some tickets: its value, its interval, and how many tickets say so."""

# Names of pandas stand in annotations only: settings read the names and units without loading it.
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, log, sqrt
from typing import TYPE_CHECKING

import numpy as np

from feedback.domain.supply.agreements.quantity import Unit
from feedback.domain.supply.metrics.metrics import Metric

if TYPE_CHECKING:
    import pandas as pd

Z = 1.959964
"""Of a 95 % interval."""
_POSSIBLE = {Unit.CSAT: (1.0, 5.0), Unit.SHARE: (0.0, 1.0)}
"""Where a mean can lie; elsewhere from 0 on."""
_NEARLY_NOTHING = 1e-6
_SMALLEST = {Unit.HOURS: 1 / 60, Unit.DAYS: 1 / 24, Unit.USD: 0.01}
"""A minute, an hour, a cent: less makes no difference to anybody."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric's value over some tickets, with its interval; None where they say nothing."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    """Tickets behind it."""

    @property
    def is_known(self) -> bool:
        """Whether the tickets say anything."""
        return self.value is not None

    @property
    def interval(self) -> tuple[float, float, float]:
        """Low, value, high. Only of a known figure."""
        if self.value is None or self.low is None or self.high is None:
            raise ValueError("the tickets say nothing: look at is_known first")
        return self.low, self.value, self.high


def figure(frame: pd.DataFrame, metric: Metric, min_tickets: int = 0) -> Figure:
    """The metric over these tickets; no value where fewer than `min_tickets` are behind it."""
    num, den = metric.parts(frame)
    return _figure(
        metric, num.sum(), den.sum(), (num * num).sum(), (num * den).sum(), (den * den).sum(),
        int(np.count_nonzero(den)), min_tickets,
    )  # fmt: skip


def figures(
    frame: pd.DataFrame, metric: Metric, by: Sequence[str], min_tickets: int = 0
) -> dict[tuple[str, ...], Figure]:
    """The metric for every combination of `by` that occurs, in order of name."""
    if frame.empty:
        return {}
    num, den = metric.parts(frame)
    if metric.unit is Unit.TICKETS:
        den = np.ones(len(frame))
    keys = frame[list(by)].reset_index(drop=True)
    parts = {
        "num": num, "den": den, "nn": num * num, "nd": num * den, "dd": den * den,
        "n": (den != 0).astype(int),
    }  # fmt: skip
    sums = keys.assign(**parts).groupby(list(by), observed=True, sort=True).sum()
    found = {}
    for key, num_, den_, nn, nd, dd, n in sums.itertuples(name=None):
        if metric.unit is Unit.TICKETS:
            den_ = 1.0
        names = tuple(map(str, key)) if isinstance(key, tuple) else (str(key),)
        found[names] = _figure(metric, num_, den_, nn, nd, dd, int(n), min_tickets)
    return found


def _figure(
    metric: Metric,
    num: float,
    den: float,
    nn: float,
    nd: float,
    dd: float,
    n: int,
    min_tickets: int,
) -> Figure:
    if metric.unit is Unit.TICKETS:
        return Figure(float(num), None, None, n)
    if den == 0 or n < min_tickets:
        return Figure(None, None, None, n)
    value = float(num / den)
    if metric.unit is Unit.SHARE and metric.name != "completeness":
        low, high = wilson(num, den)
        return Figure(value, low, high, n)
    # Linearised variance of a ratio (Cochran 1977, ch. 6): Σ(num − value·den)² / (Σden)².
    squares = max(nn - 2 * value * nd + value * value * dd, 0.0)
    error = sqrt(squares * n / max(n - 1, 1)) / den
    least, most = _POSSIBLE.get(metric.unit, (0.0, inf))
    low, high = max(value - Z * error, least), min(value + Z * error, most)
    if metric.unit is Unit.CSAT and not error:
        # Equal ratings are not certainty: Wilson's interval on the share of the scale.
        low, high = (1 + 4 * bound for bound in wilson((value - 1) / 4 * den, den))
    return Figure(value, low, high, n)


def share_figure(hits: int, n: int) -> Figure:
    """A share counted elsewhere than in the ticket frame."""
    if not n:
        return Figure(None, None, None, 0)
    low, high = wilson(hits, n)
    return Figure(hits / n, low, high, n)


def wilson(hits: float, n: float) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927): right also for few tickets and for 0 or all."""
    share = hits / n
    centre = share + Z * Z / (2 * n)
    half = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    below = 1 + Z * Z / n
    return max((centre - half) / below, 0.0), min((centre + half) / below, 1.0)


def to_scale(value: float, unit: Unit, n: int | None = None) -> float:
    """A scale on which differences can be carried from one mix to another: log odds for shares and
    CSAT, log for the rest, so that what comes back is always possible.

    Of `n` tickets, a share is taken for no nearer to 0 or 1 than half a ticket of them (Cox 1970,
    The Analysis of Binary Data, ch. 3): what never happened in a few is not a thousand times rarer
    than what did once.
    """
    if unit in (Unit.SHARE, Unit.CSAT):
        share = value if unit is Unit.SHARE else (value - 1) / 4
        least = _NEARLY_NOTHING if n is None else 0.5 / (n + 1)
        share = min(max(share, least), 1 - least)
        return log(share / (1 - share))
    return log(max(value, _SMALLEST.get(unit, 0.001)))


def from_scale(scaled: float, unit: Unit) -> float:
    """Back from `to_scale`."""
    if unit in (Unit.SHARE, Unit.CSAT):
        share = 1 / (1 + exp(-scaled))
        return share if unit is Unit.SHARE else 1 + 4 * share
    return exp(scaled)
