"""Settings of the tickets that are stored: how long, and how they are counted against sources."""

from pydantic import Field

from feedback.settings.section import Section, Share


class RetentionSettings(Section):
    """How long tickets are kept."""

    tickets_days: int = Field(0, ge=0)
    """Tickets without activity for this long are deleted for good. 0: never."""


class ReconciliationSettings(Section):
    """Every night, the stored tickets are counted against sources that can count theirs."""

    days: int = Field(30, ge=0)
    """How far back, by the day a ticket was opened. 0: never."""
    max_difference: Share = Field(0.01, ge=0, le=1)
    """Of the source's count. Some tickets always change while they are counted."""
