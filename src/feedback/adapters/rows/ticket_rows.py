"""One row of a file, a database or a helpdesk as a ticket, or set aside with the reason."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeVar, cast

from feedback.adapters.rows.date_words import EMPTY_WORDS
from feedback.adapters.rows.row import Row
from feedback.adapters.rows.times import UTC_TIMES, TimeReader
from feedback.adapters.texts.plain_text import plain_text
from feedback.domain.customers.requesters import address_of
from feedback.domain.tickets.ticket import (
    RawTicket,
    SetAside,
    TicketFacts,
    TicketPriority,
    TicketStatus,
)
from feedback.domain.tickets.vocabulary import (
    Meaning,
    flag_of,
    hours_of,
    is_no_rating,
    priority_of,
    rating_of,
    status_of,
)
from feedback.domain.tickets.words.visible import without_encoded_files

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
MAX_BODY_CHARS = 50_000
"""What is kept of a body. Nobody reads more, and a pasted log can be 10 MB."""

MAX_COUNT = 1_000_000
"""No ticket is reopened more often; a larger number is a slip, and the store could not hold it."""
_CUT_OFF = re.compile(r"\S{0,320}$|[\d\s().+/-]{0,40}\S{0,40}$")

_ROUNDED_ID = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d{2}")
"""As Excel writes a long number: its last digits are lost, and many ids have become one."""
_EXACT_BELOW = 1e15
"""Spreadsheets keep fifteen digits of a number."""
_Meaning = TypeVar("_Meaning")

ASSIGNEE_ADDRESS, WAITS_FOR_WORDS = "assignee's address", "waits for words"
"""What only helpdesks tell beside the fields (`RawTicket` says what it means)."""


def parse_ticket(
    source: str,
    row: Row,
    columns: Mapping[str, str] = MappingProxyType({}),
    values: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    times: TimeReader = UTC_TIMES,
    *,
    is_ticket: bool = False,
) -> RawTicket | SetAside:
    """A row as a ticket, or set aside with the reason. Arguments as of `FileTicketSource`.

    `is_ticket`: it surely is one, even if nobody has said anything yet.
    """
    try:
        return _TicketRow(source, row, columns, values, times).ticket(is_ticket=is_ticket)
    except _Unusable as fault:
        return SetAside(source, row.locator, fault.reason, fault.detail)


def changed_at(
    row: Row, columns: Mapping[str, str], times: TimeReader = UTC_TIMES
) -> datetime | None:
    """When the row's ticket was changed last, without reading the rest of it; None if unknown."""
    try:
        return _TicketRow("", row, columns, {}, times).times()[1]
    except _Unusable:
        return None


@dataclass(frozen=True, slots=True)
class Coded:
    """A vendor's word whose meaning its interface defines."""

    word: str
    means: Meaning


