"""Every figure about support, defined once: name, formula, unit, grain, exclusions.

Each metric is a ratio of sums over tickets, value = Σ numerator / Σ denominator, so the same
definition gives a supplier's month, a segment's year and a cell of both; sums of cells are sums of
the whole. docs/metrics.md is written from this file.
"""

# Names of pandas stand in annotations only: settings read the names and units without loading it.
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from feedback.domain.supply.quantity import Unit

if TYPE_CHECKING:
    import pandas as pd

Parts = tuple[NDArray[np.float64], NDArray[np.float64]]
Z = 1.959964
"""Of a 95 % interval."""
FIRST_CONTACT_HOURS = 1.0
"""A solution that follows the first reply within an hour came with it: helpdesks stamp the two one
after the other, and none of them exports how often somebody replied."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure: what it is, and its two parts per ticket."""

    name: str
    title: str
    formula: str
    unit: Unit
    exclusions: str
    aspect: str
    """experience, cost, handoff or volume."""
    lower_is_better: bool
    parts: Callable[[pd.DataFrame], Parts]
    grain: str = "ticket, in the month it was opened"
    is_adjusted: bool = False
    """Whether it is compared for the same mix of segment and contact type."""


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
        return self.value is not None

    @property
    def interval(self) -> tuple[float, float, float]:
        """Low, value, high. Only of a known figure."""
        if self.value is None or self.low is None or self.high is None:
            raise ValueError("the tickets say nothing: look at is_known first")
        return self.low, self.value, self.high


def _mean_of(column: str) -> Callable[[pd.DataFrame], Parts]:
    def parts(frame: pd.DataFrame) -> Parts:
        value = frame[column].to_numpy(dtype=float)
        known = ~np.isnan(value)
        return np.where(known, value, 0.0), known.astype(float)

    return parts


def _share_of(flag: str, among: Callable[[pd.DataFrame], NDArray[np.bool_]]) -> Callable[
    [pd.DataFrame], Parts
]:  # fmt: skip
    def parts(frame: pd.DataFrame) -> Parts:
        there = among(frame)
        return (frame[flag].to_numpy(dtype=bool) & there).astype(float), there.astype(float)

    return parts


def _all(frame: pd.DataFrame) -> NDArray[np.bool_]:
    return np.ones(len(frame), dtype=bool)


def _solved(frame: pd.DataFrame) -> NDArray[np.bool_]:
    return np.asarray(frame["solved_at"].notna())


def _tickets(frame: pd.DataFrame) -> Parts:
    return np.ones(len(frame)), np.full(len(frame), 1.0 / max(len(frame), 1))


def _first_contact(frame: pd.DataFrame) -> Parts:
    known = _solved(frame) & frame["first_reply_at"].notna().to_numpy()
    gap = (frame["solved_at"] - frame["first_reply_at"]).to_numpy() / np.timedelta64(1, "h")
    at_once = known & (gap <= FIRST_CONTACT_HOURS) & (frame["n_reopens"].to_numpy() == 0)
    return at_once.astype(float), known.astype(float)


def _reopened(frame: pd.DataFrame) -> Parts:
    ever = _solved(frame) | (frame["n_reopens"].to_numpy() > 0)
    return (ever & (frame["n_reopens"].to_numpy() > 0)).astype(float), ever.astype(float)


def _cost_per_resolution(frame: pd.DataFrame) -> Parts:
    return frame["cost_usd"].to_numpy(dtype=float), _solved(frame).astype(float)


def _linked(frame: pd.DataFrame) -> Parts:
    known = frame["has_text"].to_numpy(dtype=bool)
    return ((frame["issue"] != "").to_numpy() & known).astype(float), known.astype(float)


def _hours_to_link(frame: pd.DataFrame) -> Parts:
    hours = (frame["linked_at"] - frame["created_at"]).to_numpy() / np.timedelta64(1, "h")
    known = ~np.isnan(hours)
    return np.where(known, np.maximum(hours, 0.0), 0.0), known.astype(float)


def _complete(frame: pd.DataFrame) -> Parts:
    filled = (
        (frame["type"] != "").to_numpy().astype(float)
        + frame["has_tags"].to_numpy(dtype=float)
        + frame["has_support_agent"].to_numpy(dtype=float)
        + frame["has_text"].to_numpy(dtype=float)
    )
    return filled / 4.0, np.ones(len(frame))


