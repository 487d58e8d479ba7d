"""Tickets from CSV, JSONL and Parquet files.

A file is a snapshot or an export: rows may come in any order, more than once, and in several
versions; the newest wins. The cursor remembers what each file held (by its hash), how far a pull
had come, and up to when rows were taken, so that an unchanged file costs nothing and a killed
pull goes on where it stopped.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Any

from feedback.adapters.files.rows import FORMATS, layout_of_file, read_rows
from feedback.adapters.rows.row import BadRow, Row
from feedback.adapters.rows.ticket_rows import (
    changed_at,
    check_fields,
    missing_columns,
    parse_ticket,
)
from feedback.domain.tickets.ticket import RawTicket, SetAside
from feedback.errors import InvalidInput
from feedback.ports import Page

PAGE_SIZE = 2000
_WILD = "*?["


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

    def __post_init__(self) -> None:
        check_fields(self.name, self.columns, self.values)
        self.check()

    def check(self) -> None:
        """Raise `InvalidInput` if there is no file, or a mapped column is missing from one."""
        for path in self._files():
            names = layout_of_file(path, ("id", "created_at", *self.columns.values())).names
            for ours, theirs in missing_columns(self.columns, names) if names else ():
                raise InvalidInput(
                    f'{path}:1: there is no column "{theirs}" (source "{self.name}", field '
                    f'"{ours}"). It has: {", ".join(names)}. '
                    f"Set columns.{ours} of the source to one of them."
                )

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
        n_done = int(resumed.get("n_rows", 0))
        n_seen = 0
        for key, path in paths.items():
            digest = digests[key]
            unchanged = known.get(key, {}).get("sha256") == digest
            files[key] = {"sha256": digest, "n_later": 0}
            if unchanged and not known[key]["n_later"]:
                continue
            page = _PageBuilder()
            for row in read_rows(path):
                n_seen += 1
                row = _located(row, key, path)
                if unchanged and since is not None and self._is_before(row, since):
                    continue
                parsed = self._parse(row, until)
                if parsed is None:
                    files[key]["n_later"] += 1
                    page.n_later += 1
                elif n_seen > n_done:
                    page.add(parsed)
                if n_seen > n_done and page.is_full:
                    progress = {**before, **stage, "n_rows": n_seen}
                    yield page.finished(json.dumps(progress, sort_keys=True))
                    page = _PageBuilder()
            if page.has_news:
                progress = {**before, **stage, "n_rows": n_seen}
                yield page.finished(json.dumps(progress, sort_keys=True))
        final = {"until": until.isoformat(), "files": files}
        yield Page((), (), json.dumps(final, sort_keys=True))

    def _files(self) -> list[Path]:
        if self._is_pattern:
            root = Path(self.path.anchor or ".")
            relative = str(self.path.relative_to(root)) if self.path.anchor else self.path
            found = sorted(path for path in root.glob(str(relative)) if path.is_file())
        elif self.path.is_dir():
            found = sorted(path for path in self.path.iterdir() if path.suffix in FORMATS)
        else:
            found = [self.path] if self.path.is_file() else []
        if not found:
            raise InvalidInput(
                f'{self.path} (source "{self.name}"): no such file. Check path in [[sources]].'
            )
        return found

    @property
    def _is_pattern(self) -> bool:
        return any(character in str(self.path) for character in _WILD)

    def _key(self, path: Path) -> str:
        """What the cursor calls a file: its name, with the folders that a pattern left open."""
        if not self._is_pattern:
            return path.name
        fixed = takewhile(lambda part: not any(one in part for one in _WILD), self.path.parts)
        return path.relative_to(Path(*fixed)).as_posix()

    def _is_before(self, row: Row | BadRow, since: datetime) -> bool:
        """Of an unchanged file, only what was too late for the last night is news."""
        if isinstance(row, BadRow):
            return True
        moment = changed_at(row, self.columns, self.time_zone)
        return moment is None or moment <= since

    def _parse(self, row: Row | BadRow, until: datetime) -> RawTicket | SetAside | None:
        """A ticket, a row set aside, or None for a row dated after the night."""
        if isinstance(row, BadRow):
            return SetAside(self.name, row.locator, row.reason, row.detail)
        parsed = parse_ticket(self.name, row, self.columns, self.values, self.time_zone)
        if isinstance(parsed, RawTicket) and parsed.facts.updated_at > until:
            return None
        return parsed


def _located(row: Row | BadRow, key: str, path: Path) -> Row | BadRow:
    """In two folders there may be files of one name."""
    if key == path.name:
        return row
    return replace(row, locator=key + row.locator.removeprefix(path.name))


class _PageBuilder:
    def __init__(self) -> None:
        self._tickets: list[RawTicket] = []
        self._set_aside: list[SetAside] = []
        self.n_later = 0

    def add(self, parsed: RawTicket | SetAside) -> None:
        if isinstance(parsed, SetAside):
            self._set_aside.append(parsed)
        else:
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
