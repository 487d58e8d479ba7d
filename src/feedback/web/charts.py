"""The geometry of the inline charts. Coordinates in SVG user units, y downwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

MIN_TOP = 4
"""A sparkline is never scaled to fewer tickets than this: one ticket a day is not a peak."""


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class IntervalBar:
    """An amount with its interval on a scale that all rows share; shares of the width, 0..100."""

    low: float
    point: float
    high: float


def bars(
    values: Sequence[float], width: float, height: float, min_top: float = MIN_TOP
) -> tuple[Bar, ...]:
    """One bar per value across the width. Zero is a hairline, so that the days can be counted."""
    if not values:
        return ()
    step = width / len(values)
    top = max(*values, min_top)
    made = []
    for place, amount in enumerate(values):
        tall = max(amount / top * height, 1.0)
        made.append(
            Bar(
                x=round(place * step + step * 0.1, 2),
                y=round(height - tall, 2),
                width=round(step * 0.8, 2),
                height=round(tall, 2),
            )
        )
    return tuple(made)


def interval_bar(low: Decimal, point: Decimal, high: Decimal, top: Decimal) -> IntervalBar:
    """Where an amount and its interval lie between 0 and `top`."""
    if top <= 0:
        return IntervalBar(0.0, 0.0, 0.0)
    low_at, point_at, high_at = (
        round(float(min(amount / top, Decimal(1))) * 100, 2) for amount in (low, point, high)
    )
    return IntervalBar(low_at, point_at, high_at)
