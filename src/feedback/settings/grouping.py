"""Settings of how tickets become issues: `[grouping]`."""

from pydantic import Field

from feedback.settings.section import Count, Section


class GroupingSettings(Section):
    """The rest of the grouping policy is in `domain/grouping/policy.py`, with its measurements."""

    min_issue_size: Count = Field(5, ge=2)
    """Fewer tickets are an anecdote."""
    dormant_after_days: int = Field(60, ge=1)
    """Without a ticket. A dormant issue still takes tickets, and revives."""
