"""What a second Dask worker gains: `python -m benchmarks.dask`.

The same real texts, embedded by one worker with one thread and by two with one thread each, in
turn, three rounds in one run. Beside the ratio: how many cores everybody else on the machine used
meanwhile, without which a ratio says little. Every round's vectors are compared, bit for bit.
"""

import argparse
import os
import platform
import time
from hashlib import sha256
from pathlib import Path

import dask
import pandas as pd
import psutil
import yaml
from distributed import Client, LocalCluster

from benchmarks.data import SUMO, require
from feedback.adapters.texts.embedding_dask import DaskEmbedder
from feedback.domain.tickets.text import embeddable_text
from feedback.steps.grouping.embed import SHARD_SIZE

SETTINGS = Path(__file__).parents[1] / "config" / "dask.yaml"
N_TEXTS = 6144
N_ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=N_TEXTS)
    parser.add_argument("--rounds", type=int, default=N_ROUNDS)
    parser.add_argument("--shard-size", type=int, default=SHARD_SIZE)
    arguments = parser.parse_args()
    size = arguments.shard_size
    texts = sorted(_texts(arguments.texts), key=len, reverse=True)
    shards = [texts[start : start + size] for start in range(0, len(texts), size)]
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; "
        f"{len(texts)} texts in {len(shards)} shards"
    )
    ratios = []
    dask.config.update(dask.config.config, yaml.safe_load(SETTINGS.read_text(encoding="utf-8")))
    with _cluster(1) as alone, _cluster(2) as two:
        for number in range(1, arguments.rounds + 1):
            single, single_cores, single_others, digest = _seconds(alone, shards)
            double, double_cores, double_others, digest_of_two = _seconds(two, shards)
            assert digest == digest_of_two, "the vectors differ"
            ratios.append(single / double)
            print(
                f"round {number}: one worker {single:.1f} s ({single_cores:.1f} core seconds, "
                f"others used {single_others:.2f} cores), two workers {double:.1f} s "
                f"({double_cores:.1f} core seconds, others {double_others:.2f}), "
                f"ratio {ratios[-1]:.2f}",
                flush=True,
            )
    print(f"median ratio {sorted(ratios)[len(ratios) // 2]:.2f}, best {max(ratios):.2f}")


def _texts(n_texts: int) -> list[str]:
    rows = pd.read_parquet(require(SUMO), columns=["subject", "body"])
    rows = rows.sample(n_texts, random_state=1)
    return [embeddable_text(s, b) for s, b in zip(rows["subject"], rows["body"], strict=True)]


def _cluster(n_workers: int) -> LocalCluster:
    """Workers with one thread each, Dask's own way of setting OMP_NUM_THREADS=1, model loaded; with
    the settings that users are told to start theirs with."""
    made = LocalCluster(n_workers=n_workers, threads_per_worker=1, dashboard_address=":0")
    warm = [["Hello"]] * 4 * n_workers
    list(DaskEmbedder(made.scheduler_address).embed_shards(warm))
    return made


def _seconds(cluster: LocalCluster, shards: list[list[str]]) -> tuple[float, float, float, str]:
    """Wall seconds, core seconds of ours, cores busy with something else, SHA-256 of the vectors.

    Core seconds tell what the ratio would be on a quiet machine: work that two workers do in as
    many core seconds as one takes half the time where there are two cores for it.
    """
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        pids = [*client.run(os.getpid).values(), os.getpid()]
    machine, ours, started = _busy(), _own(pids), time.perf_counter()
    found = dict(DaskEmbedder(cluster.scheduler_address).embed_shards(shards))
    seconds = time.perf_counter() - started
    used = _own(pids) - ours
    others = (_busy() - machine - used) / seconds
    whole = sha256(b"".join(found[place].tobytes() for place in range(len(shards))))
    return seconds, used, max(others, 0.0), whole.hexdigest()


def _busy() -> float:
    """Core seconds the machine has spent so far."""
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - getattr(times, "iowait", 0.0))


def _own(pids: list[int]) -> float:
    spent = [psutil.Process(pid).cpu_times() for pid in pids]
    return float(sum(times.user + times.system for times in spent))


if __name__ == "__main__":
    main()
