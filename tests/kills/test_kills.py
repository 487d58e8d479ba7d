"""Real kills: SIGKILL at every moment of a night at which something becomes lasting."""

import multiprocessing
import os
import shutil
import signal
from pathlib import Path

import pytest

from feedback.steps.night import run_night
from tests.kills import victim
from tests.steps.company import NIGHTS, build, end_state, pipeline

# One thread each: the processes would fight over the processors, and only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
forks = multiprocessing.get_context("forkserver")
forks.set_forkserver_preload(["tests.kills.victim"])


def run_in_a_process(folder: Path, number: int, fatal: int | None) -> int | None:
    """Run a night in a process of its own; returns its exit code, negative for a signal."""
    process = forks.Process(
        target=victim.run_a_night, args=(folder, number, fatal, folder.parent / "moments")
    )
    process.start()
    process.join(timeout=60)
    assert process.exitcode is not None, "the night hangs"
    return process.exitcode


def nights_before(folder: Path, number: int) -> Path:
    """A company whose nights before this one are done."""
    pipeline(build(folder)).store.close()  # the store's making is killed in test_real_kills.py
    for as_of in NIGHTS[:number]:
        run_night(pipeline(folder), as_of)
    return folder


# Every moment of the first night; of the second, which changes what is there, every other.
@pytest.mark.parametrize(
    ("number", "step"), [(0, 1), (1, 2)], ids=["the first night", "the second night"]
)
def test_a_night_killed_at_any_moment_and_run_again_ends_as_if_never_killed(
    tmp_path: Path, number: int, step: int, capsys: pytest.CaptureFixture[str]
) -> None:
    before = nights_before(tmp_path / "before", number)
    undisturbed = shutil.copytree(before, tmp_path / "undisturbed")
    assert run_in_a_process(undisturbed, number, None) == 0
    n_moments = int((tmp_path / "moments").read_text(encoding="utf-8"))
    expected = end_state(undisturbed)

    fatal_moments = range(1, n_moments + 1, step)
    for fatal in fatal_moments:
        killed = shutil.copytree(before, tmp_path / "killed")
        assert run_in_a_process(killed, number, fatal) == -signal.SIGKILL
        run_night(pipeline(killed), NIGHTS[number])
        assert end_state(killed) == expected, f"killed at moment {fatal} of {n_moments}"
        shutil.rmtree(killed)

    assert n_moments > 40
    with capsys.disabled():
        print(f"\nnight {number + 1}: {len(fatal_moments)} kill points tried")  # noqa: T201


def test_a_night_killed_again_and_again_ends_as_if_never_killed(tmp_path: Path) -> None:
    before = nights_before(tmp_path / "before", 0)
    undisturbed = shutil.copytree(before, tmp_path / "undisturbed")
    assert run_in_a_process(undisturbed, 0, None) == 0

    n_kills = 0
    # Four moments more of life each time, so that each attempt gets a little further.
    while run_in_a_process(before, 0, 4 * (n_kills + 1)) == -signal.SIGKILL:
        n_kills += 1

    assert n_kills >= 4
    assert end_state(before) == end_state(undisturbed)
