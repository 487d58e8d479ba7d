"""Times as people's files write them, read without guessing.

A column is read as a whole: `09/03/2026` alone may be March or September; beside `25/03/2026` it is
March. Where nothing in the column tells, it is refused with both readings (`AmbiguousDates`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from feedback.adapters.rows.date_words import EMPTY_WORDS, HOURS_OF_ZONE, MONTH_OF
from feedback.errors import InvalidInput

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - in whatever zone
"""This, 1900-01-01 and the year 1 are how programs write "never"."""


class DayOrder(Enum):
    """Which number comes first in a date that is only numbers and does not begin with its year."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


class AmbiguousDates(InvalidInput):
    """A column whose dates can be read in two ways. `pair`: one of them with both readings."""

    def __init__(self, message: str, pair: str = "") -> None:
        super().__init__(message)
        self.pair = pair or message


@dataclass(frozen=True, slots=True)
class TimeReader:
    """How the times of one column are read.

    `pattern` is a format of `datetime.strptime`, tried first; `order` decides what numbers alone do
    not tell; `time_zone` is that of times which name none.
    """

    time_zone: str = "UTC"
    order: DayOrder | None = None
    pattern: str = ""

    def read(self, value: Any) -> datetime | None:
        """The moment, aware and in UTC; None where there is none. Raises `ValueError` for what is
        not a time, or has two readings."""
        return self.read_with_zone(value)[0]

    def read_with_zone(self, value: Any) -> tuple[datetime | None, bool]:
        """As `read`, and whether the value named its own zone."""
        moment = self._moment(value)
        if moment is None:
            return None, True
        names_zone = moment.tzinfo is not None
        if not names_zone:
            moment = moment.replace(tzinfo=ZoneInfo(self.time_zone))
        try:
            return moment.astimezone(UTC), names_zone
        except OverflowError as error:  # years 1 and 9999, at the calendar's ends
            raise ValueError("outside the calendar") from error

    def _moment(self, value: Any) -> datetime | None:
        if value is None or value != value:
            return None
        if isinstance(value, datetime):
            return _real(value)
        if isinstance(value, date):
            return _real(datetime(value.year, value.month, value.day))  # noqa: DTZ001 - as read
        if isinstance(value, int | float) and not isinstance(value, bool):
            try:
                return _of_number(float(value))
            except OverflowError as error:  # an integer of hundreds of digits
                raise ValueError("not a time") from error
        text = " ".join(str(value).split())
        if text.casefold() in EMPTY_WORDS:
            return None
        if self.pattern:
            try:
                return _real(datetime.strptime(text, self.pattern))  # noqa: DTZ007 - zoned above
            except ValueError:
                pass
        return _real(_of_text(text, self.order))

    def day(self, value: Any) -> date | None:
        """The day as it is written, in whatever zone; else as `read`."""
        moment = self._moment(value)
        return None if moment is None else moment.date()


UTC_TIMES = TimeReader()

NUMERIC_DATE = re.compile(
    r"(?P<first>\d{1,2})(?P<mark>[./-])(?P<second>\d{1,2})(?P=mark)"
    r"(?P<year>\d{4}|\d{2})(?:[ T,]+(?P<clock>.+))?"
)
"""A date that is only numbers and does not begin with its year."""
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})[./-](?P<month>\d{1,2})[./-](?P<day>\d{1,2})(?:[ T,]+(?P<clock>.+))?"
)
_CJK = re.compile(
    r"(?P<year>\d{4})[年년]\s?(?P<month>\d{1,2})[月월]\s?(?P<day>\d{1,2})[日일]?\s*(?P<clock>.*)"
)
_NAMED_MONTH = re.compile(
    r"(?:[^\W\d_]{2,10}\.?,? )?"  # Monday,
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th|\.|er)?[ /.-]?(?:de |of )?(?P<month>[^\W\d_]{3,12})\.?"
    r"|(?P<month2>[^\W\d_]{3,12})\.? (?P<day2>\d{1,2})(?:st|nd|rd|th)?(?=[ ,/.-]))"
    r"[ ,/.-]*(?:de )?(?P<year>\d{4}|\d{2})"
    r"(?:[ T,]+(?:at |um |à |a las )?(?P<clock>.+))?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+(?:[.,]\d+)?")
_MAX_DIGITS = 25
_LETTERS = re.compile(r"[A-Za-z]{3}")
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?:uhr)?\s*(?P<zone>.*)",
    re.IGNORECASE,
)
_HOUR_ONLY = re.compile(r"(?P<hour>\d{1,2})\s*(?P<half>[ap]\.?m\.?)\s*(?P<zone>.*)", re.IGNORECASE)
_OFFSET = re.compile(
    r"(?:UTC|GMT)?\s?(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?", re.IGNORECASE
)
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - as the sheet's own zone
"""Excel counts days from here: it takes 1900 for a leap year."""


def _real(moment: datetime | None) -> datetime | None:
    is_never = moment is None or moment.year < 1970 or moment.replace(tzinfo=None) == _EPOCH
    return None if is_never else moment


def _of_number(number: float) -> datetime | None:
    """Unix seconds, milliseconds or microseconds, or the days of a spreadsheet."""
    if number == 0:
        return None
    for unit in (1, 1_000, 1_000_000, 1_000_000_000):
        if 1e8 <= number / unit < 1e10:
            return datetime.fromtimestamp(number / unit, tz=UTC)
    if 20_000 <= number < 80_000:
        return _EXCEL_EPOCH + timedelta(seconds=round(number * 86_400))
    raise ValueError("not a time")


