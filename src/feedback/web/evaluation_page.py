"""The evaluation of suppliers as a self-contained page and as CSV."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from feedback.domain.supply.agreements.reviews import Rating
from feedback.domain.supply.reports.evaluation import CriterionResult, Evaluation, evaluation_words
from feedback.web.mismatch_page import supply_environment
from feedback.web.report import write_page
from feedback.web.tables import write_csv

COLUMNS = ("about", "supplier", "criterion", "weight", "function", "rating", "reason",
           "is_disputed")  # fmt: skip
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
    write_csv(_voices(made), COLUMNS, stem.with_suffix(".csv"))
    return [stem.with_suffix(".html"), stem.with_suffix(".csv")]


def _by_criterion(
    candidates: Sequence[Evaluation],
) -> list[tuple[CriterionResult, str, Rating]]:
    """Every voice with its candidate, those about one criterion together, so that candidates can be
    compared line by line."""
    names = list(dict.fromkeys(each.criterion for one in candidates for each in one.criteria))
    found = [
        (criterion, one.supplier, voice)
        for one in candidates
        for criterion in one.criteria
        for voice in criterion.ratings
    ]
    return sorted(found, key=lambda each: names.index(each[0].criterion))


def evaluation_rows(about: str, made: Sequence[Evaluation]) -> list[dict[str, Any]]:
    """JSON-ready, with every voice."""
    return [
        {
            "about": about,
            "supplier": one.supplier,
            "score": round(one.score, 3),
            "low": round(one.low, 3),
            "high": round(one.high, 3),
            "missing": list(one.missing),
            "criteria": [
                {
                    "criterion": criterion.criterion,
                    "weight": criterion.weight,
                    "mean": round(criterion.mean, 3),
                    "is_disputed": criterion.is_disputed,
                    "ratings": [
                        {"function": r.function, "rating": r.rating, "reason": r.reason}
                        for r in criterion.ratings
                    ],
                }
                for criterion in one.criteria
            ],
        }
        for one in made
    ]


def _voices(made: Mapping[str, Sequence[Evaluation]]) -> list[dict[str, Any]]:
    return [
        {
            "about": about,
            "supplier": one.supplier,
            "criterion": criterion.criterion,
            "weight": criterion.weight,
            "function": voice.function,
            "rating": voice.rating,
            "reason": voice.reason,
            "is_disputed": criterion.is_disputed,
        }
        for about, candidates in made.items()
        for one in candidates
        for criterion in one.criteria
        for voice in criterion.ratings
    ]
