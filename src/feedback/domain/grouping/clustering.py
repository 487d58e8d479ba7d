"""What grouping a file once has found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feedback.domain.grouping.backtest import FoundIssue


@dataclass(frozen=True, slots=True)
class Clustering:
    """The issues of one file."""

    file_name: str
    n_texts: int
    n_grouped: int
    """Of these, in an issue."""
    issues: Sequence[FoundIssue]
    """Largest first."""
    set_aside: Mapping[str, int]
    """Reason → rows that were not used."""
    columns: Mapping[str, str]
    """What was read from where: `id`, `subject`, `body` → column."""
