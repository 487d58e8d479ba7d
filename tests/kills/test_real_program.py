"""The program itself, killed at moments spread over its whole life, from nothing to done."""

import shutil
import signal
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


def test_the_program_killed_at_any_time_and_run_again_ends_as_if_never_killed(
    tmp_path: Path,
) -> None:
    undisturbed, killed = build(tmp_path / "undisturbed"), build(tmp_path / "killed")
    started = time.monotonic()
    assert start(undisturbed).wait(timeout=120) == 0
    seconds = time.monotonic() - started

    n_kills = 0
    # Early ones too: once its model is in the system's cache the program is faster than at first.
    for share in (0.2, 0.3, 0.4, 0.55, 0.7, 0.85):
        process = start(killed)
        try:
            process.wait(timeout=seconds * share)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            n_kills += process.wait() == -signal.SIGKILL
    assert start(killed).wait(timeout=120) == 0

    assert n_kills >= 2
    assert end_state(killed) == end_state(undisturbed)
    shutil.rmtree(killed)
