"""The evaluation of suppliers as a self-contained page and as CSV."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from feedback.domain.supply.agreements.reviews import Rating
from feedback.domain.supply.reports.evaluation import CriterionResult, Evaluation, evaluation_words
from feedback.domain.supply.tables.evaluation_rows import VoiceRow, voice_rows
from feedback.web.report import write_page
from feedback.web.supply_templates import supply_environment
from feedback.web.tables import write_csv

N_TOLD = 2
"""Sentences of a contract at the top: who is best, and the first that functions disagree about."""


def write_evaluations(made: Mapping[str, Sequence[Evaluation]], folder: Path) -> list[Path]:
    """Contract → its candidates, on one page; one row per voice in the table."""
    stem = folder / "supplier-evaluation"
    environment = supply_environment()
    environment.filters["voices"] = _by_criterion
    page = environment.get_template("evaluation.html").render(
        told=[
            f"{about}: {sentence}" if about else sentence
            for about, candidates in made.items()
            for sentence in evaluation_words(candidates)[:N_TOLD]
        ],
        made=[(about, of, evaluation_words(of)[N_TOLD:]) for about, of in made.items()],
    )  # fmt: skip
    write_page(page, stem.with_suffix(".html"))
    write_csv(VoiceRow, voice_rows(made), stem.with_suffix(".csv"))
    return [stem.with_suffix(".html"), stem.with_suffix(".csv")]


def _by_criterion(
    candidates: Sequence[Evaluation],
) -> list[tuple[CriterionResult, str, Rating]]:
    """Every voice with its candidate, those about one criterion together, so that candidates can be
    compared line by line."""
    found = [
        (criterion, candidate.supplier, voice)
        for candidate in candidates
        for criterion in candidate.criteria
        for voice in criterion.ratings
    ]
    names = list(dict.fromkeys(criterion.criterion for criterion, _, _ in found))
    return sorted(found, key=lambda voice: names.index(voice[0].criterion))
