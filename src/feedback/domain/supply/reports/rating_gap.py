"""Where both sides of a contract see the same thing differently."""

from collections.abc import Sequence
from dataclasses import dataclass

from feedback.domain.supply.agreements.reviews import Rating

OURS, THEIRS = SIDES = ("ours", "theirs")


@dataclass(frozen=True, slots=True)
class RatingGap:
    """A criterion that both sides rated; each side's mean, 1..5."""

    criterion: str
    ours: float
    theirs: float
    our_reason: str
    their_reason: str
    """Of the voice on each side that stands furthest from the other side."""

    @property
    def points(self) -> float:
        """How far the two means lie apart, 0..4."""
        return abs(self.ours - self.theirs)


def largest_gap(ratings: Sequence[Rating], min_points: float) -> RatingGap | None:
    """The widest one, of at least `min_points`; None where both sides mostly agree, or where one
    has not rated. `ratings` are one supplier's of one quarter."""
    by_criterion: dict[str, dict[str, list[Rating]]] = {}
    for rating in ratings:
        by_criterion.setdefault(rating.criterion, {}).setdefault(rating.side, []).append(rating)
    gaps = []
    for criterion, by_side in sorted(by_criterion.items()):
        if not all(side in by_side for side in SIDES):
            continue
        ours, theirs = (_mean(by_side[side]) for side in SIDES)
        our_voice, their_voice = (
            _voice(by_side[side], mean <= other)
            for side, mean, other in ((OURS, ours, theirs), (THEIRS, theirs, ours))
        )
        gaps.append(RatingGap(criterion, ours, theirs, our_voice.reason, their_voice.reason))
    # Means of ratings like 4.1 are not exact.
    found = [gap for gap in gaps if gap.points >= min_points - 1e-9]
    return max(found, key=lambda gap: gap.points, default=None)


def gap_words(gap: RatingGap) -> str:
    """What stands at the top of the scorecard."""
    ours, theirs = (f"{round(mean, 1):g}" for mean in (gap.ours, gap.theirs))
    return (
        f"The two sides see its {gap.criterion} differently: it says {theirs} of 5 "
        f"(“{gap.their_reason}”), we say {ours} (“{gap.our_reason}”)."
    )


def _voice(ratings: Sequence[Rating], is_lowest: bool) -> Rating:
    sign = 1 if is_lowest else -1
    return min(ratings, key=lambda rating: (sign * rating.rating, rating.function, rating.reason))


def _mean(ratings: Sequence[Rating]) -> float:
    return sum(rating.rating for rating in ratings) / len(ratings)
