"""The program itself, killed at moments spread over its whole life, from nothing to done."""

import shutil
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

from tests.cli.program import ROOT, command, environment
from tests.steps.company import build, end_state

NIGHT = "2026-03-09T03:00:00+00:00"


def start(folder: Path) -> subprocess.Popen[bytes]:
    arguments = ("run", "--config", folder / "feedback.toml", "--as-of", NIGHT, "--apply")
    return subprocess.Popen(
        command(*arguments), env=environment(), cwd=ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def n_rows(folder: Path) -> int:
    """How far a night has come: the rows of all tables of its store."""
    path = folder / "store.db"
    if not path.exists():
        return 0
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            counts = (connection.execute(f'SELECT count(*) FROM "{name}"') for (name,) in tables)
            return sum(count.fetchone()[0] for count in counts)
    except sqlite3.OperationalError:
        return 0  # it is being written just now


def test_the_program_killed_at_any_time_and_run_again_ends_as_if_never_killed(
    tmp_path: Path,
) -> None:
    undisturbed, killed = build(tmp_path / "undisturbed"), build(tmp_path / "killed")
    assert start(undisturbed).wait(timeout=120) == 0
    n_in_the_end = n_rows(undisturbed)

    n_kills = 0
    for share in (0.0, 0.001, 0.1, 0.4, 0.7, 0.9):
        process = start(killed)
        while process.poll() is None and n_rows(killed) < share * n_in_the_end:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        n_kills += process.wait() == -signal.SIGKILL
    assert start(killed).wait(timeout=120) == 0

    assert n_kills >= 3
    assert end_state(killed) == end_state(undisturbed)
    shutil.rmtree(killed)
