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
        return sum(one.rating for one in self.ratings) / len(self.ratings)

    @property
    def low(self) -> Rating:
        """The most critical."""
        return min(self.ratings, key=lambda one: (one.rating, one.function))

    @property
    def high(self) -> Rating:
        """The most favourable."""
        return max(self.ratings, key=lambda one: (one.rating, one.function))

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
        return self._weighted([(one.weight, one.mean) for one in self.criteria])

    @property
    def low(self) -> float:
        """As if the most critical function were right everywhere."""
        return self._weighted([(one.weight, one.low.rating) for one in self.criteria])

    @property
    def high(self) -> float:
        """As if the most favourable function were right everywhere."""
        return self._weighted([(one.weight, one.high.rating) for one in self.criteria])

    @property
    def disputed(self) -> tuple[CriterionResult, ...]:
        """The criteria that functions disagree about."""
        return tuple(one for one in self.criteria if one.is_disputed)

    @staticmethod
    def _weighted(values: Sequence[tuple[float, float]]) -> float:
        total = sum(weight for weight, _ in values)
        return sum(weight * value for weight, value in values) / total


def evaluate(ratings: Sequence[Rating], weights: Mapping[str, float]) -> list[Evaluation]:
    """Candidates, best first. A criterion without a weight counts 1."""
    by_supplier: dict[str, dict[str, list[Rating]]] = {}
    for one in sorted(ratings, key=lambda one: (one.supplier, one.criterion, one.function)):
        by_supplier.setdefault(one.supplier, {}).setdefault(one.criterion, []).append(one)
    wanted = list(weights) + sorted({one.criterion for one in ratings} - set(weights))
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
    return sorted(made, key=lambda one: (-one.score, one.supplier))


def evaluate_contracts(
    ratings: Sequence[Rating], weights: Mapping[str, float]
) -> dict[str, list[Evaluation]]:
    """Contract → its candidates, best first. Ratings of a quarter's review are not part of it."""
    by_contract: dict[str, list[Rating]] = {}
    for one in ratings:
        if not one.quarter:
            by_contract.setdefault(one.about, []).append(one)
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
    for one in made:
        for criterion in one.disputed:
            told.append(
                f"{criterion.low.function} and {criterion.high.function} disagree about "
                f"{one.supplier}'s {criterion.criterion}: {criterion.low.rating:g} "
                f"(“{criterion.low.reason}”) against {criterion.high.rating:g} "
                f"(“{criterion.high.reason}”)."
            )
        if one.missing:
            told.append(f"{one.supplier}: nobody rated {', '.join(one.missing)}.")
    return told


def _by_whom(one: Evaluation) -> str:
    """`, 3.6 to 4.1 depending on whom one asks`; empty where all say the same."""
    low, high = f"{one.low:.1f}", f"{one.high:.1f}"
    return "" if low == high else f", {low} to {high} depending on whom one asks"
