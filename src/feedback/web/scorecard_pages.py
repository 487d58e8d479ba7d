"""Scorecards as self-contained HTML and CSV."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from feedback.domain.supply.agreements.quantity import Unit
from feedback.domain.supply.reports.scorecard import Scorecard
from feedback.domain.supply.reports.scorecard_words import reference_words, scorecard_words
from feedback.queries.supply.support_facts import SupportFacts
from feedback.web.mismatch_page import rounded, supply_environment
from feedback.web.report import write_page
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
        write_csv(scorecard_rows(card), SCORECARD_COLUMNS, stem.with_suffix(".csv"))
        written += [stem.with_suffix(".html"), stem.with_suffix(".csv")]
    return written


SCORECARD_COLUMNS = (
    "supplier", "month", "metric", "unit", "value", "low", "high", "n", "before", "to_date",
    "peers", "expected", "adjusted", "adjusted_low", "adjusted_high", "points", "target", "is_met",
    "pays_usd",
)  # fmt: skip


def scorecard_rows(card: Scorecard) -> list[dict[str, Any]]:
    """One row per metric, and one for each thing that had to be heard (ever, not of the month).
    JSON-ready; None where too few tickets say anything."""
    targets = {one.metric.name: one for one in card.targets}
    rows = []
    for line in card.lines:
        adjusted, judged = line.adjusted, targets.get(line.metric.name)
        rows.append(
            {
                "supplier": card.terms.name,
                "month": card.month,
                "metric": line.metric.name,
                "unit": str(line.metric.unit),
                "value": rounded(line.now.value),
                "low": rounded(line.now.low),
                "high": rounded(line.now.high),
                "n": line.now.n,
                "before": rounded(line.before.value),
                "to_date": rounded(line.to_date.value),
                "peers": rounded(line.peers.value),
                "expected": rounded(adjusted.expected) if adjusted else None,
                "adjusted": rounded(adjusted.value) if adjusted else None,
                "adjusted_low": rounded(adjusted.low) if adjusted else None,
                "adjusted_high": rounded(adjusted.high) if adjusted else None,
                "points": rounded(adjusted.points) if adjusted else None,
                "target": judged.target.amount if judged else None,
                "is_met": judged.is_met if judged else None,
                "pays_usd": judged.pays_usd if judged else None,
            }
        )
    for metric, shown in (
        ("plan_updates_acknowledged", card.acknowledged),
        ("customers_told", card.told),
    ):
        if shown is not None:
            rows.append(
                {
                    "supplier": card.terms.name,
                    "month": card.month,
                    "metric": metric,
                    "unit": str(Unit.SHARE),
                    "value": rounded(shown.value),
                    "low": rounded(shown.low),
                    "high": rounded(shown.high),
                    "n": shown.n,
                    **dict.fromkeys(SCORECARD_COLUMNS[8:]),
                }
            )
    return rows


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "supplier"
