"""Scorecards as self-contained HTML and CSV."""

import re
from collections.abc import Sequence
from pathlib import Path

from feedback.domain.supply.agreements.quantity import Unit
from feedback.domain.supply.reports.scorecard import Scorecard
from feedback.domain.supply.reports.scorecard_words import reference_words, scorecard_words
from feedback.domain.supply.tables.scorecard_rows import ScorecardRow, scorecard_rows
from feedback.queries.supply.support_facts import SupportFacts
from feedback.web.report import write_page
from feedback.web.supply_templates import supply_environment
from feedback.web.tables import write_csv


def write_scorecards(cards: Sequence[Scorecard], facts: SupportFacts, folder: Path) -> list[Path]:
    """A page and a table per supplier; returns where they are."""
    template = supply_environment().get_template("scorecard.html")
    written = []
    for card in cards:
        stem = folder / f"scorecard-{_slug(card.terms.name)}-{card.month}"
        page = template.render(
            card=card,
            told=scorecard_words(card),
            as_of=facts.as_of,
            reference=reference_words(card.reference),
            Unit=Unit,
        )
        write_page(page, stem.with_suffix(".html"))
        write_csv(ScorecardRow, scorecard_rows(card), stem.with_suffix(".csv"))
        written += [stem.with_suffix(".html"), stem.with_suffix(".csv")]
    return written


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "supplier"
