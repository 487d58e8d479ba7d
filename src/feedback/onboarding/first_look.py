"""A look at a file of tickets: what was understood of it, and what is doubtful."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from feedback.adapters.files.formats.opening import format_of
from feedback.adapters.files.guessing import KNOWN_NAMES, N_LOOKED_AT, Guess
from feedback.adapters.files.rows import layout_of_file, read_rows
from feedback.adapters.files.tickets import FileTicketSource
from feedback.adapters.rows.row import Row
from feedback.adapters.rows.times import AmbiguousDates, DayOrder, TimeReader
from feedback.domain.tickets.ticket import RawTicket, SetAside
from feedback.domain.wording import count
from feedback.errors import InvalidInput

_N_WORDS = 3
_ALL_TIME = datetime.max.replace(tzinfo=UTC)
_WHAT = {
    "id": "the id of a ticket",
    "created_at": "when a ticket was opened",
    "body": "what the customer wrote",
}


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What is known of a file after its first rows were read."""

    path: Path
    guess: Guess
    tickets: Sequence[RawTicket]
    set_aside: Sequence[SetAside]
    doubts: Sequence[str]
    date_order: str = ""
    """`day first` or `month first` where the dates alone do not tell; else empty."""
    order_doubt: str = ""
    """A date of the file with both its readings."""
    row_doubts: Sequence[str] = ()
    """The `doubts` that come from rows: rows without a ticket, unknown words."""


def column_names(path: Path) -> Sequence[str]:
    """The columns of a file. Raises `InvalidInput` if it cannot be read, or has none."""
    names = layout_of_file(path, KNOWN_NAMES).names
    if not names:
        raise InvalidInput(f"{path} is empty. Export the tickets again.")
    return names


def check_complete(path: Path, guess: Guess) -> None:
    """Raise `InvalidInput` if a column is missing that no ticket can do without."""
    if guess.missing:
        name = guess.missing[0]
        raise InvalidInput(
            f"{path}: no column seems to hold {_WHAT[name]}. It has: "
            f"{', '.join(column_names(path))}. Name one in columns.{name} of a source "
            "(docs/files.md), or run this without --yes and be asked."
        )


def what_is(field: str) -> str:
    """A field that must be there, in words."""
    return _WHAT[field]


def look_at(path: Path, guess: Guess, date_order: str = "") -> FirstLook:
    """Read the first rows of a file as the settings would be. Raises `InvalidInput`."""
    doubts = [*guess.remarks]
    order_doubt = ""
    try:
        source = _source(path, guess, date_order)
    except AmbiguousDates as error:
        date_order, order_doubt = _likelier_order(path, guess), error.pair
        doubts.append(f"dates are read with the {date_order}, but {order_doubt}")
        source = _source(path, guess, date_order)
    first = source.first(N_LOOKED_AT, _ALL_TIME)
    tickets = [row for row in first.rows if isinstance(row, RawTicket)]
    set_aside = [row for row in first.rows if isinstance(row, SetAside)]
    layout = layout_of_file(path, KNOWN_NAMES)
    if layout.how_read:
        doubts.append(f"the file is{layout.how_read.replace('(', '').replace(')', '')}")
    about_rows = _doubts_about_rows(tickets, set_aside)
    doubts += [*about_rows, *_doubts_about(tickets, guess)]
    return FirstLook(path, guess, tickets, set_aside, doubts, date_order, order_doubt, about_rows)


def look_at_source(source: FileTicketSource) -> FirstLook:
    """The same of a source whose settings are written. Raises `InvalidInput`."""
    first = source.first(N_LOOKED_AT, _ALL_TIME)
    tickets = [row for row in first.rows if isinstance(row, RawTicket)]
    set_aside = [row for row in first.rows if isinstance(row, SetAside)]
    guess = Guess("", first.columns)
    about_rows = _doubts_about_rows(tickets, set_aside)
    doubts = [*about_rows, *_doubts_about(tickets, guess)]
    return FirstLook(first.path, guess, tickets, set_aside, doubts, row_doubts=about_rows)