METRICS: tuple[Metric, ...] = (
    Metric(
        "tickets", "Tickets", "number of tickets opened", Unit.TICKETS,
        "deleted tickets", "volume", False, _tickets,
    ),
    Metric(
        "first_response_hours", "First response",
        "mean hours from opening to the first reply, counted in the hours the segment is owed",
        Unit.HOURS, "tickets without a recorded first reply", "experience", True,
        _mean_of("first_response_hours"), is_adjusted=True,
    ),
    Metric(
        "first_response_within", "First response in time",
        "tickets first answered within their segment's target / tickets decided; one that still "
        "waits past its target is decided",
        Unit.SHARE,
        "segments without a target; waiting tickets whose time is not over; solved tickets whose "
        "first reply was not recorded", "experience", False,
        _mean_of("first_response_met"), is_adjusted=True,
    ),
    Metric(
        "resolution_hours", "Full resolution",
        "mean hours from opening to the (last) solution, counted in the hours the segment is owed",
        Unit.HOURS, "tickets not solved yet", "experience", True,
        _mean_of("resolution_hours"), is_adjusted=True,
    ),
    Metric(
        "resolution_within", "Resolved in time",
        "tickets solved within their segment's target / tickets decided; an open one past its "
        "target is decided",
        Unit.SHARE, "segments without a target; open tickets whose time is not over", "experience",
        False, _mean_of("resolution_met"), is_adjusted=True,
    ),
    Metric(
        "first_contact_resolution", "Solved at first contact",
        "solved tickets never reopened whose solution followed the first reply within "
        f"{FIRST_CONTACT_HOURS:g} h / solved tickets with a recorded first reply",
        Unit.SHARE, "open tickets; tickets without a recorded first reply", "experience", False,
        _first_contact, is_adjusted=True,
    ),
    Metric(
        "reopen_rate", "Reopened",
        "tickets reopened at least once / tickets that were ever solved",
        Unit.SHARE, "tickets never solved", "experience", True, _reopened, is_adjusted=True,
    ),
    Metric(
        "csat", "CSAT", "mean of the customers' ratings, 1 (worst) to 5 (best)", Unit.CSAT,
        "tickets without a rating; ratings on other scales are converted by their source or set "
        "aside when they are read", "experience", False, _mean_of("csat"), is_adjusted=True,
    ),
    Metric(
        "backlog_age_days", "Age of the backlog",
        "mean days since opening of the tickets that are open now", Unit.DAYS,
        "tickets solved or closed", "experience", True, _mean_of("age_days"), is_adjusted=True,
    ),
    Metric(
        "cost_per_resolution", "Cost per resolution",
        "cost of all tickets / tickets solved; cost by the supplier's pricing: per ticket, per "
        "resolution, or hours paid for shared out over the month's tickets",
        Unit.USD, "tickets of no supplier", "cost", True, _cost_per_resolution, is_adjusted=True,
    ),
    Metric(
        "linked", "Linked to an issue", "tickets in an issue / tickets with a text", Unit.SHARE,
        "tickets without a text", "handoff", False, _linked,
    ),
    Metric(
        "misrouted", "Misrouted",
        "tickets whose supplier may not serve their segment, contact type or language / tickets",
        Unit.SHARE, "tickets of no supplier", "handoff", True, _share_of("is_misrouted", _all),
    ),
    Metric(
        "duplicates", "Duplicates",
        "tickets that nearly repeat an earlier one of their requester / tickets", Unit.SHARE,
        "none", "handoff", True, _share_of("is_echo", _all),
    ),
    Metric(
        "completeness", "Completeness",
        "mean share of four things that are there: type, tags, support agent, text", Unit.SHARE,
        "none", "handoff", False, _complete,
    ),
    Metric(
        "hours_to_link", "Time to link",
        "mean hours from opening to when the ticket was put into the issue it is in now",
        Unit.HOURS, "tickets in no issue", "handoff", True, _hours_to_link,
    ),
)  # fmt: skip
BY_NAME: Mapping[str, Metric] = {one.name: one for one in METRICS}


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
    return Figure(value, value - Z * error, value + Z * error, n)


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


def to_scale(value: float, unit: Unit) -> float:
    """A scale on which differences can be carried from one mix to another: log odds for shares and
    CSAT, log for the rest, so that what comes back is always possible."""
    if unit in (Unit.SHARE, Unit.CSAT):
        share = value if unit is Unit.SHARE else (value - 1) / 4
        share = min(max(share, 0.001), 0.999)
        return log(share / (1 - share))
    return log(max(value, 0.001))


def from_scale(scaled: float, unit: Unit) -> float:
    """Back from `to_scale`."""
    if unit in (Unit.SHARE, Unit.CSAT):
        share = 1 / (1 + exp(-scaled))
        return share if unit is Unit.SHARE else 1 + 4 * share
    return exp(scaled)


def of_aspect(aspect: str) -> Iterable[Metric]:
    return (one for one in METRICS if one.aspect == aspect)
