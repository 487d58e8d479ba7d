"""Mismatches and portfolio as self-contained HTML and CSV."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment

from feedback.domain.supply.agreements.quantity import Unit, show_amount
from feedback.domain.supply.reports.mismatch import Mismatch, mismatch_words
from feedback.domain.supply.reports.scorecard_words import figure_words
from feedback.domain.supply.reports.sourcing import PortfolioCell, portfolio_words
from feedback.domain.wording import month_name
from feedback.queries.supply.scorecards import MismatchReport, unknown_groups
from feedback.queries.supply.support_facts import SupportFacts
from feedback.web.mismatch_trends import TREND_COLUMNS, segment_pictures, trend_rows
from feedback.web.portfolio_map import portfolio_map
from feedback.web.report import page_environment, write_page
from feedback.web.tables import write_csv

N_CELLS = 40
"""Cells of a mismatch shown on the page; the CSV has all."""


def supply_environment() -> Environment:
    """The templates of these reports."""
    environment = page_environment()
    environment.filters |= {
        "figure": figure_words,
        "amount": show_amount,
        "usd": lambda amount: f"${amount:,.0f}",
        "month": month_name,
    }
    return environment


def write_mismatches(report: MismatchReport, facts: SupportFacts, folder: Path) -> list[Path]:
    """The page, the table of cells and that of months; returns where they are."""
    stem = folder / f"mismatch-{report.months[-1]}"
    profiles = facts.policy.profiles
    exposed = [one for one in report.found if one.exposed_usd > 0]
    page = supply_environment().get_template("mismatch.html").render(
        told=mismatch_words(list(report.found)),
        found=exposed[:N_CELLS],
        n_more=max(len(exposed) - N_CELLS, 0),
        top_usd=max((one.exposed_usd for one in exposed), default=1.0),
        months=report.months,
        as_of=facts.as_of,
        trends=[
            (one.segment, segment_pictures(one, profiles[one.segment], report.trend_months))
            for one in report.trends
        ],
        channels=report.channels,
        min_tickets=facts.policy.min_tickets,
        unknown=unknown_groups(facts),
        Unit=Unit,
    )  # fmt: skip
    write_page(page, stem.with_suffix(".html"))
    write_csv(mismatch_rows(report.found), MISMATCH_COLUMNS, stem.with_suffix(".csv"))
    by_month = stem.with_name(f"{stem.name}-by-month.csv")
    write_csv(trend_rows(report.trends), TREND_COLUMNS, by_month)
    return [stem.with_suffix(".html"), stem.with_suffix(".csv"), by_month]


MISMATCH_COLUMNS = (
    "segment", "contact_type", "exposed_usd", "estimated_usd", "value_usd", "n_tickets",
    "n_customers", "n_missed", "first_response_owed", "first_response_delivered",
    "resolution_owed", "resolution_delivered", "csat_owed", "csat_delivered", "reopen_owed",
    "reopen_delivered", "n_misrouted", "n_late_plans", "suppliers", "wrong_because",
)  # fmt: skip


def mismatch_rows(found: Sequence[Mismatch]) -> list[dict[str, Any]]:
    """One row per segment × contact type. JSON-ready."""
    return [
        {
            "segment": one.segment,
            "contact_type": one.contact_type,
            "exposed_usd": round(one.exposed_usd, 2),
            "estimated_usd": round(one.estimated_usd, 2),
            "value_usd": round(one.value_usd, 2),
            "n_tickets": one.n_tickets,
            "n_customers": one.n_customers,
            "n_missed": one.n_missed,
            **{
                f"{short}_{what}": value
                for metric, short in (
                    ("first_response_within", "first_response"),
                    ("resolution_within", "resolution"),
                    ("csat", "csat"),
                    ("reopen_rate", "reopen"),
                )
                for what, value in (
                    ("owed", one.promise(metric).owed),
                    ("delivered", rounded(one.promise(metric).delivered.value)),
                )
            },
            "n_misrouted": one.promise("misrouted").n_missed,
            "n_late_plans": one.n_late_plans,
            "suppliers": [f"{name} {n}" for name, n in one.suppliers],
            "wrong_because": one.wrong_because,
        }
        for one in found
    ]


def write_portfolio(
    cells: Sequence[PortfolioCell], facts: SupportFacts, months: Sequence[str], folder: Path
) -> list[Path]:
    """The picture with its table, and the table; returns where they are."""
    stem = folder / f"portfolio-{months[-1]}"
    page = supply_environment().get_template("portfolio.html").render(
        picture=portfolio_map(cells, list(facts.policy.profiles)),
        told=portfolio_words(cells),
        cells=sorted(cells, key=lambda one: (-one.n_tickets, one.segment, one.contact_type)),
        as_of=facts.as_of,
        months=months,
        Unit=Unit,
    )  # fmt: skip
    write_page(page, stem.with_suffix(".html"))
    write_csv(portfolio_rows(cells), PORTFOLIO_COLUMNS, stem.with_suffix(".csv"))
    return [stem.with_suffix(".html"), stem.with_suffix(".csv")]


PORTFOLIO_COLUMNS = (
    "segment", "contact_type", "supplier", "n_tickets", "cost_per_resolution_usd",
    "cost_low_usd", "cost_high_usd", "first_response_within", "resolution_within", "csat",
    "experience", "n_misrouted",
)  # fmt: skip


def portfolio_rows(cells: Sequence[PortfolioCell]) -> list[dict[str, Any]]:
    """One row per segment × contact type × supplier. JSON-ready."""
    return [
        {
            "segment": one.segment,
            "contact_type": one.contact_type,
            "supplier": one.supplier,
            "n_tickets": one.n_tickets,
            "cost_per_resolution_usd": rounded(one.cost_per_resolution.value),
            "cost_low_usd": rounded(one.cost_per_resolution.low),
            "cost_high_usd": rounded(one.cost_per_resolution.high),
            "first_response_within": rounded(one.first_response_within.value),
            "resolution_within": rounded(one.resolution_within.value),
            "csat": rounded(one.csat.value),
            "experience": rounded(one.experience),
            "n_misrouted": one.n_misrouted,
        }
        for one in cells
    ]


def rounded(value: float | None) -> float | None:
    """For tables: four places say enough."""
    return None if value is None else round(float(value), 4)
