"""The evaluation of suppliers as tables: of candidates, and of every rating."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feedback.domain.supply.reports.evaluation import CriterionResult, Evaluation


@dataclass(frozen=True, slots=True)
class RatingRow:
    """How one function rates a criterion, 1 to 5, and why."""

    function: str
    rating: float
    reason: str


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion of a candidate, with every rating."""

    criterion: str
    weight: float
    mean: float
    is_disputed: bool
    ratings: tuple[RatingRow, ...]


@dataclass(frozen=True, slots=True)
class EvaluationRow:
    """Grain: contract and candidate. Scores are 1 to 5."""

    about: str
    """The contract; empty where there is only one."""
    supplier: str
    score: float
    low: float
    high: float
    missing: tuple[str, ...]
    """Criteria that nobody rated."""
    criteria: tuple[CriterionRow, ...]


def evaluation_rows(by_contract: Mapping[str, Sequence[Evaluation]]) -> list[EvaluationRow]:
    """Contract by contract, the best candidate first."""
    return [
        EvaluationRow(
            about=about,
            supplier=candidate.supplier,
            score=round(candidate.score, 3),
            low=round(candidate.low, 3),
            high=round(candidate.high, 3),
            missing=candidate.missing,
            criteria=tuple(map(_criterion_row, candidate.criteria)),
        )
        for about, candidates in by_contract.items()
        for candidate in candidates
    ]


def _criterion_row(result: CriterionResult) -> CriterionRow:
    return CriterionRow(
        result.criterion,
        result.weight,
        round(result.mean, 3),
        result.is_disputed,
        tuple(
            RatingRow(rating.function, rating.rating, rating.reason) for rating in result.ratings
        ),
    )


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """Grain: contract, candidate, criterion and function."""

    about: str
    supplier: str
    criterion: str
    weight: float
    function: str
    rating: float
    reason: str
    is_disputed: bool


def voice_rows(by_contract: Mapping[str, Sequence[Evaluation]]) -> list[VoiceRow]:
    """Every rating in a row of its own."""
    return [
        VoiceRow(
            about,
            candidate.supplier,
            result.criterion,
            result.weight,
            rating.function,
            rating.rating,
            rating.reason,
            result.is_disputed,
        )
        for about, candidates in by_contract.items()
        for candidate in candidates
        for result in candidate.criteria
        for rating in result.ratings
    ]
