"""What both sides of a contract say about the same thing."""

from dataclasses import replace

from feedback.domain.supply.agreements.reviews import MIN_RATING_GAP, Rating
from feedback.domain.supply.metrics.mix import provisional_reference
from feedback.domain.supply.reports.rating_gap import gap_words, largest_gap
from feedback.domain.supply.reports.scorecard import scorecards
from feedback.domain.supply.reports.scorecard_words import scorecard_words
from tests.domain.supply.supply_examples import POLICY, frame_of, ticket


def rating(criterion: str, side: str, points: float, function: str = "support") -> Rating:
    reason = f"{function} {side} {points:g}"
    return Rating("alpha", criterion, side, function, points, reason, "2026-Q1")


RATINGS = [
    rating("values", "ours", 4),
    rating("values", "theirs", 3),
    rating("capabilities", "ours", 1, "IT"),
    rating("capabilities", "ours", 2),
    rating("capabilities", "theirs", 4),
    rating("security", "ours", 1),
]


def test_the_widest_gap_is_that_of_the_means_of_both_sides() -> None:
    gap = largest_gap(RATINGS, 1.0)
    assert gap is not None
    assert (gap.criterion, gap.ours, gap.theirs, gap.points) == ("capabilities", 1.5, 4.0, 2.5)
    assert gap_words(gap) == (
        "The two sides see its capabilities differently: it says 4 of 5 (“support theirs 4”), we "
        "say 1.5 (“IT ours 1”)."
    )


def test_a_gap_below_the_configured_points_is_taste() -> None:
    assert largest_gap(RATINGS[:2], 1.0) is not None
    assert largest_gap(RATINGS[:2], 1.1) is None


def test_what_one_side_alone_has_rated_is_no_gap() -> None:
    assert largest_gap(RATINGS[5:], 0.5) is None


def test_the_order_of_the_ratings_changes_nothing() -> None:
    assert largest_gap(RATINGS[::-1], 1.0) == largest_gap(RATINGS, 1.0)


def test_the_scorecard_says_it_at_the_top_also_where_there_was_no_ticket() -> None:
    frame = frame_of([ticket(1)])
    cards = scorecards(frame, "2026-03", provisional_reference(frame), POLICY)
    gap = largest_gap(RATINGS, MIN_RATING_GAP)
    assert gap is not None
    for card in cards[:2]:
        told = scorecard_words(replace(card, ratings=tuple(RATINGS)))
        assert gap_words(gap) in told
