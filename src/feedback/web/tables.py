"""Reports as CSV, and texts from outside made harmless in Markdown and spreadsheets."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Row = TypeVar("Row", bound="DataclassInstance")
_FORMULA = ("=", "+", "-", "@", "\t")


def write_csv(row_type: type[Row], rows: Sequence[Row], path: Path) -> None:
    """One column per field of the row, in its order. A text that a spreadsheet would take for a
    formula is quoted."""
    names = [field.name for field in fields(row_type)]
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([_cell(getattr(row, name)) for name in names] for row in rows)
    part.replace(path)


def plain(text: str) -> str:
    """As Markdown that shows the text as it is: an image or a link in a title from outside would
    be loaded or followed by whoever opens the page."""
    return re.sub(r"([\\`*_{}\[\]<>#!|])", r"\\\1", " ".join(text.split()))


def bullets(lines: Iterable[str]) -> list[str]:
    """As items of a Markdown list."""
    return [f"- {line}" for line in lines]


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        value = "; ".join(map(str, value))
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
