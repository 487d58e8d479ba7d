"""A process that kills itself in the middle of its work, for `test_kills.py`.

Forked from a server that has imported everything already, so that a death costs no start.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import hdbscan  # noqa: F401 - loaded before the fork
import httpx
import sklearn.decomposition  # noqa: F401 - the same

from feedback.adapters.store import SqlStore
from feedback.steps.night import run_night
from feedback.steps.tickets.pull import pull
from tests.fakes import CueDetector, ListDirectory, WordRedactor
from tests.stand_ins.desks import DESKS
from tests.stand_ins.line import NIGHT, Desk, Line
from tests.steps.company import NIGHTS, pipeline


class Clock:
    """Counts the moments at which something becomes lasting; kills at one of them."""

    def __init__(self, fatal: int | None) -> None:
        self.n_moments = 0
        self._fatal = fatal

    def tick(self) -> None:
        self.n_moments += 1
        if self.n_moments == self._fatal:
            os.kill(os.getpid(), signal.SIGKILL)


def run_a_night(folder: Path, number: int, fatal: int | None, counted: Path) -> None:
    """Run a night with SIGKILL at the `fatal`-th moment; None: live, and write how many passed.

    A moment lies right after each commit of a change, and right before and after each file put in
    place. (To die right before a commit leaves the same behind as right after the one before.)
    """
    clock = Clock(fatal)
    _watch_commits(clock)
    _watch_files(clock)
    run_night(pipeline(folder), NIGHTS[number])
    counted.write_text(str(clock.n_moments), encoding="utf-8")


def pull_over_http(folder: Path, kind: str, fatal: int | None, counted: Path) -> None:
    """Pull a helpdesk's tickets with SIGKILL at the `fatal`-th moment; None: live, and write how
    many passed. A moment lies before and after each request and after each commit of a change."""
    clock = Clock(fatal)
    _watch_commits(clock)
    desk = filled(kind)

    def answer(request: httpx.Request) -> httpx.Response:
        clock.tick()
        answered = desk.answer(request)
        clock.tick()
        return answered

    pull_all(folder, desk, Line(answer))
    counted.write_text(str(clock.n_moments), encoding="utf-8")


def filled(kind: str) -> Desk:
    """A helpdesk with nine tickets; one was deleted and one is broken."""
    desk = DESKS[kind]()
    for key in range(1, 10):
        desk.put(key, NIGHT - timedelta(hours=11 - key), f"Ticket number {key}")
    desk.put_broken(3, NIGHT - timedelta(hours=8))
    desk.delete(5, NIGHT - timedelta(minutes=30))
    return desk


def pull_all(folder: Path, desk: Desk, line: Line) -> None:
    """The real step, two tickets a page."""
    store = SqlStore(f"sqlite:///{folder}/store.db")
    with store.begin() as tx:
        tx.nights.begin(NIGHT)
    pull(
        desk.source(line.wire(), page_size=2), ListDirectory(), WordRedactor(), CueDetector(),
        store, now=NIGHT, progress=lambda _what, _n_done, _n_total: None,
    )  # fmt: skip


def _watch_commits(clock: Clock) -> None:
    begin = SqlStore.begin

    @contextmanager
    def watched(self: SqlStore) -> Iterator[Any]:
        with begin(self) as tx:
            connection = tx.tickets._connection.connection.driver_connection
            n_before = connection.total_changes
            yield tx
            has_changed = connection.total_changes > n_before
        if has_changed:
            clock.tick()

    SqlStore.begin = watched  # type: ignore[method-assign]


def _watch_files(clock: Clock) -> None:
    replace = Path.replace

    def watched(self: Path, target: Path) -> Path:
        clock.tick()
        put = replace(self, target)
        clock.tick()
        return put

    Path.replace = watched  # type: ignore[method-assign,assignment]
