"""Where segments do not get what they are owed: a self-contained page, and its tables as CSV."""

from pathlib import Path

from feedback.domain.supply.agreements.quantity import Unit
from feedback.domain.supply.reports.mismatch import mismatch_words
from feedback.domain.supply.tables.mismatch_rows import (
    MismatchRow,
    TrendRow,
    mismatch_rows,
    trend_rows,
)
from feedback.queries.supply.scorecards import MismatchReport, unknown_groups
from feedback.queries.supply.support_facts import SupportFacts
from feedback.web.mismatch_trends import segment_pictures
from feedback.web.report import write_page
from feedback.web.supply_templates import supply_environment
from feedback.web.tables import write_csv

N_CELLS = 40
"""Cells of a mismatch shown on the page; the CSV has all."""


def write_mismatches(report: MismatchReport, facts: SupportFacts, folder: Path) -> list[Path]:
    """The page, the table of cells and that of months; returns where they are."""
    stem = folder / f"mismatch-{report.months[-1]}"
    profiles = facts.policy.profiles
    exposed = [mismatch for mismatch in report.found if mismatch.exposed_usd > 0]
    page = supply_environment().get_template("mismatch.html").render(
        told=mismatch_words(list(report.found)),
        found=exposed[:N_CELLS],
        n_more=max(len(exposed) - N_CELLS, 0),
        top_usd=max((mismatch.exposed_usd for mismatch in exposed), default=1.0),
        months=report.months,
        as_of=facts.as_of,
        trends=[
            (trend.segment, segment_pictures(trend, profiles[trend.segment], report.trend_months))
            for trend in report.trends
        ],
        channels=report.channels,
        min_tickets=facts.policy.min_tickets,
        unknown=unknown_groups(facts),
        Unit=Unit,
    )  # fmt: skip
    write_page(page, stem.with_suffix(".html"))
    write_csv(MismatchRow, mismatch_rows(report.found), stem.with_suffix(".csv"))
    by_month = stem.with_name(f"{stem.name}-by-month.csv")
    write_csv(TrendRow, trend_rows(report.trends), by_month)
    return [stem.with_suffix(".html"), stem.with_suffix(".csv"), by_month]
