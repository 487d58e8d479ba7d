"""The trend of an issue: its tickets and customers per day and week, and where they are going."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import numpy as np

from feedback.domain.impact.counts import daily, rate_ratio, steadiness_of
from feedback.domain.tickets.ticket import Stake

N_DAYS = 28
"""Told day by day: four weeks, so that a weekly rhythm shows as one."""
N_WEEKS = 12
"""Told week by week: a quarter."""


class Trend(StrEnum):
    """Where an issue is going, as far as its tickets tell."""

    NEW = "new"
    """Its first ticket came within the newest `TrendPolicy.weeks`."""
    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"
    QUIET = "quiet"
    """No ticket in the span looked at."""
    UNCLEAR = "unclear"
    """Too few tickets to tell: it may have doubled or halved."""


@dataclass(frozen=True, slots=True)
class TrendPolicy:
    """How a trend is told."""

    weeks: int = 4
    """The newest weeks are compared with as many before them."""
    confidence: float = 0.95
    """Of the interval that must lie above 1 for *rising*, below 1 for *falling*."""


@dataclass(frozen=True, slots=True)
class Activity:
    """What comes in about an issue. Days and weeks end at the night, oldest first."""

    tickets_per_day: tuple[int, ...] = (0,) * N_DAYS
    customers_per_day: tuple[int, ...] = (0,) * N_DAYS
    """Distinct customers who wrote on the day."""
    tickets_per_week: tuple[int, ...] = (0,) * N_WEEKS
    customers_per_week: tuple[int, ...] = (0,) * N_WEEKS
    trend: Trend = Trend.UNCLEAR
    ratio: float | None = None
    """Tickets of the newest weeks over those of the weeks before; None after weeks without any."""
    ratio_low: float = 0.0
    ratio_high: float | None = None
    """Of its interval; None: without bound."""
    first_seen_at: datetime | None = None
    """When the first ticket was written; None when that was never worked out."""
    last_seen_at: datetime | None = None


def activity_of(stakes: Sequence[Stake], policy: TrendPolicy, as_of: datetime) -> Activity:
    """What came in about one issue up to `as_of`. Looks at no other issue."""
    stakes = [stake for stake in stakes if stake.facts.created_at <= as_of]
    if not stakes:
        return Activity()
    moments = [stake.facts.created_at for stake in stakes]
    n_days = 14 * policy.weeks
    per_day = daily(moments, as_of, n_days)
    steadiness = steadiness_of(per_day[np.newaxis, :], np.ones(n_days), np.ones((1, n_days)))
    tickets_per_day, customers_per_day = _per_span(stakes, as_of, 1, N_DAYS)
    tickets_per_week, customers_per_week = _per_span(stakes, as_of, 7, N_WEEKS)
    half = n_days // 2
    n, n_before = int(per_day[:half].sum()), int(per_day[half:].sum())
    mean_per_day = (n + n_before) / n_days
    low, high = rate_ratio(n, n_before, mean_per_day, steadiness, policy.confidence)
    is_new = as_of - min(moments) < timedelta(weeks=policy.weeks)
    return Activity(
        tickets_per_day=tickets_per_day,
        customers_per_day=customers_per_day,
        tickets_per_week=tickets_per_week,
        customers_per_week=customers_per_week,
        trend=Trend.NEW if is_new else _trend(n, low, high),
        ratio=round(n / n_before, 2) if n_before else None,
        ratio_low=round(low, 2),
        ratio_high=None if high == float("inf") else round(high, 2),
        first_seen_at=min(moments),
        last_seen_at=max(moments),
    )


def _trend(n: int, low: float, high: float) -> Trend:
    if n == 0:
        return Trend.QUIET
    if low > 1:
        return Trend.RISING
    if high < 1:
        return Trend.FALLING
    return Trend.STEADY if low > 0.5 and high < 2 else Trend.UNCLEAR


def _per_span(
    stakes: Sequence[Stake], as_of: datetime, days: int, n_spans: int
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Tickets and distinct customers in each span of so many days up to `as_of`, oldest first."""
    tickets = [0] * n_spans
    customers: list[set[str]] = [set() for _ in range(n_spans)]
    for stake in stakes:
        n_ago = (as_of - stake.facts.created_at) // timedelta(days=days)
        if n_ago < n_spans:
            tickets[-1 - n_ago] += 1
            customers[-1 - n_ago].add(stake.customer_id)
    return tuple(tickets), tuple(len(writers) for writers in customers)
