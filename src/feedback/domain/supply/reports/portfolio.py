"""The portfolio: who answers what, at which price and with what experience."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from feedback.domain.supply.agreements.quantity import Unit, show_amount
from feedback.domain.supply.metrics.figures import Figure, figures
from feedback.domain.supply.metrics.metrics import BY_NAME
from feedback.domain.supply.metrics.mix import CELL
from feedback.domain.supply.metrics.policy import SupplyPolicy
from feedback.domain.wording import count

EXPERIENCE = ("first_response_within", "resolution_within", "csat")


@dataclass(frozen=True, slots=True)
class PortfolioCell:
    """One segment × contact type × supplier."""

    segment: str
    contact_type: str
    supplier: str
    n_tickets: int
    cost_per_resolution: Figure
    csat: Figure
    first_response_within: Figure
    resolution_within: Figure
    n_misrouted: int

    @property
    def experience(self) -> float | None:
        """Mean of what is known of: in time (twice) and CSAT as a share of its scale; 0..1."""
        known = [
            figure.value
            for figure in (self.first_response_within, self.resolution_within)
            if figure.value is not None
        ]
        if self.csat.value is not None:
            known.append((self.csat.value - 1) / 4)
        return sum(known) / len(known) if known else None


def portfolio(frame: pd.DataFrame, policy: SupplyPolicy) -> list[PortfolioCell]:
    """Every cell with tickets, in order of segment, contact type and supplier."""
    by = (*CELL, "supplier")
    made = {
        name: figures(frame, BY_NAME[name], by, policy.min_tickets)
        for name in ("tickets", "misrouted", "cost_per_resolution", *EXPERIENCE)
    }
    wrong = figures(frame, BY_NAME["misrouted"], by)
    return [
        PortfolioCell(
            key[0],
            key[1],
            key[2],
            tickets.n,
            made["cost_per_resolution"][key],
            made["csat"][key],
            made["first_response_within"][key],
            made["resolution_within"][key],
            n_misrouted=round((wrong[key].value or 0.0) * tickets.n),
        )
        for key, tickets in made["tickets"].items()
    ]


def portfolio_words(cells: Sequence[PortfolioCell]) -> list[str]:
    """What stands at the top, in words a manager understands. Never empty."""
    by_supplier: dict[str, int] = {}
    for cell in cells:
        by_supplier[cell.supplier] = by_supplier.get(cell.supplier, 0) + cell.n_tickets
    total = sum(by_supplier.values())
    if not total:
        return ["There are no tickets in these months."]
    shares = ", ".join(
        f"{name} {show_amount(n / total, Unit.SHARE)}"
        for name, n in sorted(by_supplier.items(), key=lambda item: (-item[1], item[0]))
    )
    told = [f"{count(total, 'ticket')}: {shares}."]
    wrong: dict[tuple[str, str], int] = {}
    for cell in cells:
        if cell.n_misrouted:
            key = (cell.segment, cell.supplier)
            wrong[key] = wrong.get(key, 0) + cell.n_misrouted
    if wrong:
        (segment, supplier), n = max(wrong.items(), key=lambda item: (item[1], item[0]))
        told.insert(
            0,
            f"{count(n, f'{segment} ticket')} went to {supplier}, which should not answer "
            f"{'it' if n == 1 else 'them'}.",
        )
    return told
