"""Mismatch month by month: the money exposed, and each target, with intervals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from feedback.domain.supply.metrics.figures import Figure, figures, wilson
from feedback.domain.supply.metrics.metrics import BY_NAME
from feedback.domain.supply.metrics.policy import SupplyPolicy
from feedback.domain.supply.metrics.ticket_frame import of_period
from feedback.domain.supply.reports.mismatch import PROMISES, missed_tickets, owed_to


@dataclass(frozen=True, slots=True)
class SegmentTrend:
    """One segment, by month (`2026-03`)."""

    segment: str
    exposed: Mapping[str, Figure]
    """USD a year: what the mismatch of that month alone has as value exposed, over all contact
    types, each customer once. `n` counts tickets."""
    targets: Mapping[str, tuple[float, Mapping[str, Figure]]]
    """Metric → what is owed, and what was delivered."""


def segment_trends(
    frame: pd.DataFrame, policy: SupplyPolicy, late: frozenset[str], months: Sequence[str]
) -> list[SegmentTrend]:
    """Segments with tickets in these months, in the order of the settings."""
    shown = of_period(frame, months)
    exposed = {month: _exposed(of_period(shown, [month]), policy, late) for month in months}
    delivered = {
        name: figures(shown, BY_NAME[name], ("segment", "month"), policy.min_tickets)
        for name in PROMISES
    }
    there = {str(name) for name in shown["segment"].unique()}
    made = []
    for segment in [name for name in policy.profiles if name in there]:
        profile = policy.profiles[segment]
        targets = {}
        for name in PROMISES:
            owed = owed_to(profile, name)
            by_month = {
                month: delivered[name][segment, month]
                for month in months
                if (segment, month) in delivered[name]
            }
            if name == "misrouted" and not any(figure.value for figure in by_month.values()):
                continue
            if owed is not None and any(figure.n for figure in by_month.values()):
                targets[name] = (owed, by_month)
        by_month = {m: exposed[m][segment] for m in months if segment in exposed[m]}
        made.append(SegmentTrend(segment, by_month, targets))
    return made


def _exposed(frame: pd.DataFrame, policy: SupplyPolicy, late: frozenset[str]) -> dict[str, Figure]:
    """Segment → value exposed in these tickets."""
    if frame.empty:
        return {}
    missed = missed_tickets(frame, policy, late)["any"].to_numpy()
    customers = (
        frame[["segment", "customer_id", "value_usd"]]
        .assign(missed=missed, n=1)
        .groupby(["segment", "customer_id"], observed=True)
        .agg(value=("value_usd", "first"), missed=("missed", "max"), n=("n", "sum"))
    )
    found = {}
    for segment, own in customers.groupby(level="segment", observed=True):
        n = int(own["n"].sum())
        found[str(segment)] = (
            exposed_figure(own["value"].to_numpy(float), own["missed"].to_numpy(bool), n)
            if n >= policy.min_tickets
            else Figure(None, None, None, n)
        )
    return found


def exposed_figure(values: np.ndarray, missed: np.ndarray, n_tickets: int) -> Figure:
    """Σ value of the customers with something missed, one entry per customer, and its interval.

    The interval takes the customers for a draw from many like them: Wilson's, of the share of the
    value that is exposed, with as many customers as their unequal values are worth,
    (Σ value)² / Σ value² (Kish 1965, Survey Sampling, ch. 11); times all of the value.
    """
    total = float(values.sum())
    exposed = float(values[missed].sum())
    if not total:
        return Figure(0.0, 0.0, 0.0, n_tickets)
    n_effective = total**2 / float((values**2).sum())
    low, high = wilson(exposed / total * n_effective, n_effective)
    return Figure(exposed, low * total, high * total, n_tickets)
