"""The geometry of the supply chain's pictures. Coordinates in SVG user units, y downwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from feedback.domain.supply.reports.portfolio import PortfolioCell

COLOURS = ("#2d58c7", "#c2571a", "#1d6b3c", "#8a3fa8", "#7d5a00", "#0f7a8a", "#b42318", "#55606e")
"""Distinct in print and for most colour-blind readers; names are next to them."""
MAX_COLUMNS = 16
LEFT, TOP, CELL_W, CELL_H = 120.0, 96.0, 72.0, 92.0
RIGHT = 90.0
"""Room for the last column's slanted name."""
MAX_RADIUS = 30.0


@dataclass(frozen=True, slots=True)
class Bubble:
    x: float
    y: float
    r: float
    colour: str
    cell: PortfolioCell


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class PortfolioMap:
    """Segments down, contact types across; a circle per supplier, its area the tickets."""

    width: float
    height: float
    columns: tuple[Label, ...]
    rows: tuple[Label, ...]
    bubbles: tuple[Bubble, ...]
    legend: tuple[tuple[str, str], ...]
    """(supplier, colour)."""
    n_left_out: int
    """Contact types of fewest tickets that have no column; the table has them."""


def portfolio_map(cells: Sequence[PortfolioCell], segments: Sequence[str]) -> PortfolioMap:
    """The picture of `portfolio`, rows in the order of the settings."""
    volume: dict[str, int] = {}
    for cell in cells:
        volume[cell.contact_type] = volume.get(cell.contact_type, 0) + cell.n_tickets
    types = sorted(volume, key=lambda name: (-volume[name], name))
    shown = types[:MAX_COLUMNS]
    rows = [name for name in segments if any(cell.segment == name for cell in cells)]
    suppliers = sorted({cell.supplier for cell in cells})
    colour = {name: COLOURS[at % len(COLOURS)] for at, name in enumerate(suppliers)}
    most = max((cell.n_tickets for cell in cells), default=1)
    bubbles = []
    for row, segment in enumerate(rows):
        for column, name in enumerate(shown):
            here = [cell for cell in cells if (cell.segment, cell.contact_type) == (segment, name)]
            bubbles += _packed(here, column, row, most, colour)
    return PortfolioMap(
        width=LEFT + CELL_W * len(shown) + RIGHT,
        height=TOP + CELL_H * len(rows),
        columns=tuple(
            Label(LEFT + CELL_W * (at + 0.5), TOP - 10, name) for at, name in enumerate(shown)
        ),
        rows=tuple(
            Label(LEFT - 12, TOP + CELL_H * (at + 0.5), name) for at, name in enumerate(rows)
        ),
        bubbles=tuple(bubbles),
        legend=tuple(colour.items()),
        n_left_out=len(types) - len(shown),
    )


def _packed(
    here: Sequence[PortfolioCell], column: int, row: int, most: int, colour: Mapping[str, str]
) -> list[Bubble]:
    """Side by side, largest first, as wide as the cell at most."""
    ordered = sorted(here, key=lambda cell: (-cell.n_tickets, cell.supplier))
    radii = [max(MAX_RADIUS * sqrt(cell.n_tickets / most), 4.0) for cell in ordered]
    scale = min(1.0, (CELL_W - 6) / max(2 * sum(radii), 1.0))
    x = LEFT + CELL_W * (column + 0.5) - sum(radii) * scale
    made = []
    for cell, radius in zip(ordered, radii, strict=True):
        r = radius * scale
        y = TOP + CELL_H * (row + 0.42)
        made.append(Bubble(round(x + r, 1), round(y, 1), round(r, 1), colour[cell.supplier], cell))
        x += 2 * r
    return made
