"""Quiet hours: when a person is not to be written to, by the clock on their wall."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `begin` to `end`, every day; whole days in `days` (0 is Monday). Equal times: none."""

    begin: time = time()
    end: time = time()
    days: frozenset[int] = frozenset()

    def over_at(self, now: datetime, time_zone: str) -> datetime | None:
        """When the quiet that holds at `now` is over, in UTC; None if it does not hold.

        A clock that is put forward or back within the quiet ends it at the same time of day.
        """
        zone = ZoneInfo(time_zone)
        moment = now
        # Quiet days and quiet nights may follow each other: at most the whole week and a night.
        for _ in range(2 * 8):
            local = moment.astimezone(zone)
            after = self._end_of_quiet(local)
            if after is None:
                return None if moment == now else moment.astimezone(UTC)
            # The fold: in an hour that comes twice, the quiet of its second time ends in it too.
            moment = after.replace(tzinfo=zone, fold=local.fold).astimezone(UTC)
        return None  # every day of the week is quiet: that cannot be meant

    def _end_of_quiet(self, local: datetime) -> datetime | None:
        """Local time, without its zone, at which the quiet of this moment ends."""
        today, clock = local.date(), local.time()
        if local.weekday() in self.days:
            return datetime.combine(today + timedelta(days=1), time())
        if self.begin < self.end:
            is_quiet = self.begin <= clock < self.end
        else:
            is_quiet = self.begin != self.end and (clock >= self.begin or clock < self.end)
        if not is_quiet:
            return None
        ends_tomorrow = self.begin > self.end and clock >= self.begin
        return datetime.combine(today + timedelta(days=int(ends_tomorrow)), self.end)
