"""Money as work items show it."""

from decimal import Decimal


def usd(amount: str | Decimal) -> str:
    """`$12,345.67`: to the cent, so that a receipt can be added up by hand."""
    return f"${Decimal(amount):,.2f}"
