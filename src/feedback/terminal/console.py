"""The terminal itself: where lines go, progress, moments in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from feedback.domain import wording
from feedback.ports import Progress as ProgressPort

out = Console()
err = Console(stderr=True)


@contextmanager
def progress_bars() -> Iterator[ProgressPort]:
    """A `Progress` shown as bars on stderr while the block runs; quiet where nobody looks."""
    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
    tasks: dict[str, TaskID] = {}

    def show(what: str, n_done: int, n_total: int | None) -> None:
        if what not in tasks:
            tasks[what] = bars.add_task(what, total=n_total)
        bars.update(tasks[what], completed=n_done, total=n_total)
        if n_total is not None and n_done >= n_total:
            bars.remove_task(tasks.pop(what))

    with bars:
        yield show


def day(moment: str) -> str:
    """`9 Mar 2026` of an ISO time."""
    return wording.day(datetime.fromisoformat(moment))
