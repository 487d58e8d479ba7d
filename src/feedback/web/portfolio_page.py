"""Who answers what at which price: a self-contained page with its picture, and CSV."""

from collections.abc import Sequence
from pathlib import Path

from feedback.domain.supply.agreements.quantity import Unit
from feedback.domain.supply.reports.portfolio import PortfolioCell, portfolio_words
from feedback.domain.supply.tables.portfolio_rows import PortfolioRow, portfolio_rows
from feedback.queries.supply.support_facts import SupportFacts
from feedback.web.portfolio_map import portfolio_map
from feedback.web.report import write_page
from feedback.web.supply_templates import supply_environment
from feedback.web.tables import write_csv


def write_portfolio(
    cells: Sequence[PortfolioCell], facts: SupportFacts, months: Sequence[str], folder: Path
) -> list[Path]:
    """The picture with its table, and the table; returns where they are."""
    stem = folder / f"portfolio-{months[-1]}"
    page = supply_environment().get_template("portfolio.html").render(
        picture=portfolio_map(cells, list(facts.policy.profiles)),
        told=portfolio_words(cells),
        cells=sorted(
            cells, key=lambda cell: (-cell.n_tickets, cell.segment, cell.contact_type)
        ),
        as_of=facts.as_of,
        months=months,
        Unit=Unit,
    )  # fmt: skip
    write_page(page, stem.with_suffix(".html"))
    write_csv(PortfolioRow, portfolio_rows(cells), stem.with_suffix(".csv"))
    return [stem.with_suffix(".html"), stem.with_suffix(".csv")]
