"""The terminal itself: where lines go, progress, moments in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from feedback.domain import wording

if TYPE_CHECKING:  # importing all ports takes seconds; the first bar appears at once
    from feedback.ports import Progress as ProgressPort


class _Errors(Console):
    """stderr; on the screen that stdout is on too, lines go above the bars that stand there."""

    instead: Console | None = None

    def print(self, *objects: Any, **how: Any) -> None:
        if self.instead is None:
            super().print(*objects, **how)
        else:
            self.instead.print(*objects, **how)


out = Console()
err = _Errors(stderr=True)

_UNITS = {"titles": "titles", "dispatch": "writes", "nights": "nights"}
"""What a step counts; all others count tickets."""


class _Counted(ProgressColumn):
    """`1,200 of 4,000 tickets`."""

    def render(self, task: Task) -> Text:
        unit = _UNITS.get(task.description, "tickets")
        if task.total is not None:
            return Text(f"{int(task.completed):,} of {int(task.total):,} {unit}")
        return Text(f"{int(task.completed):,} {unit}" if task.completed else "")


@contextmanager
def progress_bars() -> Iterator["ProgressPort"]:
    """A `Progress` shown while the block runs, from its first moment; quiet where nobody looks.

    The bars stand under what `out` and `err` print meanwhile: where both are the same screen, one
    console draws it all, else two of them would write over each other.
    """
    screen = out if out.is_terminal else err
    bars = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        _Counted(),
        TimeRemainingColumn(compact=True),
        console=screen,
        transient=True,
        disable=not screen.is_terminal,
    )
    tasks: dict[str, TaskID] = {}

    def show(what: str, n_done: int, n_total: int | None) -> None:
        for other in [name for name in tasks if name != what and _is_open_ended(bars, tasks[name])]:
            bars.remove_task(tasks.pop(other))  # it has ended without knowing when
        if what not in tasks:
            tasks[what] = bars.add_task(what, total=n_total)
        bars.update(tasks[what], completed=n_done, total=n_total)
        if n_total is not None and n_done >= n_total:
            bars.remove_task(tasks.pop(what))

    err.instead = out if out.is_terminal and err.is_terminal else None
    try:
        with bars:
            show("starting", 0, None)
            yield show
    finally:
        err.instead = None


def _is_open_ended(bars: Progress, task: TaskID) -> bool:
    return next(one.total for one in bars.tasks if one.id == task) is None


def day(moment: str) -> str:
    """`9 Mar 2026` of an ISO time."""
    return wording.day(datetime.fromisoformat(moment))
