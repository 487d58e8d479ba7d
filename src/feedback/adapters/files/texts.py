"""Texts from one column of a file, as tickets: for one-off grouping and for backtests."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from feedback.adapters.files.guessing import KNOWN_NAMES, Guess, guess_of, is_among
from feedback.adapters.files.rows import layout_of_file, read_rows
from feedback.adapters.rows.row import BadRow, Row
from feedback.adapters.rows.ticket_rows import parse_ticket
from feedback.domain.tickets.ticket import RawTicket, SetAside
from feedback.errors import InvalidInput
from feedback.ports import Page

SOURCE = "file"
PAGE_SIZE = 2000
_GUESSED = ("id", "subject", "body")
NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""When nobody named a time column, all texts are of one moment."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The rows of a file: those that can be used, oldest first, and those that cannot."""

    tickets: tuple[RawTicket, ...]
    set_aside: tuple[SetAside, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    """Key of a ticket → its label, for the rows that have one."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """What was read from where: `id`, `subject`, `body` → column."""


def read_texts(
    path: Path,
    text_column: str | None = None,
    id_column: str | None = None,
    time_column: str | None = None,
    label_column: str | None = None,
) -> Texts:
    """Read a file of any usual format. Without a text column all columns are guessed, and subject
    and body are joined; without an id column a row's id is its number.

    Raises `InvalidInput` if the file or one of the columns is missing. Of rows with one id the
    last one counts.
    """
    if not path.is_file():
        raise InvalidInput(f"{path} does not exist.")
    if text_column is None:
        guess = _guess(path)
        columns = {name: guess.columns[name] for name in _GUESSED if name in guess.columns}
        wanted: Sequence[str] = KNOWN_NAMES
    else:
        guess, columns = Guess("", {}), {"body": text_column}
        wanted = [each for each in (text_column, id_column, time_column, label_column) if each]
    columns |= {"id": id_column} if id_column else {}
    names = layout_of_file(path, wanted).names
    for column in (*columns.values(), time_column, label_column):
        if column and column not in names:
            raise InvalidInput(
                f'{path}:1: there is no column "{column}". It has: {", ".join(names) or "nothing"}.'
            )
    tickets: dict[str, RawTicket] = {}
    labels: dict[str, str] = {}
    set_aside: list[SetAside] = []
    for number, row in enumerate(read_rows(path, wanted), start=1):
        if isinstance(row, BadRow):
            set_aside.append(SetAside(SOURCE, row.locator, row.reason, row.detail))
            continue
        if not is_among(row.values, guess.rows):
            set_aside.append(SetAside(SOURCE, row.locator, "a reply, not a ticket"))
            continue
        values = {name: row.values.get(column) for name, column in columns.items()}
        values.setdefault("id", number)
        values["created_at"] = row.values.get(time_column) if time_column else NO_TIME
        parsed = parse_ticket(SOURCE, Row(row.locator, values, row.notes))
        if isinstance(parsed, SetAside):
            set_aside.append(parsed)
        else:
            if parsed.key in tickets:
                set_aside.append(SetAside(SOURCE, row.locator, "an id given before; replaces it"))
            tickets[parsed.key] = parsed
            labels[parsed.key] = _label(row.values.get(label_column)) if label_column else ""
    ordered = sorted(tickets.values(), key=lambda t: (t.facts.created_at, t.key))
    labelled = {key: label for key, label in labels.items() if label}
    return Texts(tuple(ordered), tuple(set_aside), labelled, columns)


def _guess(path: Path) -> Guess:
    guess = guess_of(path)
    if "body" in guess.missing:
        names = layout_of_file(path, KNOWN_NAMES).names
        raise InvalidInput(
            f"{path}: no column seems to hold what customers wrote. It has: "
            f"{', '.join(names) or 'nothing'}. Name it with --text-column."
        )
    return guess


def _label(value: object) -> str:
    """A label as text; empty for none. Parquet's missing numbers come as NaN."""
    return "" if value is None or value != value else str(value).strip()


class ReplaySource:
    """Tickets held in memory, handed out as the nights pass."""

    name = SOURCE

    def __init__(self, texts: Texts) -> None:
        self._tickets = texts.tickets
        self._moments = [ticket.facts.updated_at for ticket in texts.tickets]

    def pages(self, cursor: str | None, until: datetime) -> Iterator[Page]:
        start = int(cursor or 0)
        end = bisect_right(self._moments, until)
        for first in range(start, end, PAGE_SIZE):
            last = min(first + PAGE_SIZE, end)
            yield Page(self._tickets[first:last], (), str(last))
