"""When digests are sent, and what does not wait."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from feedback.domain.plans.messages.digest import UrgentPolicy
from feedback.domain.publishing.messages.quiet_hours import QuietHours
from feedback.domain.publishing.messages.readers import Readers, is_channel


@dataclass(frozen=True, slots=True)
class DigestPolicy:
    """When digests are sent, and what does not wait."""

    urgent: UrgentPolicy = field(default_factory=UrgentPolicy)
    quiet: QuietHours = field(default_factory=QuietHours)
    time_zone: str = "UTC"
    """Of readers without one of their own; the day that a date has passed on is a day there."""

    def today(self, now: datetime) -> date:
        """The day in the deployment's time zone."""
        return now.astimezone(ZoneInfo(self.time_zone)).date()


def quiet_until(
    target: str, readers: Readers, policy: DigestPolicy, now: datetime
) -> datetime | None:
    """When this person may be written to; None for now. A channel wakes nobody."""
    if is_channel(target):
        return None
    return policy.quiet.over_at(now, readers.time_zone_of(target, policy.time_zone))
