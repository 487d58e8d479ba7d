"""The templates of the pages about support, with their filters."""

from jinja2 import Environment

from feedback.domain.supply.agreements.quantity import show_amount
from feedback.domain.supply.reports.scorecard_words import figure_words
from feedback.domain.wording import month_name
from feedback.web.report import page_environment


def supply_environment() -> Environment:
    """Jinja2 with figures, amounts, dollars and months in words."""
    environment = page_environment()
    environment.filters |= {
        "figure": figure_words,
        "amount": show_amount,
        "usd": lambda amount: f"${amount:,.0f}",
        "month": month_name,
    }
    return environment
