"""One engine on one set, in a process of its own so that its memory is its own.

`python -m benchmarks.one_run SET ENGINE` prints figures as JSON and keeps the groups under
`var/benchmarks/runs/`. Groups of an engine whose code or set changed are made again only with
`python -m benchmarks.quality`, which runs this for every pair.
"""

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks.embeddings import embedded
from benchmarks.engines import ENGINES, Grouped, warm_up

KEPT_IN = Path("var/benchmarks/runs")


def main() -> None:
    set_name, engine = sys.argv[1:]
    data = embedded(set_name)
    warm_up(engine)
    started, started_cpu = time.perf_counter(), time.process_time()
    found = ENGINES[engine][1](data)
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - started_cpu
    KEPT_IN.mkdir(parents=True, exist_ok=True)
    distinctness = np.array(sorted(found.distinctness.items()), dtype=float).reshape(-1, 2)
    np.savez(_path(set_name, engine), groups=found.groups, distinctness=distinctness)
    peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(json.dumps({"seconds": seconds, "cpu_seconds": cpu_seconds, "peak_gb": peak_gb}))


def kept_groups(set_name: str, engine: str) -> Grouped:
    """What a run found."""
    with np.load(_path(set_name, engine)) as kept:
        distinctness = {int(issue): float(value) for issue, value in kept["distinctness"]}
        return Grouped(kept["groups"], distinctness)


def _path(set_name: str, engine: str) -> Path:
    return KEPT_IN / f"{set_name}.{engine}.npz"


if __name__ == "__main__":
    main()
