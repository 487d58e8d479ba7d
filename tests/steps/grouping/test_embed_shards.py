"""Embedding in shards: saved one by one, in whatever order they finish."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from feedback.domain.tickets.vectors import Vectors
from feedback.errors import TransientFault
from feedback.steps.grouping import embed as embed_step
from feedback.steps.night import run_night
from tests.fakes import HashEmbedder
from tests.steps.company import NIGHTS, build, end_state, pipeline


class BackwardsEmbedder(HashEmbedder):
    """The last shard is done first."""

    def embed_shards(self, shards: Sequence[Sequence[str]]) -> Iterator[tuple[int, Vectors]]:
        yield from reversed(list(super().embed_shards(shards)))


class DyingEmbedder(HashEmbedder):
    """Two shards are done, then the cluster is gone. Counts what it is asked for."""

    n_asked = 0

    def embed_shards(self, shards: Sequence[Sequence[str]]) -> Iterator[tuple[int, Vectors]]:
        self.n_asked = sum(len(shard) for shard in shards)
        yield from list(super().embed_shards(shards))[:2]
        raise TransientFault("The Dask scheduler is gone.")


@pytest.fixture(autouse=True)
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embed_step, "SHARD_SIZE", 5)


def test_the_order_in_which_shards_finish_changes_nothing(tmp_path: Path) -> None:
    states = []
    for name, embedder in (("plain", HashEmbedder()), ("backwards", BackwardsEmbedder())):
        folder = build(tmp_path / name)
        for night in NIGHTS[:2]:
            run_night(pipeline(folder, embedder=embedder), night)
        states.append(end_state(folder))
    assert states[0] == states[1]


def test_finished_shards_are_kept_when_the_rest_fails(tmp_path: Path) -> None:
    whole, broken = build(tmp_path / "whole"), build(tmp_path / "broken")
    run_night(pipeline(whole), NIGHTS[0])
    dying = DyingEmbedder()
    with pytest.raises(TransientFault, match="gone"):
        run_night(pipeline(broken, embedder=dying), NIGHTS[0])
    n_asked_first = dying.n_asked
    with pytest.raises(TransientFault, match="gone"):
        run_night(pipeline(broken, embedder=dying), NIGHTS[0])
    assert dying.n_asked == n_asked_first - 2 * 5
    run_night(pipeline(broken), NIGHTS[0])
    assert end_state(broken) == end_state(whole)


def test_progress_is_shown_as_shards_finish(tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []

    def note(what: str, n_done: int, n_total: int | None) -> None:
        if what == "embed":
            seen.append((n_done, n_total))

    run_night(pipeline(build(tmp_path), progress=note), NIGHTS[0])
    n_texts = seen[-1][0]
    assert seen.pop(0) == (0, None)  # before the texts are counted
    assert seen == [(min(5 * n, n_texts), n_texts) for n in range(len(seen))]
