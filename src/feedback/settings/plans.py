"""Settings of fix plans: where they are read, who is told of them, when one is overdue, and the
watch after a release."""

from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from feedback.domain.plans.plan_change import ChangeKind
from feedback.settings.section import Address, In, Section, Share

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Messages = Annotated[int, In("messages")]


class FixPlanSettings(Section):
    """Fix plans from a file, in addition to those read from work items."""

    path: Path
    """With issue or ticket_id, recorded_at, status, target_version, target_on and more
    (docs/files.md)."""


class ReadBackSettings(Section):
    """How a work item's state is read as a fix plan."""

    wont_fix_resolutions: list[str] = Field(
        ["Won't Do", "Won't Fix", "Declined", "Cannot Reproduce", "Rejected"]
    )
    """Resolutions that mean it will not be fixed."""
    elsewhere_resolutions: list[str] = Field(["Duplicate"])
    """Resolutions that mean the plan is in another work item."""
    done_is_released: bool = False
    """Set true if work without a version reaches customers as soon as it is done."""


class AdviceSettings(Section):
    """What support agents and product are told (docs/advice.md)."""

    product_channel: str = ""
    """Gets news of new, spiking and revived issues. Empty: nobody does."""
    news_days: int = Field(3, ge=1)
    """Older news is not sent."""
    quiet_from: time = time()
    """From this time no messages are sent, by the reader's own clock. Default: no quiet hours."""
    quiet_until: time = time()
    """Waiting messages are sent from this time on, by the hourly `feedback advise`."""
    quiet_days: list[Weekday] = Field([], max_length=6)
    """Days on which no messages are sent."""
    urgent: list[ChangeKind] = Field([])
    """News that is sent in quiet hours too, such as `regressed` or `slipped`."""
    urgent_min_impact_usd: Decimal = Field(Decimal(0), ge=0)
    """Only for issues with at least this impact."""
    readers: dict[str, str] = Field({})
    """Assignee as the helpdesk names it = who gets the messages instead: a #channel, or a support
    agent's id or address."""
    may_respond: list[str] = Field([])
    """People who may answer for any ticket. Default: only the ticket's assignee."""
    max_messages: Messages = Field(1000, ge=1)
    """In one run, one for each person; only there to stop a flood. The rest waits."""


class EscalationSettings(Section):
    """Who is told of an overdue fix plan, in addition to the people in the segments' profiles."""

    product_owner: Address = ""
    """First step. Empty: the step is skipped."""
    product_contact: Address = ""
    """Second step. Empty: the step is skipped."""
    head_of_support: Address = ""
    """Third step. Empty: the step is skipped."""
    step_hours: float = Field(24.0, gt=0)
    """Time to act before the next step is taken."""
    stale_after_days: int = Field(14, ge=1)
    """A plan not confirmed for this long does not count as a plan."""
    acknowledged_days: int = Field(7, ge=1)
    """How long the escalation pauses once somebody has taken it up."""
    max_messages: Messages = Field(20, ge=1)
    """In one night, the largest impact first; the rest waits."""


class RegressionSettings(Section):
    """The watch over a released fix."""

    grace_days: int = Field(3, ge=0)
    """Customers do not update on the day of the release."""
    quiet_days: int = Field(14, ge=1)
    """Without tickets before a fix counts as verified. Rare issues take longer."""
    min_customers: Annotated[int, In("customers")] = Field(3, ge=1)
    """One customer who writes again is not a regression."""
    residual: Share = Field(0.2, gt=0, lt=1)
    """Of the tickets before the release that a working fix may leave, from people on old
    versions."""
