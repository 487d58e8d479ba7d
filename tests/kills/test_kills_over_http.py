"""Real kills of a pull over HTTP: SIGKILL before and after every request and after every commit."""

import multiprocessing
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest

from feedback.adapters.store import SqlStore
from feedback.domain.tickets.pull_report import PullReport
from tests.kills import victim
from tests.stand_ins.desks import DESKS
from tests.stand_ins.line import NIGHT, Line
from tests.steps.company import end_state

forks = multiprocessing.get_context("forkserver")
forks.set_forkserver_preload(["tests.kills.victim"])


def pull_in_a_process(folder: Path, kind: str, fatal: int | None) -> int | None:
    process = forks.Process(
        target=victim.pull_over_http, args=(folder, kind, fatal, folder.parent / "moments")
    )
    process.start()
    process.join(timeout=60)
    assert process.exitcode is not None, "the pull hangs"
    return process.exitcode


def kept(folder: Path) -> dict[str, Any]:
    """Everything; of what the pull says of itself, what came: a page that comes again is told as
    repeated."""
    store = SqlStore(f"sqlite:///{folder}/store.db")
    with store.begin() as tx:
        said = tx.nights.report(NIGHT, PullReport, "desk") or PullReport("desk")
    tables = end_state(folder)["tables"]
    counts = [said.is_finished, said.n_new, said.n_changed, said.n_gone]
    return {**tables, "night_step": counts}


@pytest.mark.parametrize("kind", sorted(DESKS))
def test_a_pull_killed_at_any_moment_and_run_again_ends_as_if_never_killed(
    kind: str, tmp_path: Path
) -> None:
    before = tmp_path / "before"
    before.mkdir()
    SqlStore(f"sqlite:///{before}/store.db").close()
    undisturbed = shutil.copytree(before, tmp_path / "undisturbed")
    assert pull_in_a_process(undisturbed, kind, None) == 0
    n_moments = int((tmp_path / "moments").read_text(encoding="utf-8"))
    expected = kept(undisturbed)
    assert len(expected["ticket"]) == 7

    # Every moment of one, every fourth of the others, each beginning elsewhere.
    others = sorted(DESKS).index(kind) % 4 + 1, 4
    first, step = (1, 1) if kind == "zendesk" else others
    for fatal in range(first, n_moments + 1, step):
        killed = shutil.copytree(before, tmp_path / "killed")
        assert pull_in_a_process(killed, kind, fatal) == -signal.SIGKILL
        desk = victim.filled(kind)
        victim.pull_all(killed, desk, Line(desk.answer))
        assert kept(killed) == expected, f"killed at moment {fatal} of {n_moments}"
        shutil.rmtree(killed)

    assert n_moments > 10
