"""Which columns of a file hold what, told by their names and by what stands in them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from feedback.adapters.files.export_shapes import SHAPES, ExportShape
from feedback.adapters.files.field_names import FIELD_NAMES
from feedback.adapters.files.formats.delimited import plain_name
from feedback.adapters.files.rows import layout_of_file, read_rows
from feedback.adapters.rows.date_words import EMPTY_WORDS
from feedback.adapters.rows.row import Row
from feedback.adapters.rows.times import DayOrder, TimeReader

Values = Mapping[str, Any]
N_LOOKED_AT = 200
"""Rows that a guess rests on."""
KNOWN_NAMES = tuple(
    dict.fromkeys(
        [name for shape in SHAPES for names in shape.columns.values() for name in names]
        + [name for names in FIELD_NAMES.values() for name in names]
    )
)
"""A header is known by these, wherever it stands."""
_TIMES = TimeReader(order=DayOrder.DAY_FIRST)
"""To see whether something is a time; which one it is, is decided elsewhere."""
_MAX_KEY_CHARS = 60
_LONG_WORDS = 3
"""A column of messages has more words than this, on average."""


@dataclass(frozen=True, slots=True)
class Guess:
    """How a file may be read."""

    vendor: str
    """Whose export it is; empty for none that is known."""
    columns: Mapping[str, str]
    """Our field → the file's column."""
    rows: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Column → values of the rows that are tickets; empty: all rows are."""
    remarks: Sequence[str] = ()

    @property
    def missing(self) -> Sequence[str]:
        """What a ticket cannot do without and nobody could find: `id`, `created_at`, `body`."""
        has_words = "subject" in self.columns or "body" in self.columns
        found = [name for name in ("id", "created_at") if name not in self.columns]
        return found if has_words else [*found, "body"]


def guess_of(path: Path) -> Guess:
    """Which columns of a file hold what. Raises `InvalidInput` if it cannot be read."""
    names = layout_of_file(path, KNOWN_NAMES).names
    rows = islice(read_rows(path, KNOWN_NAMES), N_LOOKED_AT)
    return guess_columns(names, [row.values for row in rows if isinstance(row, Row)])


def guess_columns(names: Sequence[str], rows: Sequence[Values]) -> Guess:
    """By a vendor's shape where the columns are those of one, else field by field.

    `rows`: the first ones of the file.
    """
    plain = {plain_name(name): name for name in reversed(names)}
    for shape in SHAPES:
        if all(any(plain_name(name) in plain for name in group) for group in shape.marks):
            guess = _by_shape(shape, plain, rows)
            if not guess.missing:
                return guess
    return Guess("", _by_name(names, plain, rows))


def _by_shape(shape: ExportShape, plain: Mapping[str, str], rows: Sequence[Values]) -> Guess:
    columns: dict[str, str] = {}
    for name, candidates in shape.columns.items():
        found = [plain[plain_name(each)] for each in candidates if plain_name(each) in plain]
        # Exports have columns that nobody fills.
        column = next((each for each in found if _share(rows, each, _is_filled) > 0), None)
        if column is not None or found:
            columns[name] = column or found[0]
    kept: dict[str, Sequence[str]] = {}
    for column_name, wanted in shape.rows.items():
        column = plain.get(plain_name(column_name))
        said = {str(row.get(column)).strip() for row in rows} if column else set()
        if column and said & set(wanted) and said - set(wanted):
            kept[column] = sorted(said & set(wanted))
    remarks = list(shape.remarks)
    chosen = [row for row in rows if is_among(row, kept)]
    if "id" in columns and _n_same(chosen, columns["id"]) > len(chosen) // 2:
        others = [plain[plain_name(each)] for each in shape.columns["id"][1:]
                  if plain_name(each) in plain]  # fmt: skip
        if others:
            columns["id"] = others[-1]
            remarks.append("several rows belong to one conversation: each message is a ticket")
    return Guess(shape.vendor, columns, kept, tuple(remarks))


def is_among(row: Values, kept: Mapping[str, Sequence[str]]) -> bool:
    """Whether a row is one of those that `Guess.rows` keeps."""
    return all(str(row.get(column)).strip() in values for column, values in kept.items())


def _by_name(
    names: Sequence[str], plain: Mapping[str, str], rows: Sequence[Values]
) -> dict[str, str]:
    columns: dict[str, str] = {}
    unlikely: dict[str, str] = {}
    for name, candidates in FIELD_NAMES.items():
        found = [plain[plain_name(each)] for each in candidates if plain_name(each) in plain]
        fits = _FITS.get(name, _is_filled)
        free = [each for each in found if each not in columns.values()]
        best = max(free, key=lambda each: _share(rows, each, fits) >= 0.5, default=None)
        if best is not None and (name not in _FITS or _share(rows, best, fits) >= 0.5 or not rows):
            columns[name] = best
        elif best is not None:
            unlikely[name] = best
    taken = set(columns.values())
    rest = [name for name in names if name not in taken and name]
    if "created_at" not in columns:
        _add(columns, "created_at", [each for each in rest if _share(rows, each, _is_date) > 0.8])
    for name, column in unlikely.items():
        # Named so, though it holds something else: a look at its rows will tell what.
        if name not in columns and column not in columns.values():
            columns[name] = column
    if "id" not in columns:
        _add(columns, "id", [each for each in rest if _is_key(rows, each)])
    if "body" not in columns:
        wordy = sorted(rest, key=lambda each: -_mean_words(rows, each))
        _add(columns, "body", [each for each in wordy if _mean_words(rows, each) > _LONG_WORDS])
    if "body" not in columns and "subject" not in columns and len(names) == 1:
        columns["body"] = names[0]
    return columns


def _add(columns: dict[str, str], name: str, candidates: Sequence[str]) -> None:
    left = [each for each in candidates if each not in columns.values()]
    if left:
        columns[name] = left[0]


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value).strip()


def _is_filled(value: Any) -> bool:
    return _text(value).casefold() not in EMPTY_WORDS


def _is_time(value: Any) -> bool:
    try:
        return _TIMES.read(value) is not None
    except ValueError:
        return False


def _is_date(value: Any) -> bool:
    """A time, written as more than a bare number: numbers may be anything."""
    return not _text(value).replace(".", "").isdigit() and _is_time(value)


def _is_worded(value: Any) -> bool:
    """Not a bare number: a body is none, nor is a name of a company an amount."""
    text = _text(value)
    return bool(text) and not text.replace(".", "").isdigit()


def _is_short(value: Any) -> bool:
    return 0 < len(_text(value)) <= _MAX_KEY_CHARS


_FITS: Mapping[str, Callable[[Any], bool]] = {
    "id": _is_short,
    "created_at": _is_time,
    "body": _is_worded,
    "subject": _is_worded,
}


def _share(rows: Sequence[Values], column: str, fits: Callable[[Any], bool]) -> float:
    """Of the rows that say anything in a column (of all, for being filled), those that fit."""
    said = [row.get(column) for row in rows if fits is _is_filled or _is_filled(row.get(column))]
    return sum(map(fits, said)) / len(said) if said else 0.0


def _n_same(rows: Sequence[Values], column: str) -> int:
    said = [_text(row.get(column)) for row in rows]
    return len(said) - len(set(said))


def _is_key(rows: Sequence[Values], column: str) -> bool:
    said = [_text(row.get(column)) for row in rows]
    is_short = all(0 < len(text) <= 40 and " " not in text for text in said)
    return bool(said) and is_short and len(set(said)) == len(said)


def _mean_words(rows: Sequence[Values], column: str) -> float:
    said = [text for row in rows if (text := _text(row.get(column)))]
    return sum(len(text.split()) for text in said) / len(said) if said else 0.0
