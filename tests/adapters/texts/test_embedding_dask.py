"""Embedding on a cluster when things go wrong: killed workers, a dead scheduler, none at all."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from distributed import Client, LocalCluster

from feedback.adapters.texts import embedding_dask
from feedback.adapters.texts.embedding import SentenceTransformerEmbedder
from feedback.adapters.texts.embedding_dask import DaskEmbedder
from feedback.errors import FinalFault, InvalidInput, TransientFault

SHARDS = [
    [f"Problem {n} of shard {shard} with the export" for n in range(20)] for shard in range(12)
]


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as made:
        yield made


def test_a_worker_killed_half_way_changes_no_bit(cluster: LocalCluster) -> None:
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        pids = client.run(os.getpid)
    shards = DaskEmbedder(cluster.scheduler_address).embed_shards(SHARDS)
    place, vectors = next(shards)
    os.kill(sorted(pids.values())[0], signal.SIGKILL)
    found = {place: vectors, **dict(shards)}
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        assert set(client.run(os.getpid).values()) != set(pids.values())
    local = SentenceTransformerEmbedder()
    assert sorted(found) == list(range(len(SHARDS)))
    for place, texts in enumerate(SHARDS):
        assert found[place].tobytes() == local.embed(texts).tobytes()


def test_another_version_on_a_worker_is_refused_by_name(
    cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = embedding_dask._versions()
    monkeypatch.setattr(embedding_dask, "_versions", lambda: {**ours, "torch": "1.0"})
    with pytest.raises(FinalFault) as refused:
        DaskEmbedder(cluster.scheduler_address).embed(["Hello"])
    assert re.fullmatch(
        rf"The Dask worker tcp://127\.0\.0\.1:\d+ has torch {re.escape(ours['torch'])} "
        r"\(here 1\.0\)\. Its vectors could differ\. Install the same requirements\.lock there as "
        r"here\.",
        str(refused.value),
    )


def test_a_model_that_only_a_worker_misses_is_named_with_the_worker(
    cluster: LocalCluster, tmp_path: Path
) -> None:
    with pytest.raises(InvalidInput, match=r"On the Dask worker tcp://.*could not be loaded"):
        DaskEmbedder(cluster.scheduler_address, str(tmp_path / "none")).embed(["Hello"])


def test_no_scheduler_is_a_passing_fault_that_names_the_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(embedding_dask, "CONNECT_SECONDS", 1.0)
    with pytest.raises(TransientFault) as fault:
        DaskEmbedder("tcp://127.0.0.1:1").embed(["Hello"])
    assert str(fault.value) == (
        "The Dask scheduler at tcp://127.0.0.1:1 does not answer within 1 s. Start it with "
        "`dask scheduler`, check embedding.dask_address, or empty the setting to embed on this "
        "machine. What was embedded before is kept."
    )


@pytest.mark.parametrize("address", ["http://127.0.0.1:8786", "tcp://", "tcp://host:port"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(InvalidInput, match=re.escape(f'embedding.dask_address "{address}"')):
        DaskEmbedder(address).embed(["Hello"])


def test_a_cluster_without_workers_is_a_passing_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding_dask, "WORKERLESS_SECONDS", 1.0)
    with (
        LocalCluster(n_workers=0, dashboard_address=":0") as empty,
        pytest.raises(TransientFault, match=r"has had no workers for 1 s\. Start some with"),
    ):
        DaskEmbedder(empty.scheduler_address).embed(["Hello"])


def test_a_scheduler_that_dies_half_way_is_a_passing_fault() -> None:
    program = (
        "from distributed import LocalCluster\n"
        "if __name__ == '__main__':\n"
        "    c = LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=':0',"
        " processes=False, protocol='tcp')\n"
        "    print(c.scheduler_address, flush=True)\n"
        "    input()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as scheduler:
        assert scheduler.stdout is not None
        address = scheduler.stdout.readline().strip()
        shards = DaskEmbedder(address).embed_shards(SHARDS * 20)
        next(shards)
        scheduler.kill()
        with pytest.raises(TransientFault, match=f"scheduler at {address} was lost"):
            list(shards)


def test_without_the_extra_the_way_to_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding_dask, "find_spec", lambda _name: None)
    with pytest.raises(InvalidInput, match=r"pip install 'feedback-pipeline\[dask\]'"):
        DaskEmbedder("tcp://scheduler:8786")


def test_threads_change_no_bit() -> None:
    """A worker has one thread, this machine as many as it has cores."""
    import torch

    texts = [text for shard in SHARDS for text in shard]
    embedder, before = SentenceTransformerEmbedder(), torch.get_num_threads()
    try:
        vectors = []
        for n_threads in (1, 2):
            torch.set_num_threads(n_threads)
            vectors.append(embedder.embed(texts))
    finally:
        torch.set_num_threads(before)
    assert np.array_equal(vectors[0], vectors[1])
