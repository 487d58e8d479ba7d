"""What people say about suppliers, and what they agree with them in reviews."""

from dataclasses import dataclass
from datetime import date

MIN_RATING_GAP = 2.0
"""Points of five between both sides' ratings of a criterion, from which they should talk."""


@dataclass(frozen=True, slots=True)
class Action:
    """What was agreed in a review. Carried from scorecard to scorecard until it is done."""

    action_id: int
    supplier: str
    words: str
    our_owner: str
    their_owner: str
    agreed_on: date
    due_on: date
    done_on: date | None = None

    def is_late(self, today: date) -> bool:
        """Not done, and due before today."""
        return self.done_on is None and self.due_on < today


@dataclass(frozen=True, slots=True)
class Rating:
    """How one function on one side rates a criterion, 1 (poor) to 5 (excellent), and why."""

    supplier: str
    criterion: str
    side: str
    """ours or theirs."""
    function: str
    rating: float
    reason: str
    quarter: str = ""
    """2026-Q1; empty if the review was not quarterly."""
    about: str = ""
    """The contract it was evaluated for: a segment and what it writes about."""
