"""The receipt of an issue's impact as a reader outside sees it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from feedback.domain.impact.impact import ReceiptLine, usd_sum


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One customer's share of an issue's impact. Amounts in USD per year; None: ranked by
    customers."""

    customer: str
    """As people call it."""
    segment: str
    value_usd: Decimal | None
    weight: Decimal
    exposure: Decimal
    """Share of the value at risk, 0..1, four places."""
    contribution_usd: Decimal | None
    """value × weight × exposure, to the cent."""
    n_tickets: int
    is_estimated: bool
    """The value is an estimate, not the customer's own."""
    why: tuple[str, ...]
    """What raised the exposure."""


@dataclass(frozen=True, slots=True)
class OtherCustomers:
    """The customers without a row of their own, summed. USD per year; None: ranked by customers."""

    n_customers: int = 0
    contribution_usd: Decimal | None = Decimal("0.00")
    n_tickets: int = 0
    """Counted where customers have no amounts; else 0."""


def receipt_of(
    lines: Sequence[ReceiptLine], n_rows: int
) -> tuple[tuple[ReceiptRow, ...], OtherCustomers]:
    """The first `n_rows` lines one by one, the others summed."""
    others = lines[n_rows:]
    total = usd_sum(line.contribution_usd for line in others)
    n_tickets = sum(line.n_tickets for line in others) if total is None else 0
    return tuple(_rows(lines[:n_rows])), OtherCustomers(len(others), total, n_tickets)


def _rows(lines: Iterable[ReceiptLine]) -> Iterable[ReceiptRow]:
    for line in lines:
        yield ReceiptRow(
            customer=line.customer_name,
            segment=line.segment,
            value_usd=line.value_usd,
            weight=line.weight,
            exposure=line.exposure,
            contribution_usd=line.contribution_usd,
            n_tickets=line.n_tickets,
            is_estimated=line.is_estimated,
            why=line.why,
        )
