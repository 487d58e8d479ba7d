"""Satisfaction ratings from Freshdesk: a separate list; tickets do not include them.

https://developers.freshdesk.com/api/#view_all_satisfaction_rating
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feedback.adapters.helpdesks.vendor_tickets import moment

PATH = "/api/v2/surveys/satisfaction_ratings"
_CSAT = {103: 5, 102: 5, 101: 4, 100: 3, -101: 2, -102: 1, -103: 1}
"""Extremely happy to extremely unhappy; a survey of two or three answers uses some of them."""


@dataclass(frozen=True, slots=True)
class Rating:
    """A ticket's newest rating. `csat` is from 1 to 5."""

    csat: int
    rated_at: datetime


def newest_ratings(rows: Iterable[Any]) -> Mapping[int, Rating]:
    """Ticket → its newest rating; a row that cannot be read is skipped."""
    found: dict[int, Rating] = {}
    for row in rows:
        if not isinstance(row, Mapping) or not isinstance(ratings := row.get("ratings"), Mapping):
            continue
        ticket_id, rated_at = row.get("ticket_id"), moment(row.get("created_at"))
        csat = _CSAT.get(ratings.get("default_question", 0))
        if not isinstance(ticket_id, int) or rated_at is None or csat is None:
            continue
        known = found.get(ticket_id)
        if known is None or (known.rated_at, known.csat) < (rated_at, csat):
            found[ticket_id] = Rating(csat, rated_at)
    return found
