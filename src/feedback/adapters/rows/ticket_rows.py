"""One row of a file, a database or a helpdesk as a ticket, or set aside with the reason."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from feedback.adapters.rows.row import Row
from feedback.adapters.texts.plain_text import plain_text
from feedback.domain.tickets.ticket import (
    RawTicket,
    SetAside,
    TicketFacts,
    TicketPriority,
    TicketStatus,
)
from feedback.errors import InvalidInput

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
MAX_BODY_CHARS = 50_000
"""What is kept of a body. Nobody reads more, and a pasted log can be 10 MB."""

MAX_COUNT = 1_000_000
"""No ticket is reopened more often; a larger number is a slip, and the store could not hold it."""
_CUT_OFF = re.compile(r"\S{0,320}$|[\d\s().+/-]{0,40}\S{0,40}$")

FIELDS = (
    "id", "created_at", "updated_at", "subject", "body", "requester", "organization", "status",
    "priority", "type", "group", "assignee", "channel", "tags", "csat", "n_reopens",
    "is_escalated", "first_reply_at", "solved_at", "url", "n_replies", "handling_hours",
)  # fmt: skip
"""Everything a column can be mapped to."""


def parse_ticket(
    source: str,
    row: Row,
    columns: Mapping[str, str] = MappingProxyType({}),
    values: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    time_zone: str = "UTC",
) -> RawTicket | SetAside:
    """A row as a ticket, or set aside with the reason. Arguments as of `FileTicketSource`."""
    try:
        return _TicketRow(source, row, columns, values, time_zone).ticket()
    except _Unusable as fault:
        return SetAside(source, row.locator, fault.reason, fault.detail)


def changed_at(row: Row, columns: Mapping[str, str], time_zone: str) -> datetime | None:
    """When the row's ticket was changed last, without reading the rest of it; None if unknown."""
    try:
        return _TicketRow("", row, columns, {}, time_zone).times()[1]
    except _Unusable:
        return None


def check_fields(
    source: str, columns: Mapping[str, str], values: Mapping[str, Mapping[str, str]]
) -> None:
    """Raise `InvalidInput` if a source's settings name a field that tickets do not have."""
    unknown = sorted({*columns, *values} - set(FIELDS))
    if unknown:
        raise InvalidInput(
            f'Source "{source}": a ticket has no field "{unknown[0]}". '
            f"Fields are: {', '.join(FIELDS)}."
        )


def missing_columns(
    columns: Mapping[str, str], names: Collection[str]
) -> Sequence[tuple[str, str]]:
    """(field, column) of what a source must have and does not: the mapped columns, the id and the
    time it was made."""
    needed = {**{name: name for name in ("id", "created_at")}, **columns}
    return [(ours, theirs) for ours, theirs in sorted(needed.items()) if theirs not in names]


class _Unusable(Exception):
    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


