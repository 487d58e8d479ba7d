"""Tickets from CSV, JSONL and Parquet files.

A file is a snapshot or an export: rows may come in any order, more than once, and in several
versions; the newest wins. The cursor remembers what each file held (by its hash), how far a pull
had come, and up to when rows were taken, so that an unchanged file costs nothing and a killed
pull goes on where it stopped.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Any

from feedback.adapters.files.rows import (
    FORMATS,
    FileOptions,
    column_of,
    format_of,
    layout_of_file,
    read_rows,
)
from feedback.adapters.rows.row import BadRow, Row
from feedback.adapters.rows.ticket_rows import (
    FIELDS,
    changed_at,
    check_fields,
    parse_ticket,
)
from feedback.adapters.rows.times import (
    NUMERIC_DATE,
    AmbiguousDates,
    DayOrder,
    TimeReader,
    day_order_of,
)
from feedback.domain.tickets.ticket import SAME_ID, RawTicket, SetAside, Unread
from feedback.errors import InvalidInput
from feedback.ports import Page

PAGE_SIZE = 2000
_WILD = "*?["
_IN_FOLDERS = tuple(ending for ending in FORMATS if ending != ".txt")
"""A folder of exports has a README.txt, too."""
_TIMES = ("created_at", "updated_at", "first_reply_at", "solved_at")
_TELLING_VALUES = 200
"""Where so many times need no order of day and month, none of the column does."""


@dataclass(frozen=True, slots=True)
class FileTicketSource:
    """`path` is a file, a folder or a glob; `columns` maps our fields to the files' columns.

    A field that is not mapped is looked for under its own name, and left empty if it is not
    there; a mapped column must exist.
    """

    name: str
    path: Path
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """field → what the file says → what we say, e.g. status: answered → solved."""
    time_zone: str = "UTC"
    """Of times that name no zone."""
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    """Empty: found out, file by file."""
    time_format: str = ""
    """As `datetime.strptime` takes it, tried before all others."""
    date_order: str = ""
    """`day first` or `month first`; empty: decided over each file's columns, or refused."""

    def __post_init__(self) -> None:
        check_fields(self.name, self.columns, self.values)
        self.check()

    def check(self) -> None:
        """Raise `InvalidInput` if there is no file, or none that can be read as tickets."""
        refused = []
        paths = self._files()
        for path in paths:
            try:
                self._reading(path)
            except InvalidInput as error:
                refused.append(error)
        if len(refused) == len(paths):
            raise refused[0]

    def pages(self, cursor: str | None, until: datetime) -> Iterator[Page]:
        self.check()
        before = json.loads(cursor) if cursor else {}
        paths = {self._key(path): path for path in self._files()}
        digests = {key: _digest(path) for key, path in paths.items()}
        # Half-way through other files, the rows already seen are not the first ones of these.
        stage = {"unfinished_until": until.isoformat(), "unfinished_files": digests}
        resumed = before if before == {**before, **stage} else {}
        known: Mapping[str, Any] = before.get("files", {})
        since = datetime.fromisoformat(before["until"]) if "until" in before else None
        files: dict[str, Any] = {}
        unread: list[Unread] = []
        n_done = int(resumed.get("n_rows", 0))
        n_seen = 0
        for key, path in paths.items():
            digest = digests[key]
            unchanged = known.get(key, {}).get("sha256") == digest
            if unchanged and not known[key]["n_later"]:
                files[key] = known[key]
                continue
            page = _PageBuilder()
            n_rows = n_later = 0
            try:
                reading = self._reading(path)
                for row in read_rows(path, reading.wanted, self._options):
                    n_seen += 1
                    n_rows += 1
                    row = _located(row, key, path)
                    if unchanged and since is not None and _is_before(row, since, reading):
                        continue
                    parsed = self._parse(row, until, reading)
                    if parsed is None:
                        n_later += 1
                        page.n_later += 1
                    elif n_seen > n_done:
                        page.add(parsed)
                    if n_seen > n_done and page.is_full:
                        progress = {**before, **stage, "n_rows": n_seen}
                        yield page.finished(json.dumps(progress, sort_keys=True))
                        page = page.next()
            except InvalidInput as error:
                # Tried again on the next night; the other files are read.
                unread.append(Unread(self.name, key, str(error)))
            else:
                files[key] = {"sha256": digest, "n_later": n_later, "n_rows": n_rows}
                if not n_rows and known.get(key, {}).get("n_rows"):
                    words = f"{path} is empty. It had {known[key]['n_rows']:,} rows before."
                    unread.append(Unread(self.name, key, words))
            if page.has_news:
                progress = {**before, **stage, "n_rows": n_seen}
                yield page.finished(json.dumps(progress, sort_keys=True))
        unread += [
            Unread(self.name, path.name, f"{path.name} is not a file of tickets: skipped", False)
            for path in self._skipped()
        ]
        final = {"until": until.isoformat(), "files": files}
        yield Page((), (), json.dumps(final, sort_keys=True), unread=tuple(unread))

    @property
    def _options(self) -> FileOptions:
        return FileOptions(self.encoding, self.delimiter, self.sheet)

    def _reading(self, path: Path) -> "_Reading":
        """How a file's rows become tickets. Raises `InvalidInput` where they cannot."""
        wanted = {field: self.columns.get(field, field) for field in FIELDS}
        layout = layout_of_file(path, tuple(wanted.values()), self._options)
        found = {field: column_of(name, layout.names) for field, name in wanted.items()}
        columns = {field: name for field, name in found.items() if name is not None}
        needed = sorted({"id", "created_at", *self.columns})
        missing = [(field, wanted[field]) for field in needed if field not in columns]
        if missing and layout.names:
            ours, theirs = missing[0]
            raise InvalidInput(
                f'{path}:1: there is no column "{theirs}" (source "{self.name}", field "{ours}"). '
                f"It has: {', '.join(layout.names)}{layout.how_read}. "
                f"Set columns.{ours} of the source to one of them."
            )
        order = DayOrder(self.date_order) if self.date_order else None
        if order is None:
            order = self._day_order(path, columns)
        times = TimeReader(self.time_zone, order, self.time_format)
        return _Reading(columns, times, tuple(wanted.values()))

    def _day_order(self, path: Path, columns: Mapping[str, str]) -> DayOrder | None:
        named = [columns[field] for field in _TIMES if field in columns]
        try:
            return day_order_of(self._times_of(path, named))
        except AmbiguousDates as error:
            raise InvalidInput(
                f"{path}: the dates cannot be read for sure: {error}. Set date_order of source "
                f'"{self.name}" to "day first" or "month first".'
            ) from None

    def _times_of(self, path: Path, columns: Sequence[str]) -> Iterator[Any]:
        """The times of a file that numbers alone write; ends early where there are none."""
        n_others = 0
        for row in read_rows(path, columns, self._options):
            if isinstance(row, BadRow):
                continue
            for column in columns:
                value = row.values.get(column)
                if self.time_format and isinstance(value, str) and _fits(value, self.time_format):
                    continue
                if isinstance(value, str) and NUMERIC_DATE.fullmatch(value.strip()):
                    n_others = -1
                    yield value
                elif value and n_others >= 0:
                    n_others += 1
            if n_others > _TELLING_VALUES:
                return

    def _files(self) -> list[Path]:
        if self._is_pattern:
            root = Path(self.path.anchor or ".")
            relative = str(self.path.relative_to(root)) if self.path.anchor else self.path
            found = sorted(path for path in root.glob(str(relative)) if path.is_file())
        elif self.path.is_dir():
            found = sorted(path for path in self.path.iterdir() if format_of(path) in _IN_FOLDERS)
        else:
            found = [self.path] if self.path.exists() else []
        if not found:
            raise InvalidInput(
                f'{self.path} (source "{self.name}"): no such file. Check path in [[sources]].'
            )
        return found

    def _skipped(self) -> list[Path]:
        """Files of a folder that are not of a format that is read."""
        if self._is_pattern or not self.path.is_dir():
            return []
        return sorted(
            path
            for path in self.path.iterdir()
            if format_of(path) not in _IN_FOLDERS and not path.name.startswith(".")
        )

    @property
    def _is_pattern(self) -> bool:
        return any(character in str(self.path) for character in _WILD)

    def _key(self, path: Path) -> str:
        """What the cursor calls a file: its name, with the folders that a pattern left open."""
        if not self._is_pattern:
            return path.name
        fixed = takewhile(lambda part: not any(one in part for one in _WILD), self.path.parts)
        return path.relative_to(Path(*fixed)).as_posix()

    def _parse(
        self, row: Row | BadRow, until: datetime, reading: "_Reading"
    ) -> RawTicket | SetAside | None:
        """A ticket, a row set aside, or None for a row dated after the night."""
        if isinstance(row, BadRow):
            return SetAside(self.name, row.locator, row.reason, row.detail)
        parsed = parse_ticket(self.name, row, reading.columns, self.values, reading.times)
        if isinstance(parsed, RawTicket) and parsed.facts.updated_at > until:
            return None
        return parsed


