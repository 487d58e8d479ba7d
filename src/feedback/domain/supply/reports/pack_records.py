"""What planning packs are made from, and what is kept of them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from feedback.domain.issues.issue import IssueId


@dataclass(frozen=True, slots=True)
class IssueSatisfaction:
    """How satisfied an issue's customers are, counted over its tickets."""

    n_tickets: int
    n_rated: int
    csat_sum: int
    """Of those rated, 1 to 5 each."""
    n_escalated_or_reopened: int


@dataclass(frozen=True, slots=True)
class PlannedWish:
    """An issue that a planning pack asked product about."""

    pack_on: date
    issue_id: IssueId
    section: str
    """wish, defect or heroic."""
    place: int
    value_usd: Decimal | None
    """What stood behind it then: value asking, or at risk. USD per year; None where the night
    ranked by customers."""
