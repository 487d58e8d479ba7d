"""How far a pull from a database came: a value of its cursor column, stored with its type.

The database compares the value with its column, so a time must be sent back as a time, text in the
same format, and a number as a number.
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from feedback.errors import InvalidInput

CursorValue = int | float | Decimal | str | date | datetime

_REPEATED_HOUR = timedelta(hours=1)
"""In autumn local clocks show one hour twice."""


@dataclass(frozen=True, slots=True)
class Place:
    """`value`: the highest one read. `whole`: the last one of the last complete pull."""

    value: CursorValue | None = None
    whole: CursorValue | None = None

    def written(self, column: str) -> str:
        return json.dumps(
            {"column": column, "value": _written(self.value), "whole": _written(self.whole)}
        )


def read_place(cursor: str | None, column: str) -> Place:
    """Where to continue; at the start if the cursor belongs to another column or kind of
    source."""
    try:
        kept = json.loads(cursor or "{}")
        if kept["column"] == column:
            return Place(_read(kept["value"]), _read(kept["whole"]))
    except (ValueError, KeyError, TypeError, ArithmeticError):
        pass
    return Place()


def as_cursor(value: Any) -> CursorValue | None:
    """A value of the cursor column; None for an empty one. Raises ValueError for a value whose
    order a restart could not rely on."""
    if value is None or value == "" or value != value:
        return None
    if isinstance(value, bool) or not isinstance(value, CursorValue):
        raise ValueError(f"a {type(value).__name__}")
    if isinstance(value, str):
        _text_time(value)
    return value


def is_below(value: CursorValue, other: CursorValue) -> bool:
    """Raises ValueError if the two cannot be compared."""
    try:
        return value < other  # type: ignore[operator]
    except TypeError:
        raise ValueError(
            f"sometimes a {type(other).__name__}, sometimes a {type(value).__name__}, or times of "
            "which only some name a zone"
        ) from None


def shifted_back(value: CursorValue, overlap: timedelta, time_zone: str) -> CursorValue:
    """Where the next pull starts reading.

    A number goes back by as many as the overlap has seconds: for Unix times this is the overlap,
    for a counter it is that many rows. A local time goes back one more hour.
    """
    match value:
        case datetime():
            return _earlier(value, overlap, time_zone)
        case date():
            # The whole of the last day: its rows may have come after the pull.
            return value - timedelta(days=overlap.days)
        case str():
            moment, sep, zone = _text_time(value)
            if sep == "":
                return (moment.date() - timedelta(days=overlap.days)).isoformat()
            spec = "auto" if "." in value else "seconds"
            shown = _earlier(moment, overlap, time_zone).isoformat(sep, timespec=spec)
            return shown.removesuffix("+00:00") + "Z" if zone == "Z" else shown
        case _:
            return value - int(overlap.total_seconds())


def _earlier(moment: datetime, overlap: timedelta, time_zone: str) -> datetime:
    is_local = (
        _has_summer_time(time_zone) if moment.tzinfo is None else moment.utcoffset() != timedelta(0)
    )
    try:
        return moment - overlap - (_REPEATED_HOUR if is_local else timedelta(0))
    except OverflowError:
        return moment


def _has_summer_time(time_zone: str) -> bool:
    zone = ZoneInfo(time_zone)
    return len({datetime(2026, month, 1, tzinfo=zone).utcoffset() for month in range(1, 13)}) > 1


def _text_time(value: str) -> tuple[datetime, str, str]:
    """Text as a time: the moment, what stands between day and hour, and Z if it ends so."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f'text that is not an ISO time ("{value[:40]}")') from None
    return moment, value[10:11], value[-1] if value.endswith("Z") else ""


def _written(value: CursorValue | None) -> Any:
    match value:
        case None:
            return None
        case datetime():
            moment = value if value.tzinfo is None else value.astimezone(UTC)
            return {"datetime": moment.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case Decimal():
            return {"decimal": str(value)}
        case _:
            return {"plain": value}


def _read(kept: dict[str, Any] | None) -> CursorValue | None:
    if kept is None:
        return None
    (kind, value), *_ = kept.items()
    match kind:
        case "datetime":
            return datetime.fromisoformat(value)
        case "date":
            return date.fromisoformat(value)
        case "decimal":
            return Decimal(value)
        case _:
            return as_cursor(value)


def unusable_cursor(who: str, column: str, why: str) -> InvalidInput:
    return InvalidInput(
        f'{who}: the cursor column "{column}" is {why}. Let the query return a time with its zone '
        "(or all in UTC) or a number there, such as CAST(… AS timestamp)."
    )
