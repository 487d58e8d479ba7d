"""Charts of a history, night by night: bars and lines over one axis. Coordinates as in `charts`."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from feedback import display
from feedback.web.charts import Bar

WIDTH, HEIGHT = 560.0, 170.0
"""Of the part with the data; labels stand left of it and below."""
MAX_BARS = 280
"""More would be thinner than two units each; then several nights share a bar."""
N_DATES = 4


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    path: str
    """SVG path data; empty without a known value."""


@dataclass(frozen=True, slots=True)
class Plot:
    """One chart, ready to draw."""

    title: str
    note: str
    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    summary: str
    """What it shows, for those who do not see it."""


def bar_plot(
    title: str,
    note: str,
    nights: Sequence[datetime],
    values: Sequence[float],
    together: Callable[[Sequence[float]], float],
    show: Callable[[float], str],
) -> Plot:
    """A bar a night; where there are too many, `together` (sum, max) joins several nights."""
    per_bar = math.ceil(len(values) / MAX_BARS)
    joined = [together(values[start : start + per_bar]) for start in range(0, len(values), per_bar)]
    y_ticks, top = _scale(max(joined), show)
    step = WIDTH / len(joined)
    bars = []
    for place, value in enumerate(joined):
        tall = round(value / top * HEIGHT, 2)
        if tall > 0:
            wide = round(max(step * 0.85, 0.6), 2)
            bars.append(Bar(round(place * step, 2), round(HEIGHT - tall, 2), wide, tall))
    if per_bar > 1:
        note = f"{note} Each bar stands for {per_bar} nights."
    return Plot(title, note, tuple(bars), (), y_ticks, _dates(nights), _summary(joined, show))


def line_plot(
    title: str,
    note: str,
    nights: Sequence[datetime],
    series: Mapping[str, Sequence[float | None]],
    show: Callable[[float], str],
    top: float | None = None,
) -> Plot:
    """One line a series over the same nights; None is not measured and is drawn across."""
    known = [value for values in series.values() for value in values if value is not None]
    y_ticks, scaled_top = _scale(max(known, default=1.0) if top is None else top, show)
    lines = tuple(Line(name, _path(values, scaled_top)) for name, values in series.items())
    summary = "; ".join(
        f"{name}: {_summary([v for v in values if v is not None], show)}"
        for name, values in series.items()
    )
    return Plot(title, note, (), lines, y_ticks, _dates(nights), summary)


def _path(values: Sequence[float | None], top: float) -> str:
    step = WIDTH / max(len(values), 1)
    points = [
        f"{round((place + 0.5) * step, 1):g},{round(HEIGHT * (1 - max(value, 0.0) / top), 1):g}"
        for place, value in enumerate(values)
        if value is not None
    ]
    if len(points) == 1:  # a dot
        points *= 2
    return f"M{' L'.join(points)}" if points else ""


def _scale(most: float, show: Callable[[float], str]) -> tuple[tuple[Tick, ...], float]:
    """Two to five round steps from 0, the last at or above `most`."""
    most = most if most > 0 else 1.0
    power = 10.0 ** math.floor(math.log10(most))
    step = next(
        power * part for part in (0.2, 0.25, 0.5, 1.0, 2.0) if math.ceil(most / (power * part)) <= 5
    )
    n_steps = math.ceil(round(most / step, 6))
    top = n_steps * step
    return (
        tuple(
            Tick(round(HEIGHT * (1 - number / n_steps), 2), show(number * step))
            for number in range(n_steps + 1)
        ),
        top,
    )


def _dates(nights: Sequence[datetime]) -> tuple[Tick, ...]:
    n = min(N_DATES, len(nights))
    places = sorted({round(tick * (len(nights) - 1) / max(n - 1, 1)) for tick in range(n)})
    step = WIDTH / len(nights)
    return tuple(
        Tick(round((place + 0.5) * step, 1), display.day(nights[place])) for place in places
    )


def _summary(values: Sequence[float], show: Callable[[float], str]) -> str:
    if not values:
        return "not measured"
    return f"from {show(min(values))} to {show(max(values))}, last {show(values[-1])}"
