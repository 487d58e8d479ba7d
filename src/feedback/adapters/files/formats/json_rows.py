"""Rows of JSON: one object a line, an array of objects, or an object that holds one array."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from feedback.adapters.files.formats.encodings import Encoding
from feedback.adapters.files.formats.opening import format_of, mended, opened_text
from feedback.adapters.rows.row import BadRow, Row
from feedback.errors import InvalidInput

_START_CHARS = 4096


def json_rows(path: Path, encoding: Encoding) -> Iterator[Row | BadRow]:
    """Every object of a file, with those within it under dotted names (`customer.email`).

    Raises `InvalidInput` for an array that is broken: nothing says where its next row begins.
    """
    with opened_text(path, encoding) as file:
        start = file.read(_START_CHARS).lstrip("\ufeff \t\r\n")
    if start.startswith("[") or (format_of(path) == ".json" and start.startswith("{")):
        yield from _array_rows(path, encoding)
        return
    said = encoding.notes
    with opened_text(path, encoding) as file:
        for number, raw in enumerate(file, start=1):
            text, notes = mended(raw)
            if text.strip("\ufeff \t\r\n"):
                yield _line_row(f"{path.name}:{number}", text.lstrip("\ufeff"), said + notes)


def _line_row(locator: str, text: str, notes: tuple[str, ...]) -> Row | BadRow:
    try:
        values = json.loads(text)
    except ValueError as error:
        return BadRow(locator, "not JSON", str(error))
    except RecursionError:
        return BadRow(locator, "not JSON", "nested too deep")
    return _row_of(locator, values, notes)


def _array_rows(path: Path, encoding: Encoding) -> Iterator[Row | BadRow]:
    with opened_text(path, encoding) as file:
        text, faults = mended(file.read().lstrip("\ufeff"))
    notes = encoding.notes + faults
    try:
        found = json.loads(text)
    except ValueError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if _are_objects(lines):
            # JSON lines under another name, or each in an array of its own.
            for number, line in enumerate(text.splitlines(), start=1):
                if line.strip():
                    yield _line_row(f"{path.name}:{number}", line, notes)
            return
        raise InvalidInput(f"{path} cannot be read as JSON: {error}.") from error
    except RecursionError as error:
        raise InvalidInput(f"{path} cannot be read as JSON: nested too deep.") from error
    for number, values in enumerate(_records(path, found), start=1):
        yield _row_of(f"{path.name}:{number}", values, notes)


def _are_objects(lines: Sequence[str]) -> bool:
    """Whether the first line that is not broken holds a whole object."""
    for line in lines[:20]:
        try:
            return isinstance(json.loads(line), dict)
        except (ValueError, RecursionError):
            continue
    return False


def _records(path: Path, found: Any) -> Sequence[Any]:
    """The list of rows: the file itself, or the only list of objects in it."""
    if isinstance(found, list):
        return found
    lists = {
        name: value
        for name, value in found.items()
        if isinstance(value, list) and any(isinstance(entry, dict) for entry in value)
    }
    if len(lists) == 1 and "id" not in found:
        return cast("Sequence[Any]", next(iter(lists.values())))
    if len(lists) > 1 and "id" not in found:
        raise InvalidInput(
            f"{path} holds several lists ({', '.join(lists)}). Keep the one with the tickets."
        )
    return [found]


def _row_of(locator: str, values: Any, notes: tuple[str, ...]) -> Row | BadRow:
    if not isinstance(values, dict):
        return BadRow(locator, "not a JSON object", f"a {type(values).__name__}")
    return Row(locator, _flat(values), notes)


def _flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, and those of objects within under dotted names (`customer.email`)."""
    flat: dict[str, Any] = {}
    for name, value in values.items():
        flat[name] = value
        if isinstance(value, dict):
            flat.update({f"{name}.{inner}": held for inner, held in value.items()})
    return flat