def coded(word: Any, meanings: Mapping[str, Meaning]) -> Coded | Any:
    """`word` with its meaning, where its interface defines one; else as it stands."""
    means = meanings.get(str(word))
    return word if means is None else Coded(str(word), means)


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
        times: TimeReader,
    ) -> None:
        self._source, self._row, self._times = source, row, times
        self._columns, self._values = columns, values
        self._notes = list(row.notes)
        self._unknown: list[tuple[str, str]] = []
        self._told: list[tuple[str, str]] = []

    def ticket(self, *, is_ticket: bool) -> RawTicket:
        key = self._text("id").strip()
        if not key:
            raise _Unusable("no id")
        if _ROUNDED_ID.fullmatch(key) or self._is_rounded("id"):
            raise _Unusable(
                "id rounded by a spreadsheet", f"{key}: export the column as text, not as a number"
            )
        created_at, updated_at = self.times()
        subject = " ".join(self._words("subject").split())
        body = self._words("body")
        if len(body) > MAX_BODY_CHARS:
            self._note("body shortened")
            # Not within a word or number: half an address would no longer be known for one.
            whole = MAX_BODY_CHARS - 400
            body = body[:whole] + _CUT_OFF.sub("", body[whole:MAX_BODY_CHARS])
        if not subject and not body.strip() and not is_ticket:
            raise _Unusable("no text", f"id {key}")
        facts = TicketFacts(
            created_at=created_at,
            updated_at=updated_at,
            status=self._meant("status", status_of, TicketStatus.OPEN),
            priority=self._meant("priority", priority_of, TicketPriority.NORMAL),
            type=self._text("type").strip().lower(),
            group=self._text("group").strip(),
            support_agent_id=address_of(self._name("assignee")) or None,
            channel=self._text("channel").strip(),
            tags=self._tags(),
            csat=self._rating(),
            n_reopens=int(self._number("n_reopens") or 0),
            is_escalated=self._meant("is_escalated", flag_of, False),
            first_reply_at=self._time_after("first_reply_at", created_at),
            solved_at=self._time_after("solved_at", created_at),
            url=self._text("url").strip(),
            n_replies=None if (n := self._number("n_replies")) is None else int(n),
            handling_hours=self._meant("handling_hours", _possible_hours, None),
        )
        return RawTicket(
            source=self._source,
            key=key,
            subject=subject,
            body=body,
            requester=address_of(self._name("requester")),
            organization=self._name("organization"),
            facts=facts,
            notes=tuple(dict.fromkeys(self._notes)),
            not_understood=tuple(dict.fromkeys(self._unknown)),
            told=tuple(self._told),
            assignee_address=str((is_ticket and self._row.values.get(ASSIGNEE_ADDRESS)) or ""),
            waits_for_words=is_ticket and bool(self._row.values.get(WAITS_FOR_WORDS)),
        )

    def times(self) -> tuple[datetime, datetime]:
        """When the ticket was made, and when it was changed last."""
        created_at = self._time("created_at", is_needed=True)
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

    def _is_rounded(self, name: str) -> bool:
        """Numbers of so many digits are rounded where they are stored as decimals."""
        value = self._value(name)
        return isinstance(value, float) and abs(value) >= _EXACT_BELOW

    def _name(self, name: str) -> str:
        """Text that may be a word for "nothing"."""
        text = self._text(name).strip()
        return "" if text.casefold() in EMPTY_WORDS else text

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
        # Inline images and the like go first: they would push the words out.
        text, was_html = plain_text(without_encoded_files(self._text(name))[: 20 * MAX_BODY_CHARS])
        if was_html:
            self._note("HTML to text")
        return text

    def _time(self, name: str, *, is_needed: bool = False) -> datetime | None:
        """A moment; None where there is none, or none that can be read and the ticket can do
        without it."""
        value = self._value(name)
        try:
            moment, names_zone = self._times.read_with_zone(value)
            if not names_zone:
                self._note(f"time without zone read as {self._times.time_zone}")
        except ValueError as error:
            if is_needed:
                reason = f"{name} {str(value)[:40]!r}: {error}"
                raise _Unusable("unparseable time", reason) from None
            self._unknown.append((name, str(value)[:40]))
            return None
        return moment

    def _time_after(self, name: str, created_at: datetime) -> datetime | None:
        """A moment that cannot lie before the ticket was made: it is not judged then."""
        moment = self._time(name)
        if moment is not None and moment < created_at:
            self._note(f"{name} before created_at, not judged")
            return None
        return moment

    def _meant(
        self, name: str, meaning: Callable[[str], _Meaning | None], default: _Meaning
    ) -> _Meaning:
        """What a word means; `default` where the field is empty, or the word is not understood,
        which is counted."""
        value = self._row.values.get(name)
        if isinstance(value, Coded):
            self._told.append((name, value.word[:40]))
            return cast(_Meaning, value.means)
        word = self._text(name).strip()
        if word.casefold() in EMPTY_WORDS:
            return default
        self._told.append((name, word[:40]))
        meant = meaning(word)
        if meant is None:
            self._unknown.append((name, word[:40]))
            return default
        return meant

    def _rating(self) -> int | None:
        if is_no_rating(self._text("csat")):
            return None
        return self._meant("csat", rating_of, None)

    def _number(self, name: str) -> float | None:
        return self._meant(name, _possible_number, None)

    def _tags(self) -> tuple[str, ...]:
        value = self._value("tags")
        if isinstance(value, str) and value.lstrip().startswith("["):
            try:
                value = json.loads(value)
            except ValueError:
                value = value.strip("[] ")
        if isinstance(value, list | tuple):
            return tuple(sorted({self._clean(str(tag)).strip() for tag in value} - {""}))
        text = self._text("tags") if not isinstance(value, str) else self._clean(value)
        mark = next((mark for mark in (";", ",", "|") if mark in text), None)
        return tuple(sorted({tag.strip() for tag in text.split(mark)} - {""}))


def _possible_number(text: str) -> float | None:
    try:
        number = float(text.replace(",", ".") if text.count(",") == 1 else text)
    except ValueError:
        return None
    return number if 0 <= number <= MAX_COUNT else None


def _possible_hours(text: str) -> float | None:
    hours = hours_of(text)
    return hours if hours is not None and hours <= MAX_COUNT else None
