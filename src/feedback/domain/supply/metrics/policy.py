"""What was promised and agreed, and how figures are made from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from feedback.domain.supply.agreements.profile import SupportProfile
from feedback.domain.supply.agreements.reviews import MIN_RATING_GAP
from feedback.domain.supply.agreements.terms import SupplierTerms


class ContactType(StrEnum):
    """What tickets of a segment are told apart by."""

    KIND = "kind"
    THEME = "theme"
    ISSUE = "issue"


@dataclass(frozen=True, slots=True)
class SupplyPolicy:
    """What was promised and agreed, and how the figures are made."""

    profiles: Mapping[str, SupportProfile]
    """One per segment."""
    terms: Mapping[str, SupplierTerms]
    contact_type: ContactType = ContactType.THEME
    min_tickets: int = 10
    """Fewer say nothing: then no figure is shown."""
    time_zone: str = "UTC"
    """Of months."""
    weights: Mapping[str, float] | None = None
    """Aspect → its weight in the balance; None: half experience, the rest handoff and cost."""
    competitors: tuple[str, ...] = ()
    min_rating_gap: float = MIN_RATING_GAP
    """Points of five between both sides' ratings that a scorecard tells of at the top."""
