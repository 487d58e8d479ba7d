"""The months of a mismatch as pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feedback.domain.supply.agreements.profile import SupportProfile
from feedback.domain.supply.agreements.quantity import Unit, show_amount
from feedback.domain.supply.metrics.figures import Figure
from feedback.domain.supply.metrics.metrics import BY_NAME
from feedback.domain.supply.reports.mismatch_by_month import SegmentTrend

TREND_W, TREND_H = 260.0, 90.0
"""SVG user units, y downwards."""
SCALES: Mapping[Unit, tuple[float, float]] = {Unit.SHARE: (0.0, 1.0), Unit.CSAT: (1.0, 5.0)}
"""What stands at the bottom and at the top."""
MAX_MONTH_LABELS = 6
"""More would touch each other; the rest have the year and month in their tooltip."""


@dataclass(frozen=True, slots=True)
class Whisker:
    """A month's value with its interval; None: too few tickets."""

    x: float
    label: str
    value: float | None
    low: float
    high: float
    words: str


@dataclass(frozen=True, slots=True)
class TrendPicture:
    """One figure of one segment, month by month."""

    title: str
    owed_words: str
    owed: float | None
    """Where the line of what is owed lies."""
    top_words: str
    """What the top of the picture stands for."""
    whiskers: tuple[Whisker, ...]


def segment_pictures(
    trend: SegmentTrend, profile: SupportProfile, months: Sequence[str]
) -> list[TrendPicture]:
    """Money first, then each target."""
    top = max((figure.high or 0.0 for figure in trend.exposed.values()), default=0.0) or 1.0
    pictures = [
        TrendPicture(
            "Value exposed", "a year, to a missed target", None, dollars(top),
            _whiskers(trend.exposed, months, Unit.USD, (0.0, top)),
        )
    ]  # fmt: skip
    for name, (owed, by_month) in trend.targets.items():
        metric = BY_NAME[name]
        scale = SCALES[metric.unit]
        most = "at most " if metric.lower_is_better and owed else ""
        amount = show_amount(owed, metric.unit) if owed else "none"
        pictures.append(
            TrendPicture(
                metric.title,
                f"owed: {most}{amount}{_within(profile, name)}",
                _y(owed, scale),
                show_amount(scale[1], metric.unit),
                _whiskers(by_month, months, metric.unit, scale),
            )
        )
    return pictures


def _within(profile: SupportProfile, metric: str) -> str:
    hours = {
        "first_response_within": profile.first_response_hours,
        "resolution_within": profile.resolution_hours,
    }.get(metric)
    return f" within {show_amount(hours, Unit.HOURS)}" if hours else ""


def dollars(amount: float) -> str:
    return f"${amount:,.0f}"


def _y(value: float, scale: tuple[float, float]) -> float:
    bottom, top = scale
    return round(TREND_H * (1 - (value - bottom) / (top - bottom)), 1)


def _whiskers(
    by_month: Mapping[str, Figure], months: Sequence[str], unit: Unit, scale: tuple[float, float]
) -> tuple[Whisker, ...]:
    step = TREND_W / max(len(months), 1)
    every = -(-len(months) // MAX_MONTH_LABELS)
    made = []
    for at, month in enumerate(months):
        figure = by_month.get(month)
        x = round((at + 0.5) * step, 1)
        label = month if at % every == 0 else ""
        if figure is None or not figure.is_known:
            n = figure.n if figure else 0
            made.append(Whisker(x, label, None, 0, 0, f"{month}: too few tickets ({n})"))
            continue
        # An interval of a mean may leave the scale; what cannot be is not drawn.
        low, value, high = (min(max(end, scale[0]), scale[1]) for end in figure.interval)
        show = dollars if unit is Unit.USD else lambda amount: show_amount(amount, unit)
        words = f"{month}: {show(value)} ({show(low)} to {show(high)}) of {figure.n} tickets"
        made.append(Whisker(x, label, _y(value, scale), _y(low, scale), _y(high, scale), words))
    return tuple(made)