def _of_digits(text: str) -> datetime | None:
    """A number, or a time without any mark between (20260301100000)."""
    if re.fullmatch(r"20\d{12}", text):
        return datetime.strptime(text, "%Y%m%d%H%M%S")  # noqa: DTZ007 - zoned by the reader
    if len(text) > _MAX_DIGITS:
        raise ValueError("not a time")
    return _of_number(float(text.replace(",", ".")))


def _of_text(text: str, order: DayOrder | None) -> datetime | None:
    if len(text) != 8 and _DIGITS.fullmatch(text):
        return _of_digits(text)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    if found := _YEAR_FIRST.fullmatch(text) or _CJK.fullmatch(text):
        return _made(found["year"], int(found["month"]), int(found["day"]), found["clock"])
    if found := NUMERIC_DATE.fullmatch(text):
        first, second = int(found["first"]), int(found["second"])
        decided = _order_of(first, second, found["mark"]) or order
        if decided is None:
            raise ValueError("two readings")
        day, month = (first, second) if decided is DayOrder.DAY_FIRST else (second, first)
        return _made(found["year"], month, day, found["clock"])
    if found := _NAMED_MONTH.fullmatch(text):
        month_name = (found["month"] or found["month2"]).casefold()
        if month_name in MONTH_OF:
            day = int(found["day"] or found["day2"])
            return _made(found["year"], MONTH_OF[month_name], day, found["clock"])
    if not _LETTERS.search(text):
        raise ValueError("not a time")
    try:
        return parsedate_to_datetime(text)  # RFC 2822
    except (ValueError, TypeError):
        raise ValueError("not a time") from None


def _order_of(first: int, second: int, mark: str) -> DayOrder | None:
    """What the numbers themselves tell. With points between, the day comes first everywhere."""
    if first > 12 or mark == ".":
        return DayOrder.DAY_FIRST
    if second > 12:
        return DayOrder.MONTH_FIRST
    return DayOrder.DAY_FIRST if first == second else None


def _made(year: str, month: int, day: int, clock: str | None) -> datetime:
    full_year = int(year) if len(year) == 4 else 2000 + int(year)
    day_at = datetime(full_year, month, day)  # noqa: DTZ001 - the zone is added below or above
    if not clock:
        return day_at
    found = _CLOCK.fullmatch(clock.strip()) or _HOUR_ONLY.fullmatch(clock.strip())
    if found is None:
        raise ValueError("not a time of day")
    parts = found.groupdict()
    hour = int(parts["hour"])
    if parts["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("not an hour of twelve")
        hour = hour % 12 + (12 if parts["half"].casefold().startswith("p") else 0)
    fraction = int(f"{parts.get('fraction') or '0':0<6.6}")
    moment = day_at.replace(
        hour=hour, minute=int(parts.get("minute") or 0), second=int(parts.get("second") or 0),
        microsecond=fraction,
    )  # fmt: skip
    return moment.replace(tzinfo=_zone(parts["zone"])) if parts["zone"] else moment


def _zone(text: str) -> timezone | ZoneInfo:
    name = re.sub(r"\s*\([^()]*\)$", "", text).strip(" ()[]")  # GMT+0100 (CET) of JavaScript
    if name.casefold() in HOURS_OF_ZONE:
        return timezone(timedelta(hours=HOURS_OF_ZONE[name.casefold()]))
    if found := _OFFSET.fullmatch(name):
        minutes = 60 * int(found["hours"]) + int(found["minutes"] or 0)
        return timezone(timedelta(minutes=-minutes if found["sign"] == "-" else minutes))
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("unknown zone") from None


def day_order_of(values: Iterable[Any]) -> DayOrder | None:
    """The order of day and month in a column; None where no value needs one.

    Raises `AmbiguousDates` where the values contradict each other or every one has two readings.
    """
    said: dict[DayOrder, str] = {}
    unsaid = ""
    for value in values:
        found = (
            NUMERIC_DATE.fullmatch(" ".join(str(value).split())) if isinstance(value, str) else None
        )
        if found is None:
            continue
        first, second = int(found["first"]), int(found["second"])
        order = None if first == second else _order_of(first, second, found["mark"])
        if order is not None:
            said.setdefault(order, found[0])
        elif first != second:
            unsaid = unsaid or found[0]
    if len(said) > 1 and unsaid:
        raise AmbiguousDates(
            f'"{said[DayOrder.DAY_FIRST]}" has the day first and "{said[DayOrder.MONTH_FIRST]}" '
            f'the month, so "{unsaid}" can be read both ways'
        )
    if said:
        return next(iter(said))
    if unsaid:
        found = NUMERIC_DATE.fullmatch(unsaid)
        assert found is not None
        year, a, b = found["year"], int(found["first"]), int(found["second"])
        day_first, month_first = _made(year, b, a, None), _made(year, a, b, None)
        raise AmbiguousDates(
            f'"{unsaid}" may be {day_first.day} {day_first:%B %Y} or {month_first.day} '
            f"{month_first:%B %Y}, and no other date in the column tells which"
        )
    return None
