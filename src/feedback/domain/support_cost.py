"""What answering an issue's tickets has cost, by supplier."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from feedback.domain.customer import Supplier
from feedback.domain.ticket import Stake

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class SupportCost:
    """Handling cost, to date, of an issue's tickets by supplier."""

    supplier: str
    n_tickets: int
    cost_usd: Decimal


@dataclass(frozen=True, slots=True)
class TicketPrices:
    """What one ticket costs: its supplier's unit cost; where a month's hours are paid for, an equal
    part of them."""

    by_group: Mapping[str, Supplier]
    by_month: Mapping[tuple[str, str], Decimal]
    """(supplier, `2026-03`) → USD, of suppliers that are paid by the month."""

    def costs(self, stakes: Iterable[Stake]) -> tuple[SupportCost, ...]:
        """Of these tickets together, by supplier; tickets of nobody's group cost nothing."""
        n_tickets: Counter[str] = Counter()
        usd: dict[str, Decimal] = {}
        for stake in stakes:
            supplier = self.by_group.get(stake.facts.group)
            if supplier is not None:
                name = supplier.name
                price = self.by_month.get((name, _month(stake)), supplier.unit_cost_usd)
                n_tickets[name] += 1
                usd[name] = usd.get(name, Decimal(0)) + price
        return tuple(
            SupportCost(name, n, usd[name].quantize(CENT)) for name, n in sorted(n_tickets.items())
        )


def ticket_prices(
    stakes: Iterable[Stake], suppliers: Mapping[str, Supplier], as_of: datetime
) -> TicketPrices:
    """`stakes`: all tickets that are in an issue; a month's hours are shared out over those opened
    in it (UTC). Of the month that runs, so many hours count as are over."""
    by_group = {group: one for one in suppliers.values() for group in one.groups}
    opened: Counter[tuple[str, str]] = Counter()
    for stake in stakes:
        supplier = by_group.get(stake.facts.group)
        if supplier is not None and supplier.monthly_usd is not None:
            opened[supplier.name, _month(stake)] += 1
    running, part = _part_of_month(as_of)
    by_month = {}
    for (name, month), n in opened.items():
        paid = suppliers[name].monthly_usd or Decimal(0)
        by_month[name, month] = (paid * part if month == running else paid) / n
    return TicketPrices(by_group, by_month)


def _month(stake: Stake) -> str:
    return f"{stake.facts.created_at.astimezone(UTC):%Y-%m}"


def _part_of_month(as_of: datetime) -> tuple[str, Decimal]:
    now = as_of.astimezone(UTC)
    start = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    end = (start + timedelta(days=32)).replace(day=1)
    return f"{now:%Y-%m}", Decimal((now - start) // timedelta(seconds=1)) / Decimal(
        (end - start) // timedelta(seconds=1)
    )
