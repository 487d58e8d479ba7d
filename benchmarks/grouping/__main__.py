"""Grouping on labelled sets and on sets derived from them, beside the peers:
`python -m benchmarks.grouping [--quick] [--seeds N]`.

Every set is grouped with constants that were chosen without its family. `--quick` takes one seed
and sets of at most 3,100 tickets (ten minutes on two cores). The peers' figures are kept under
var/benchmarks/grouping/ and taken from there; `--peers-again` runs them again, `--no-peers` leaves
them out.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from multiprocessing import get_context

from benchmarks.alone import ONE_THREAD
from benchmarks.grouping.runs import Job, run, with_vectors
from benchmarks.grouping.sets import LabelledTexts, all_sets
from benchmarks.grouping.tables import report

QUICK_LIMIT = 3_100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one seed, no large set")
    parser.add_argument("--seeds", type=int, default=3, help="of the derived sets (default 3)")
    parser.add_argument("--no-peers", action="store_true", help="only this project")
    parser.add_argument("--peers-again", action="store_true", help="take no figures kept before")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    os.environ |= ONE_THREAD
    sets = list(all_sets(range(1 if given.quick else given.seeds)))
    if given.quick:
        sets = [texts for texts in sets if len(texts) <= QUICK_LIMIT]
    _run(sets, given.workers, with_peers=not given.no_peers, again=given.peers_again)


def _run(sets: Sequence[LabelledTexts], workers: int, *, with_peers: bool, again: bool) -> None:
    started = time.monotonic()
    jobs = [Job(texts, vectors, with_peers, again) for texts, vectors in with_vectors(sets)]
    done = []
    with get_context("spawn").Pool(workers) as pool:
        for number, of in enumerate(pool.imap(run, jobs), start=1):
            done.append(of)
            print(f"\r{number}/{len(jobs)} sets", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    for table in report(done):
        print(table)
    minutes, seconds = divmod(round(time.monotonic() - started), 60)
    print(f"{len(done)} sets in {minutes} min {seconds} s.")


if __name__ == "__main__":
    main()
