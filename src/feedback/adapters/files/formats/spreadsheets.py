"""Rows of spreadsheets: Excel's and LibreOffice's."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from feedback.errors import InvalidInput


def sheet_of(path: Path, name: str = "") -> tuple[str, list[list[Any]]]:
    """A sheet's name and its rows, all of one width; the first sheet that holds anything if no
    `name` is given. Raises `InvalidInput` if it cannot be read, or has no such sheet."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_path(str(path))
        if name and name not in book.sheet_names:
            raise InvalidInput(
                f'{path} has no sheet "{name}". It has: {", ".join(book.sheet_names)}.'
            )
        for candidate in [name] if name else book.sheet_names:
            rows = book.get_sheet_by_name(candidate).to_python(skip_empty_area=False)
            if any(is_filled(row) for row in rows):
                return candidate, rows
    except PasswordError as error:
        raise InvalidInput(f"{path} is locked by a password. Save it without one.") from error
    except (CalamineError, OSError, ValueError) as error:
        raise InvalidInput(f"{path} cannot be read as a spreadsheet: {error}.") from error
    return "", []


def filled_rows(rows: Sequence[Sequence[Any]]) -> Iterator[tuple[int, Sequence[Any]]]:
    """(number in the sheet, cells) of the rows that hold anything."""
    return ((number, row) for number, row in enumerate(rows, start=1) if is_filled(row))


def is_filled(row: Sequence[Any]) -> bool:
    """Whether any cell holds anything."""
    return any(cell not in ("", None) for cell in row)