@dataclass(frozen=True, slots=True)
class _Reading:
    """How one file is read: our field → its column, its times, and the columns looked for."""

    columns: Mapping[str, str]
    times: TimeReader
    wanted: tuple[str, ...]


def _is_before(row: Row | BadRow, since: datetime, reading: _Reading) -> bool:
    """Of an unchanged file, only what was too late for the last night is news."""
    if isinstance(row, BadRow):
        return True
    moment = changed_at(row, reading.columns, reading.times)
    return moment is None or moment <= since


def _fits(text: str, pattern: str) -> bool:
    try:
        datetime.strptime(text.strip(), pattern)  # noqa: DTZ007 - only whether it can be read
    except ValueError:
        return False
    return True


def _located(row: Row | BadRow, key: str, path: Path) -> Row | BadRow:
    """In two folders there may be files of one name."""
    if key == path.name:
        return row
    return replace(row, locator=key + row.locator.removeprefix(path.name))


class _PageBuilder:
    """Rows of one file. Several tickets of one id in a file are told: one of them is kept."""

    def __init__(self, made: dict[str, datetime] | None = None) -> None:
        self._made: dict[str, datetime] = {} if made is None else made
        self._tickets: list[RawTicket] = []
        self._set_aside: list[SetAside] = []
        self.n_later = 0

    def next(self) -> "_PageBuilder":
        return _PageBuilder(self._made)

    def add(self, parsed: RawTicket | SetAside) -> None:
        if isinstance(parsed, SetAside):
            self._set_aside.append(parsed)
            return
        # A later version of a ticket was made at the same time; another ticket was not.
        if self._made.setdefault(parsed.key, parsed.facts.created_at) != parsed.facts.created_at:
            parsed = replace(parsed, notes=(*parsed.notes, SAME_ID))
        self._tickets.append(parsed)

    @property
    def is_full(self) -> bool:
        return len(self._tickets) + len(self._set_aside) >= PAGE_SIZE

    @property
    def has_news(self) -> bool:
        return bool(self._tickets or self._set_aside or self.n_later)

    def finished(self, cursor: str) -> Page:
        return Page(tuple(self._tickets), tuple(self._set_aside), cursor, self.n_later)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
