"""Where both sides of a contract see the same thing differently."""

from collections.abc import Sequence
from dataclasses import dataclass

from feedback.domain.supply.reviews import Rating

MIN_RATING_GAP = 1.0
"""Points of five: less is taste."""
OURS, THEIRS = SIDES = ("ours", "theirs")


@dataclass(frozen=True, slots=True)
class RatingGap:
    """A criterion that both sides rated; each side's mean, 1..5."""

    criterion: str
    ours: float
    theirs: float
    lowest: Rating
    """The most critical voice of the side that is less content."""

    @property
    def points(self) -> float:
        return abs(self.ours - self.theirs)


def largest_gap(ratings: Sequence[Rating], min_points: float) -> RatingGap | None:
    """The widest one, of at least `min_points`; None where both sides mostly agree, or where one
    has not rated. `ratings` are one supplier's of one quarter."""
    by_criterion: dict[str, dict[str, list[Rating]]] = {}
    for one in ratings:
        by_criterion.setdefault(one.criterion, {}).setdefault(one.side, []).append(one)
    gaps = []
    for criterion, by_side in sorted(by_criterion.items()):
        if not all(side in by_side for side in SIDES):
            continue
        ours, theirs = (_mean(by_side[side]) for side in SIDES)
        low_side = by_side[OURS if ours <= theirs else THEIRS]
        lowest = min(low_side, key=lambda one: (one.rating, one.function, one.reason))
        gaps.append(RatingGap(criterion, ours, theirs, lowest))
    # Means of ratings like 4.1 are not exact.
    found = [one for one in gaps if one.points >= min_points - 1e-9]
    return max(found, key=lambda one: one.points, default=None)


def gap_words(gap: RatingGap, supplier: str) -> str:
    """What stands at the top of the scorecard."""
    return (
        f"The two sides see {gap.criterion} differently: ours rates it {gap.ours:.1f} of 5, "
        f"{supplier}’s {gap.theirs:.1f}. {'Our' if gap.lowest.side == OURS else 'Its'} "
        f"{gap.lowest.function} says: “{gap.lowest.reason}”."
    )


def _mean(ratings: Sequence[Rating]) -> float:
    return sum(one.rating for one in ratings) / len(ratings)
