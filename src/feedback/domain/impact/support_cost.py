"""What answering an issue's tickets has cost, by supplier."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from feedback.domain.customers.supplier import Supplier
from feedback.domain.impact.handling import handling_cost
from feedback.domain.tickets.ticket import Stake, TicketFacts

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class SupportCost:
    """Handling cost, to date, of an issue's tickets by supplier."""

    supplier: str
    n_tickets: int
    cost_usd: Decimal
    estimated_usd: Decimal = Decimal(0)
    """Part of it by estimated hours."""


def cost_of(supplier: Supplier, facts: TicketFacts) -> tuple[Decimal, bool]:
    """USD for one of its tickets to date, and whether its hours are estimated."""
    return handling_cost(supplier.pricing, supplier.unit_cost_usd, supplier.hours_per_ticket, facts)


def support_costs(
    stakes: Iterable[Stake], by_group: Mapping[str, Supplier]
) -> tuple[SupportCost, ...]:
    """Of these tickets together, by supplier; tickets of nobody's group cost nothing."""
    found: dict[str, tuple[int, Decimal, Decimal]] = {}
    for stake in stakes:
        supplier = by_group.get(stake.facts.group)
        if supplier is None:
            continue
        cost, is_estimated = cost_of(supplier, stake.facts)
        n, usd, estimated = found.get(supplier.name, (0, Decimal(0), Decimal(0)))
        found[supplier.name] = (n + 1, usd + cost, estimated + (cost if is_estimated else 0))
    return tuple(
        SupportCost(name, n, usd.quantize(CENT), estimated.quantize(CENT))
        for name, (n, usd, estimated) in sorted(found.items())
    )
