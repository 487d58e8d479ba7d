"""Hours in which somebody is there, in a time zone of its own, right when clocks change.

Opening times become intervals in UTC, day by day, so a day has 23 or 25 hours where the clocks
change; hours between two moments are then a difference of one running total.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_SPAN = re.compile(r"(\w\w)(?:-(\w\w))? (\d\d):(\d\d)-(\d\d):(\d\d)")
_HOUR_NS = 3_600_000_000_000


@dataclass(frozen=True, slots=True)
class ServiceHours:
    """Opening times of a week. No spans: around the clock."""

    time_zone: str = "UTC"
    spans: tuple[tuple[int, int, int], ...] = ()
    """(weekday, opens, closes) in minutes of the local day; Monday is 0. One that closes at or
    before it opens closes on the next day."""

    @property
    def is_always(self) -> bool:
        """Around the clock."""
        return not self.spans

    def hours_between(
        self, starts: NDArray[np.datetime64], ends: NDArray[np.datetime64]
    ) -> NDArray[np.float64]:
        """Open hours from each start to each end (UTC, any shape); NaN where one is missing,
        0 where the end lies before the start."""
        begin, end = _nanoseconds(starts), _nanoseconds(ends)
        if self.is_always:
            return np.maximum((end - begin) / _HOUR_NS, 0.0)
        known = np.concatenate([begin[~np.isnan(begin)], end[~np.isnan(end)]])
        if not known.size:
            return np.full(begin.shape, np.nan)
        moments, total = self._running_total(known.min(), known.max())
        open_until = [np.interp(moment, moments, total) for moment in (begin, end)]
        hours = np.maximum(open_until[1] - open_until[0], 0.0)
        return np.asarray(np.where(np.isnan(begin) | np.isnan(end), np.nan, hours))

    def open_between(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """The open stretches from `start` to `end`, in UTC and in order."""
        if self.is_always:
            return [(start, end)]
        days = (start.date() - timedelta(days=2), end.date() + timedelta(days=2))
        return [
            (max(opens, start), min(closes, end))
            for opens, closes in self._intervals(*days)
            if opens < end and closes > start
        ]

    def _running_total(
        self, first: float, last: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        days = [datetime.fromtimestamp(moment / 1e9, UTC).date() for moment in (first, last)]
        intervals = self._intervals(days[0] - timedelta(days=2), days[1] + timedelta(days=2))
        borders = np.array([moment.timestamp() * 1e9 for pair in intervals for moment in pair])
        lengths = np.array([(end - start).total_seconds() / 3600 for start, end in intervals])
        total = np.repeat(np.cumsum(lengths), 2)
        total[0::2] -= lengths
        return borders, total

    def _intervals(self, first: date, last: date) -> list[tuple[datetime, datetime]]:
        """Open intervals in UTC, in order, touching and overlapping ones joined."""
        zone = ZoneInfo(self.time_zone)
        found = []
        day = first
        while day <= last:
            for weekday, opens, closes in self.spans:
                if day.weekday() == weekday:
                    start = _local(day, opens, zone)
                    end = _local(day, closes + (1440 if closes <= opens else 0), zone)
                    found.append((start, end))
            day += timedelta(days=1)
        joined: list[tuple[datetime, datetime]] = []
        for start, end in sorted(found):
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(joined[-1][1], end))
            else:
                joined.append((start, end))
        return joined


ALWAYS = ServiceHours()


def parse_service_hours(text: str) -> ServiceHours:
    """`always`, or `Mo-Fr 09:00-17:00, Sa 10:00-14:00 Europe/Berlin`. Raises `ValueError`."""
    if text.strip() == "always":
        return ALWAYS
    written, _, zone = text.strip().rpartition(" ")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(
            f'"{text}" does not end in a time zone, like "Mo-Fr 09:00-17:00 Europe/Berlin"'
        ) from None
    spans: list[tuple[int, int, int]] = []
    for part in written.split(","):
        found = _SPAN.fullmatch(part.strip())
        if found is None or found[1] not in DAYS or (found[2] or found[1]) not in DAYS:
            raise ValueError(
                f'"{part.strip()}" are not opening hours. Write "always", or days, times and '
                'a zone, like "Mo-Fr 09:00-17:00 Europe/Berlin"'
            )
        opens, closes = int(found[3]) * 60 + int(found[4]), int(found[5]) * 60 + int(found[6])
        if max(opens, closes) > 1440 or opens == closes:
            raise ValueError(
                f'"{part.strip()}": the two times must differ and lie between 00:00 and 24:00'
            )
        first, last = DAYS.index(found[1]), DAYS.index(found[2] or found[1])
        days = range(first, last + 1) if first <= last else [*range(first, 7), *range(last + 1)]
        spans += [(day, opens, closes) for day in days]
    return ServiceHours(zone, tuple(spans))


def _local(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    at = datetime.combine(day + timedelta(days=minutes // 1440), time(), zone)
    return at.replace(hour=minutes % 1440 // 60, minute=minutes % 60).astimezone(UTC)


def _nanoseconds(moments: Any) -> NDArray[np.float64]:
    at = np.asarray(moments, dtype="datetime64[ns]")
    return np.where(np.isnat(at), np.nan, at.astype("int64").astype(float))
