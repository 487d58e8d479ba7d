"""How a ranking without money is told: the same words in the terminal, on pages and in messages."""

from decimal import Decimal

from feedback.domain.impact.measure import Measure
from feedback.domain.wording import count

RANKED_BY_CUSTOMERS = "Ranked by customers, then tickets: too few customers have a known value."
HOW_TO_SEE_MONEY = (
    "To see money at risk, add what customers pay a year (value_usd, docs/customers.md)."
)
WITHOUT_MONEY = f"{RANKED_BY_CUSTOMERS} {HOW_TO_SEE_MONEY}"
"""The one line that goes with a ranking by customers."""


def at_risk_words(impact_usd: Decimal) -> str:
    """`$12,345 a year at risk`."""
    return f"${impact_usd:,.0f} a year at risk"


def size_words(impact_usd: Decimal | None, n_customers: int, n_tickets: int) -> str:
    """`$12,345 a year at risk`, or `5 customers, 12 tickets` in a night without money."""
    if impact_usd is None:
        return f"{count(n_customers, 'customer')}, {count(n_tickets, 'ticket')}"
    return at_risk_words(impact_usd)


def change_words(before: Measure) -> str:
    """That a night goes by something else than the night before."""
    if before is Measure.CUSTOMERS:
        return "ranked by money at risk now, no longer by customers"
    return "ranked by customers now, no longer by money"
