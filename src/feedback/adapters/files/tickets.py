"""Tickets from files: exports and snapshots of any usual format.

A file is a snapshot or an export: rows may come in any order, more than once, and in several
versions; the newest wins. The cursor remembers what each file held (by its hash), how far a pull
had come, and up to when rows were taken, so that an unchanged file costs nothing and a killed
pull goes on where it stopped.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice, takewhile
from pathlib import Path
from typing import Any

from feedback.adapters.files.formats.opening import FORMATS, FileOptions, format_of, readable_format
from feedback.adapters.files.ticket_files import TicketColumns, TicketFile
from feedback.adapters.files.ticket_pages import TicketPage
from feedback.adapters.rows.row import BadRow, Row
from feedback.adapters.rows.ticket_fields import check_fields
from feedback.domain.tickets.ticket import RawTicket, SetAside, Unread
from feedback.errors import InvalidInput
from feedback.ports import Page

PAGE_SIZE = 2000
_WILD = "*?["
_IN_FOLDERS = tuple(ending for ending in FORMATS if ending != ".txt")
"""A folder of exports has a README.txt, too."""
_MANY_ROWS = 5
"""A file of fewer rows, none of which is a ticket, is not a fault: its rows are counted."""


@dataclass(frozen=True, slots=True)
class FirstRows:
    """A look at a file."""

    path: Path
    columns: Mapping[str, str]
    """Our field → the file's column."""
    rows: Sequence[RawTicket | SetAside]


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

    rows: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Column → the values of rows that are tickets; the others are counted only."""

    def __post_init__(self) -> None:
        check_fields(self.name, self.columns, self.values)
        self.check()

    def check(self) -> None:
        """Raise `InvalidInput` if there is no file, or none that can be read as tickets."""
        self._readings(self._files())

    def first(self, n_rows: int, until: datetime) -> FirstRows:
        """The first rows of the first file that can be read, as tickets or set aside."""
        path, file = next(
            (path, reading)
            for path, reading in self._readings(self._files()).items()
            if isinstance(reading, TicketFile)
        )
        found = [file.ticket(row, until) for row in islice(file.wanted_rows(), n_rows)]
        return FirstRows(path, file.columns, [parsed for parsed in found if parsed is not None])

    def pages(self, cursor: str | None, until: datetime) -> Iterator[Page]:
        before = json.loads(cursor) if cursor else {}
        paths = {self._key(path): path for path in self._files()}
        readings = self._readings(paths.values())
        digests = {key: _digest(path, self._settings) for key, path in paths.items()}
        # Half-way through other files, the rows already seen are not the first ones of these.
        stage = {"unfinished_until": until.isoformat(), "unfinished_files": digests}
        resumed = before if before == {**before, **stage} else {}
        known: Mapping[str, Any] = before.get("files", {})
        since = datetime.fromisoformat(before["until"]) if "until" in before else None
        files: dict[str, Any] = {}
        unread = [
            Unread(self.name, path.name, f"{path.name} is not a file of tickets: skipped", False)
            for path in self._skipped()
        ]
        n_done = int(resumed.get("n_rows", 0))
        n_seen = 0
        for key, path in paths.items():
            digest = digests[key]
            unchanged = known.get(key, {}).get("sha256") == digest
            if unchanged and not known[key]["n_later"]:
                files[key] = known[key]
                continue
            page = TicketPage(PAGE_SIZE)
            n_rows = n_later = n_tickets = 0
            try:
                file = _read(readings[path])
                for row in file.rows():
                    n_seen += 1
                    n_rows += 1
                    if unchanged and since is not None and file.is_before(row, since):
                        n_tickets += 1
                        continue
                    if file.is_left_out(row):
                        n_tickets += 1
                        page.n_left_out += n_seen > n_done
                        continue
                    parsed = file.ticket(_located(row, key, path), until)
                    n_tickets += not isinstance(parsed, SetAside)
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
                files[key] = {"n_later": 0, "n_rows": 0, **known.get(key, {}), "sha256": ""}
            else:
                files[key] = {"sha256": digest, "n_later": n_later, "n_rows": n_rows}
                had = known.get(key, {}).get("n_rows", 0)
                if not n_rows:
                    unread.append(self._empty(path, key, had))
                elif not n_tickets and path != self.path and n_rows >= _MANY_ROWS:
                    words = f"{path}: none of its {n_rows:,} rows is a ticket. Check its columns."
                    unread.append(Unread(self.name, key, words))
                if not n_tickets:  # looked at, and said, until it has tickets
                    files[key] = {**files[key], "sha256": "", "n_rows": n_rows or had}
            if page.has_news:
                progress = {**before, **stage, "n_rows": n_seen}
                yield page.finished(json.dumps(progress, sort_keys=True))
        final = {"until": until.isoformat(), "files": files}
        yield Page((), (), json.dumps(final, sort_keys=True), unread=tuple(unread))

    def _empty(self, path: Path, key: str, had: int) -> Unread:
        if had:
            return Unread(self.name, key, f"{path} is empty. It had {had:,} rows before.")
        return Unread(self.name, key, f"{key} holds no rows", is_fault=False)

    @property
    def _settings(self) -> TicketColumns:
        return TicketColumns(
            self.name,
            self.columns,
            self.values,
            FileOptions(self.encoding, self.delimiter, self.sheet),
            self.time_zone,
            self.time_format,
            self.date_order,
            self.rows,
        )

    def _readings(self, paths: Iterable[Path]) -> dict[Path, TicketFile | InvalidInput]:
        """How each file is read, or why it cannot be. Raises `InvalidInput` if none can be."""
        settings = self._settings
        readings: dict[Path, TicketFile | InvalidInput] = {}
        for path in paths:
            try:
                readings[path] = settings.reading(path)
            except InvalidInput as error:
                readings[path] = error
        faults = [found for found in readings.values() if isinstance(found, InvalidInput)]
        if len(faults) == len(readings):
            raise faults[0]
        return readings

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


def _read(reading: TicketFile | InvalidInput) -> TicketFile:
    if isinstance(reading, InvalidInput):
        raise reading
    return reading


def _located(row: Row | BadRow, key: str, path: Path) -> Row | BadRow:
    """In two folders there may be files of one name."""
    if key == path.name:
        return row
    return replace(row, locator=key + row.locator.removeprefix(path.name))


def _digest(path: Path, settings: TicketColumns) -> str:
    """Of a file's bytes, and of how they are read: a word that is mapped is read again. Empty for
    what cannot be read, which is said where its rows are."""
    try:
        readable_format(path)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
    except (InvalidInput, OSError):
        return ""
    digest.update(repr(settings).encode())
    return digest.hexdigest()
