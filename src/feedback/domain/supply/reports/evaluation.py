"""Evaluation of suppliers by people: criteria, named functions, reasons; disagreement shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feedback.domain.supply.agreements.reviews import Rating

DISAGREEMENT = 2.0
"""Points of five between two functions: they do not mean the same, and should talk."""


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One criterion of one candidate, with every voice."""

    criterion: str
    weight: float
    ratings: tuple[Rating, ...]

    @property
    def mean(self) -> float:
        """Of the ratings, 1..5."""
        return sum(rating.rating for rating in self.ratings) / len(self.ratings)

    @property
    def low(self) -> Rating:
        """The most critical."""
        return min(self.ratings, key=lambda rating: (rating.rating, rating.function))

    @property
    def high(self) -> Rating:
        """The most favourable."""
        return max(self.ratings, key=lambda rating: (rating.rating, rating.function))

    @property
    def is_disputed(self) -> bool:
        """Whether two functions lie `DISAGREEMENT` points apart or more."""
        return self.high.rating - self.low.rating >= DISAGREEMENT


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One candidate over all criteria."""

    supplier: str
    criteria: tuple[CriterionResult, ...]
    missing: tuple[str, ...]
    """Criteria that nobody rated."""

    @property
    def score(self) -> float:
        """Weighted mean of the means, 1..5."""
        return self._weighted([(result.weight, result.mean) for result in self.criteria])

    @property
    def low(self) -> float:
        """As if the most critical function were right everywhere."""
        return self._weighted([(result.weight, result.low.rating) for result in self.criteria])

    @property
    def high(self) -> float:
        """As if the most favourable function were right everywhere."""
        return self._weighted([(result.weight, result.high.rating) for result in self.criteria])

    @property
    def disputed(self) -> tuple[CriterionResult, ...]:
        """The criteria that functions disagree about."""
        return tuple(result for result in self.criteria if result.is_disputed)

    @staticmethod
    def _weighted(values: Sequence[tuple[float, float]]) -> float:
        total = sum(weight for weight, _ in values)
        return sum(weight * value for weight, value in values) / total


def evaluate(ratings: Sequence[Rating], weights: Mapping[str, float]) -> list[Evaluation]:
    """Candidates, best first. A criterion without a weight counts 1."""
    by_supplier: dict[str, dict[str, list[Rating]]] = {}
    for rating in sorted(
        ratings, key=lambda rating: (rating.supplier, rating.criterion, rating.function)
    ):
        by_supplier.setdefault(rating.supplier, {}).setdefault(rating.criterion, []).append(rating)
    wanted = list(weights) + sorted({rating.criterion for rating in ratings} - set(weights))
    made = [
        Evaluation(
            supplier,
            tuple(
                CriterionResult(name, weights.get(name, 1.0), tuple(given[name]))
                for name in wanted
                if name in given
            ),
            tuple(name for name in wanted if name not in given),
        )
        for supplier, given in by_supplier.items()
    ]
    return sorted(made, key=lambda candidate: (-candidate.score, candidate.supplier))


def evaluate_contracts(
    ratings: Sequence[Rating], weights: Mapping[str, float]
) -> dict[str, list[Evaluation]]:
    """Contract → its candidates, best first. Ratings of a quarter's review are not part of it."""
    by_contract: dict[str, list[Rating]] = {}
    for rating in ratings:
        if not rating.quarter:
            by_contract.setdefault(rating.about, []).append(rating)
    return {about: evaluate(of, weights) for about, of in sorted(by_contract.items())}


def evaluation_words(made: Sequence[Evaluation]) -> list[str]:
    """What stands at the top."""
    if not made:
        return ["Nobody has rated a candidate yet."]
    best = made[0]
    told = [f"{best.supplier} is rated best: {best.score:.1f} of 5."]
    if len(made) > 1 and made[1].high > best.low:
        told = [
            f"{best.supplier} is rated best ({best.score:.1f} of 5{_by_whom(best)}), but not "
            f"clearly: {made[1].supplier} has {made[1].score:.1f}{_by_whom(made[1])}."
        ]
    for candidate in made:
        for criterion in candidate.disputed:
            told.append(
                f"{criterion.low.function} and {criterion.high.function} disagree about "
                f"{candidate.supplier}'s {criterion.criterion}: {criterion.low.rating:g} "
                f"(“{criterion.low.reason}”) against {criterion.high.rating:g} "
                f"(“{criterion.high.reason}”)."
            )
        if candidate.missing:
            told.append(f"{candidate.supplier}: nobody rated {', '.join(candidate.missing)}.")
    return told


def _by_whom(candidate: Evaluation) -> str:
    """`, 3.6 to 4.1 depending on whom one asks`; empty where all say the same."""
    low, high = f"{candidate.low:.1f}", f"{candidate.high:.1f}"
    return "" if low == high else f", {low} to {high} depending on whom one asks"
