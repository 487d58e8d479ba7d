"""The message that a scorecard is out, for both points of contact."""

from dataclasses import dataclass
from typing import ClassVar

from feedback.domain.publishing.content import EffectKind
from feedback.domain.wording import month_name


@dataclass(frozen=True, slots=True)
class ScorecardNotice:
    """What one point of contact is told of a supplier's scorecard."""

    effect_kind: ClassVar[EffectKind] = EffectKind.MESSAGE

    reader: str
    supplier: str
    month: str
    """`2026-03`."""
    summary: tuple[str, ...]
    """The sentences at the top of the scorecard (`scorecard_words`)."""
    url: str
    """Where the scorecard is; empty where it has no address."""


def notice_headline(notice: ScorecardNotice) -> str:
    """`Scorecard of brightwater, March 2026`."""
    return f"Scorecard of {notice.supplier}, {month_name(notice.month)}"


def notice_words(notice: ScorecardNotice) -> str:
    """The sentences at the top, and where the rest is."""
    where = f" The scorecard: {notice.url}" if notice.url else ""
    return " ".join(notice.summary) + where
