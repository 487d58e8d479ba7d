"""What a first load and a night cost with many tickets: `python -m benchmarks.scale --tickets N`.

The vectors are real ones (the real tickets, embedded once and kept in var/scale), drawn again and
again with Gaussian noise, unit length. Each load runs in a process of its own and is timed without
the making of its input; memory is the peak of the whole process, input included.
benchmarks/README.md keeps a table with its machine and date.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks.data import SUMO, require
from feedback.domain.grouping import GroupingPolicy, HalfPrecisionRows, Memory, group_night
from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.ticket import TicketId

EMBEDDINGS = Path("var/scale/embeddings.npy")
NOISE = 0.6
"""Length of the noise over that of the vector: cosine 0.86 between a ticket and its copy."""
SEED = 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, nargs="+", default=[30_000, 100_000])
    parser.add_argument("--new", type=int, default=5000, help="tickets of the night that follows")
    parser.add_argument("--alone", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.alone:
        _measure(arguments.alone, arguments.new)
        return
    _embed_once()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"| tickets | first load | its CPU | night of {arguments.new} new | its CPU | peak |")
    print("|---:|---:|---:|---:|---:|---:|", flush=True)
    for n in arguments.tickets:
        command = [sys.executable, "-m", "benchmarks.scale", "--alone", str(n)]
        done = subprocess.run(
            [*command, "--new", str(arguments.new)], check=True, stdout=subprocess.PIPE, text=True
        )
        it = json.loads(done.stdout.strip().splitlines()[-1])
        print(
            f"| {n:,} | {it['load']:.0f} s | {it['load_cpu']:.0f} s | {it['night']:.1f} s "
            f"| {it['night_cpu']:.1f} s | {it['peak_gb']:.2f} GB |",
            flush=True,
        )


def _measure(n: int, n_new: int) -> None:
    vectors = _resampled(n + n_new)
    ids = [TicketId(f"desk:{number:08}") for number in range(n + n_new)]
    languages = dict.fromkeys(ids, "en")
    policy = GroupingPolicy()
    started, worked = time.perf_counter(), time.process_time()
    first = group_night(
        Memory.empty(), ids[:n], HalfPrecisionRows(vectors[:n]), languages, {}, IssueId(1), policy
    )
    loaded, load_worked = time.perf_counter(), time.process_time()
    print(f"{n} in {loaded - started:.0f} s, {len(first.cohesion)} issues", file=sys.stderr)
    after = IssueId(max(first.cohesion, default=0) + 1)
    new = {ticket: languages[ticket] for ticket in ids[n:]}
    second = group_night(first.memory, ids[n:], HalfPrecisionRows(vectors), new, {}, after, policy)
    night, night_worked = time.perf_counter(), time.process_time()
    print(
        json.dumps(
            {
                "load": loaded - started,
                "load_cpu": load_worked - worked,
                "night": night - loaded,
                "night_cpu": night_worked - load_worked,
                "peak_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
                "n_issues": len(second.cohesion),
                "n_waiting": second.n_waiting,
            }
        )
    )


def _resampled(n: int) -> np.ndarray[tuple[int, int], np.dtype[np.float16]]:
    real = np.load(EMBEDDINGS)
    chance = np.random.default_rng(SEED)
    width = real.shape[1]
    vectors = np.empty((n, width), np.float16)
    for start in range(0, n, 65_536):
        drawn = real[chance.integers(len(real), size=min(65_536, n - start))]
        noise = chance.standard_normal(drawn.shape, np.float32) * (NOISE / width**0.5)
        rows = drawn + noise
        vectors[start : start + len(rows)] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return vectors


def _embed_once() -> None:
    if EMBEDDINGS.is_file():
        return
    import pandas as pd

    from feedback.adapters.texts.embedding import SentenceTransformerEmbedder
    from feedback.domain.tickets.text import embeddable_text

    rows = pd.read_parquet(require(SUMO), columns=["subject", "body"])
    texts = [embeddable_text(s, b) for s, b in zip(rows["subject"], rows["body"], strict=True)]
    texts.sort(key=len)
    print(f"Embedding {len(texts)} real tickets once …", file=sys.stderr)
    vectors = SentenceTransformerEmbedder().embed(texts)
    EMBEDDINGS.parent.mkdir(parents=True, exist_ok=True)
    np.save(EMBEDDINGS, vectors)


if __name__ == "__main__":
    main()