class _TicketRow:
    """One row on its way to a ticket; collects what had to be normalised."""

    def __init__(
        self,
        source: str,
        row: Row,
        columns: Mapping[str, str],
        values: Mapping[str, Mapping[str, str]],
        time_zone: str,
    ) -> None:
        self._source, self._row, self._time_zone = source, row, time_zone
        self._columns, self._values = columns, values
        self._notes = list(row.notes)

    def ticket(self) -> RawTicket:
        key = self._text("id").strip()
        if not key:
            raise _Unusable("no id")
        created_at, updated_at = self.times()
        subject = " ".join(self._words("subject").split())
        body = self._words("body")
        if len(body) > MAX_BODY_CHARS:
            self._note("body shortened")
            # Not within a word or number: half an address would no longer be known for one.
            whole = MAX_BODY_CHARS - 400
            body = body[:whole] + _CUT_OFF.sub("", body[whole:MAX_BODY_CHARS])
        if not subject and not body.strip():
            raise _Unusable("no text", f"id {key}")
        facts = TicketFacts(
            created_at=created_at,
            updated_at=updated_at,
            status=TicketStatus(self._choice("status", tuple(TicketStatus), "open")),
            priority=TicketPriority(self._choice("priority", tuple(TicketPriority), "normal")),
            type=self._text("type").strip().lower(),
            group=self._text("group").strip(),
            support_agent_id=self._text("assignee").strip() or None,
            channel=self._text("channel").strip(),
            tags=self._tags(),
            csat=self._csat(),
            n_reopens=self._count("n_reopens"),
            is_escalated=self._flag("is_escalated"),
            first_reply_at=self._time("first_reply_at"),
            solved_at=self._time("solved_at"),
            url=self._text("url").strip(),
            n_replies=None if (n := self._amount("n_replies")) is None else int(n),
            handling_hours=self._amount("handling_hours"),
        )
        return RawTicket(
            source=self._source,
            key=key,
            subject=subject,
            body=body,
            requester=self._text("requester").strip(),
            organization=self._text("organization").strip(),
            facts=facts,
            notes=tuple(dict.fromkeys(self._notes)),
        )

    def times(self) -> tuple[datetime, datetime]:
        """When the ticket was made, and when it was changed last."""
        created_at = self._time("created_at")
        if created_at is None:
            raise _Unusable("no time")
        updated_at = self._time("updated_at") or created_at
        if updated_at < created_at:
            self._note("updated before created")
            updated_at = created_at
        return created_at, updated_at

    def _note(self, note: str) -> None:
        self._notes.append(note)

    def _value(self, name: str) -> Any:
        value = self._row.values.get(self._columns.get(name, name))
        mapping = self._values.get(name)
        return mapping.get(str(value), value) if mapping else value

    def _text(self, name: str) -> str:
        value = self._value(name)
        if value is None or (isinstance(value, float) and value != value):
            return ""
        # Where a column has gaps, Parquet files made with pandas hold 17 as 17.0.
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return self._clean(str(value))

    def _clean(self, text: str) -> str:
        if "\x00" in text:
            self._note("NUL bytes removed")
            text = text.replace("\x00", "")
        # JSON may escape half of a character ("\\ud83d"), which no encoding can write.
        if _HALF_CHARACTER.search(text):
            self._note("broken characters replaced")
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return text

    def _words(self, name: str) -> str:
        text, was_html = plain_text(self._text(name)[: 20 * MAX_BODY_CHARS])
        if was_html:
            self._note("HTML to text")
        return text

    def _time(self, name: str) -> datetime | None:
        value = self._value(name)
        if value is None or value == "" or value != value:
            return None
        moment = _parsed_time(value)
        if moment is None:
            raise _Unusable("unparseable time", f"{name} {str(value)[:40]!r}")
        if moment.tzinfo is None:
            self._note(f"time without zone read as {self._time_zone}")
            moment = moment.replace(tzinfo=ZoneInfo(self._time_zone))
        try:
            return moment.astimezone(UTC)
        except OverflowError:  # years 1 and 9999, at the calendar's ends
            raise _Unusable("unparseable time", f"{name} {str(value)[:40]!r}") from None

    def _choice(self, name: str, known: Sequence[str], default: str) -> str:
        value = self._text(name).strip().lower()
        if not value:
            return default
        if value not in known:
            self._note(f'{name} "{value}" read as {default}')
            return default
        return value

    def _tags(self) -> tuple[str, ...]:
        value = self._value("tags")
        if isinstance(value, list | tuple):
            return tuple(sorted(self._clean(str(tag)) for tag in value))
        return tuple(sorted(tag for tag in self._text("tags").replace(",", " ").split()))

    def _csat(self) -> int | None:
        text = self._text("csat").strip()
        if not text:
            return None
        try:
            csat = round(float(text))
        except (ValueError, OverflowError):
            csat = 0
        if not 1 <= csat <= 5:
            self._note("CSAT outside 1–5 ignored")
            return None
        return csat

    def _count(self, name: str) -> int:
        text = self._text(name).strip()
        try:
            return min(max(int(float(text)), 0), MAX_COUNT) if text else 0
        except (ValueError, OverflowError):
            self._note(f"{name} that is not a number read as 0")
            return 0

    def _amount(self, name: str) -> float | None:
        """None where it is not told: that is not 0."""
        text = self._text(name).strip()
        if not text:
            return None
        try:
            amount = float(text)
        except ValueError:
            amount = -1.0
        if not 0 <= amount <= MAX_COUNT:
            self._note(f"{name} that cannot be ignored")
            return None
        return amount

    def _flag(self, name: str) -> bool:
        return self._text(name).strip().lower() in ("true", "1", "yes", "y")


def _parsed_time(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value
    text = str(value).strip()
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    try:
        seconds = float(text)
        if 1e8 < seconds < 1e11:
            return datetime.fromtimestamp(seconds, tz=UTC)
    except (ValueError, OverflowError):
        pass
    return None
