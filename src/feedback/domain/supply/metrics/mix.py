"""Fair comparison: what a supplier's own mix of tickets would let anybody expect.

Indirect standardisation (Breslow & Day 1987, ch. 2) over cells of segment × contact type:

    expected = Σ over cells: own tickets × reference rate of the cell / own tickets
    adjusted = reference overall, moved by own against expected (odds for shares and CSAT, ratio
               for hours and money)

The reference is *fixed*: agreed once, frozen, and used until it is renewed. A score then depends on
the supplier's own tickets and on nothing that another supplier does. Until one is frozen a
provisional one stands in, in which every supplier counts once per cell, however many tickets it
has, and every cell once: more of the same tickets elsewhere moves nothing there either.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import exp

import pandas as pd

from feedback.domain.supply.agreements.terms import UNKNOWN_SUPPLIER
from feedback.domain.supply.metrics.figures import Figure, figure, from_scale, to_scale
from feedback.domain.supply.metrics.metrics import METRICS, Metric
from feedback.domain.supply.metrics.reference import Reference, lasting_name

CELL = ("segment", "contact_type")
PRIOR_TICKETS = 5.0
"""A cell of few tickets leans on its contact type, that on the whole: as if so many tickets had
said what those say."""


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A figure beside what its own mix would let anybody expect."""

    observed: Figure
    expected: float
    value: float
    """As if the mix had been the reference's."""
    low: float
    high: float
    points: float
    """0..100; 50: as the reference does with the same tickets, more is better."""


def frozen_reference(frame: pd.DataFrame, from_on: date, until_on: date) -> Reference:
    """Pooled rates of all tickets given, to be kept."""
    rates: dict[tuple[str, str, str], float] = {}
    for metric in _adjusted_metrics():
        cells = _sums(frame, metric, CELL)
        total_num, total_den = cells["num"].sum(), cells["den"].sum()
        if total_den == 0:
            continue
        overall = total_num / total_den
        rates[metric.name, "", ""] = float(overall)
        by_type = cells.groupby(level="contact_type", observed=True).sum()
        for (contact_type,), num, den in _parts(by_type):
            rates[metric.name, "", lasting_name(contact_type)] = _leaning(num, den, overall)
        by_segment = cells.groupby(level="segment", observed=True).sum()
        for (segment,), num, den in _parts(by_segment):
            rates[metric.name, segment, ""] = _leaning(num, den, overall)
        for (segment, contact_type), num, den in _parts(cells):
            usual = rates[metric.name, "", lasting_name(contact_type)]
            rates[metric.name, segment, lasting_name(contact_type)] = _leaning(num, den, usual)
    return Reference(rates, from_on, until_on, is_frozen=True)


def reference_of_days(
    frame: pd.DataFrame, time_zone: str, from_on: date, until_on: date
) -> Reference | None:
    """Rates of the tickets opened in these days, both included; None where there are none."""
    opened = frame["created_at"].dt.tz_localize("UTC")
    first, last = (pd.Timestamp(day, tz=time_zone) for day in (from_on, until_on))
    chosen = (opened >= first) & (opened < last + pd.DateOffset(days=1))
    if not chosen.any():
        return None
    return frozen_reference(frame[chosen.to_numpy()], from_on, until_on)


def provisional_reference(frame: pd.DataFrame) -> Reference:
    """Every supplier counts once per cell and every cell once: independent of volumes."""
    rates: dict[tuple[str, str, str], float] = {}
    for metric in _adjusted_metrics():
        cells: dict[tuple[str, str], list[float]] = {}
        for (segment, contact_type, supplier), num, den in _parts(
            _sums(frame, metric, (*CELL, "supplier"))
        ):
            if den > 0 and supplier != UNKNOWN_SUPPLIER:
                cells.setdefault((segment, lasting_name(contact_type)), []).append(num / den)
        for key, theirs in cells.items():
            rates[metric.name, *key] = sum(theirs) / len(theirs)
        if cells:
            usual = [rates[metric.name, *key] for key in cells]
            rates[metric.name, "", ""] = sum(usual) / len(usual)
    return Reference(rates, None, None, is_frozen=False)


def adjust(
    frame: pd.DataFrame, metric: Metric, reference: Reference, min_tickets: int
) -> Adjusted | None:
    """One supplier's tickets against the reference; None where they or it say nothing."""
    overall = reference.rate(metric.name, "", "")
    observed = figure(frame, metric, min_tickets)
    if overall is None or not observed.is_known:
        return None
    expected = expectation(frame, metric, reference)
    unit, n = metric.unit, observed.n
    low, value, high = observed.interval
    usual = to_scale(expected, unit, n)
    to_reference = to_scale(overall, unit, n) - usual
    merit = to_scale(value, unit, n) - usual
    sign = -1.0 if metric.lower_is_better else 1.0
    return Adjusted(
        observed,
        expected,
        value=from_scale(to_scale(value, unit) + to_reference, unit),
        low=from_scale(to_scale(low, unit) + to_reference, unit),
        high=from_scale(to_scale(high, unit) + to_reference, unit),
        points=100 / (1 + exp(-sign * merit)),
    )


def expectation(frame: pd.DataFrame, metric: Metric, reference: Reference) -> float:
    """What the reference would have had with these tickets. Some must count for the metric."""
    total = expected = 0.0
    for (segment, contact_type), _, den in _parts(_sums(frame, metric, CELL)):
        rate = reference.rate(metric.name, segment, contact_type)
        if rate is not None:
            expected += den * rate
            total += den
    return expected / total


def _adjusted_metrics() -> list[Metric]:
    return [metric for metric in METRICS if metric.is_adjusted]


def _sums(frame: pd.DataFrame, metric: Metric, by: tuple[str, ...]) -> pd.DataFrame:
    num, den = metric.parts(frame)
    keys = frame[list(by)].reset_index(drop=True)
    return keys.assign(num=num, den=den).groupby(list(by), observed=True, sort=True).sum()


def _parts(sums: pd.DataFrame) -> Iterator[tuple[tuple[str, ...], float, float]]:
    """The names of a row's group, and its two sums."""
    for key, num, den in sums[["num", "den"]].itertuples(name=None):
        names = key if isinstance(key, tuple) else (key,)
        yield tuple(map(str, names)), float(num), float(den)


def _leaning(num: float, den: float, on: float) -> float:
    return float((num + PRIOR_TICKETS * on) / (den + PRIOR_TICKETS))
