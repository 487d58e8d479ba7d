"""What people say about suppliers, from a file."""

import re
from collections.abc import Sequence
from pathlib import Path

from feedback.adapters.files.people import _line, _required, _text
from feedback.adapters.files.tables import read_table
from feedback.domain.supply.agreements.reviews import Rating
from feedback.errors import InvalidInput

_COLUMNS = ("supplier", "criterion", "side", "function", "rating", "reason")
_QUARTER = re.compile(r"\d{4}-Q[1-4]")


def file_ratings(path: Path) -> Sequence[Rating]:
    """Rows of `supplier, criterion, side, function, rating, reason` and, where they apply,
    `quarter` (2026-Q1) and `about` (which contract). Raises `InvalidInput` on the first bad one."""
    found = []
    for row in read_table(path, _COLUMNS):
        where = f"{path}:{_line(row)}"
        written = _text(row, "rating")
        try:
            rating = float(written)
        except ValueError:
            rating = 0.0
        if not 1 <= rating <= 5:
            raise InvalidInput(f'{where}: rating "{written}" is not between 1 (poor) and 5.')
        side = _text(row, "side") or "ours"
        if side not in ("ours", "theirs"):
            raise InvalidInput(f'{where}: side "{side}" is neither ours nor theirs.')
        quarter = _text(row, "quarter")
        if quarter and not _QUARTER.fullmatch(quarter):
            raise InvalidInput(f'{where}: "{quarter}" is not a quarter. Write it as 2026-Q1.')
        found.append(
            Rating(
                _required(row, "supplier", path),
                _required(row, "criterion", path),
                side,
                _required(row, "function", path),
                rating,
                _required(row, "reason", path),
                quarter,
                _text(row, "about"),
            )
        )
    return found