def first_file(path: Path) -> Path:
    """The file itself, or the first of a folder that is read. Raises `InvalidInput` for none."""
    if not path.is_dir():
        return path
    found = sorted(each for each in path.iterdir() if format_of(each) and each.suffix != ".txt")
    if not found:
        raise InvalidInput(f"{path} holds no file of tickets.")
    return found[0]


def _source(path: Path, guess: Guess, date_order: str) -> FileTicketSource:
    return FileTicketSource(
        "tickets", path, guess.columns, date_order=date_order, rows=dict(guess.rows)
    )


def _likelier_order(path: Path, guess: Guess) -> str:
    """In which the dates of the first rows go up and down least, since exports are sorted; with a
    clock of twelve hours, or in doubt, as most of the world writes them."""
    rows = islice(read_rows(path, KNOWN_NAMES), N_LOOKED_AT)
    column = guess.columns["created_at"]
    written = [row.values.get(column) for row in rows if isinstance(row, Row)]
    turns = {order: _n_turns(written, order) for order in DayOrder}
    if turns[DayOrder.DAY_FIRST] != turns[DayOrder.MONTH_FIRST]:
        return str(min(turns, key=lambda order: turns[order]).value)
    has_halves = any(str(value).strip().lower().endswith(("am", "pm")) for value in written)
    return str((DayOrder.MONTH_FIRST if has_halves else DayOrder.DAY_FIRST).value)


def _n_turns(written: Sequence[Any], order: DayOrder) -> int:
    times = TimeReader(order=order)
    moments = []
    for value in written:
        try:
            moments.append(times.read(value))
        except ValueError:
            continue
    known = [moment for moment in moments if moment is not None]
    rises = [later >= earlier for earlier, later in pairwise(known)]
    return min(sum(rises), len(rises) - sum(rises))


def _doubts_about_rows(tickets: Sequence[RawTicket], set_aside: Sequence[SetAside]) -> list[str]:
    n_rows = len(tickets) + len(set_aside)
    doubts = []
    for reason, n in Counter(row.reason for row in set_aside).most_common():
        example = next(row for row in set_aside if row.reason == reason)
        where = f"{example.locator}{f': {example.detail}' if example.detail else ''}"
        doubts.append(f"{n:,} of the first {count(n_rows, 'row')}: {reason} ({where})")
    words: dict[str, Counter[str]] = {}
    for ticket in tickets:
        for name, word in ticket.not_understood:
            words.setdefault(name, Counter())[word] += 1
    for name, counted in sorted(words.items()):
        listed = ", ".join(f'"{word}" {n:,}' for word, n in counted.most_common(_N_WORDS))
        doubts.append(f"{name} is not understood: {listed}. Map it in values.{name}")
    return doubts


def _doubts_about(tickets: Sequence[RawTicket], guess: Guess) -> list[str]:
    doubts = []
    notes = Counter(note for ticket in tickets for note in ticket.notes)
    zone = next((note for note in notes if note.startswith("time without zone")), None)
    if zone is not None:
        doubts.append(f"times name no zone: {zone.removeprefix('time without zone ')}")
    doubts += [note for note in notes if "not judged" in note or note.startswith("read as")]
    doubts += _doubts_about_columns(guess.columns)
    return doubts


def _doubts_about_columns(columns: Mapping[str, str]) -> list[str]:
    doubts = []
    if "body" not in columns:
        doubts.append("no column holds the message itself: only subjects are grouped")
    if "requester" not in columns and "organization" not in columns:
        doubts.append("no column says who writes: customers cannot be counted")
    elif "organization" not in columns:
        doubts.append("no column names the company: customers are told by the requester's domain")
    if "status" not in columns:
        doubts.append("no column says what became of a ticket: all of them count as open")
    return doubts


def with_column(guess: Guess, field: str, column: str) -> Guess:
    """The guess with what a person said."""
    return replace(guess, columns={**guess.columns, field: column})
