"""How good the groups are, beside the peers: `python -m benchmarks.quality [--write]`.

Every engine gets the same vectors of the same texts, one fixed setting for every set, a process
and a thread of its own. `--write` puts the tables into benchmarks/README.md. `--reuse` takes the
groups that an earlier run kept under var/benchmarks/runs/ and only makes what is missing.
"""

import argparse
import json
import sys

from benchmarks import fidelity, growing, sumo_nights
from benchmarks.aims import aims_table
from benchmarks.alone import Run, run_alone
from benchmarks.embeddings import SUMO_NAME, embedded
from benchmarks.engines import ENGINES
from benchmarks.labelled import SETS
from benchmarks.one_run import KEPT_IN, kept_groups
from benchmarks.quality_tables import (
    agreement_tables,
    duplicates_table,
    first_load_table,
    published_table,
    write_section,
)
from feedback.domain.grouping.agreement import Agreement, agreement_of

FIRST_LOAD = ("ours", "bertopic")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the tables into the README")
    parser.add_argument("--reuse", action="store_true", help="only make what no run has kept")
    parser.add_argument("--only", choices=PARTS, nargs="*", default=list(PARTS))
    arguments = parser.parse_args()
    for part in arguments.only:
        words = PARTS[part](arguments.reuse)
        print(words)
        if arguments.write:
            write_section(part, words)


def _agreement(reuse: bool) -> str:
    runs = {
        set_name: {engine: measure(set_name, engine, reuse) for engine in ENGINES}
        for set_name in SETS
    }
    agreements = {
        set_name: {engine: run.agreement for engine, run in of_set.items() if run.agreement}
        for set_name, of_set in runs.items()
        if SETS[set_name]().labels
    }
    tables = (
        agreement_tables(runs),
        duplicates_table(runs),
        published_table(SETS),
        aims_table(agreements),
    )
    return "\n".join(tables)


def _first_load(reuse: bool) -> str:
    runs = {engine: measure(SUMO_NAME, engine, reuse) for engine in FIRST_LOAD}
    return first_load_table(runs)


def _ranking(reuse: bool) -> str:
    for set_name in fidelity.SET_NAMES:
        for engine in ENGINES:
            measure(set_name, engine, reuse)
    return fidelity.table()


def _nights(reuse: bool) -> str:
    for set_name in growing.SET_NAMES:
        measure(set_name, "ours", reuse)
    return growing.table()


def _sumo(reuse: bool) -> str:  # noqa: ARG001 - its nights are never kept
    return sumo_nights.table()


PARTS = {
    "agreement": _agreement,
    "first-load": _first_load,
    "ranking": _ranking,
    "nights": _nights,
    "sumo": _sumo,
}
"""What can be measured, in order; also the marks in the README."""
_MADE: set[tuple[str, str]] = set()


def measure(set_name: str, engine: str, reuse: bool) -> Run:
    """Group the set with the engine in a process of its own, or take what was kept."""
    kept = KEPT_IN / f"{set_name}.{engine}.json"
    if (set_name, engine) not in _MADE and not (reuse and kept.is_file()):
        embedded(set_name)  # so that its process does not embed
        figures = run_alone("benchmarks.one_run", set_name, engine)
        kept.write_text(json.dumps(figures), encoding="utf-8")
        print(f"{set_name:15} {engine:16} {figures['seconds']:.1f} s", file=sys.stderr)
    return Run(
        **json.loads(kept.read_text(encoding="utf-8")), agreement=_compared(set_name, engine)
    )


def _compared(set_name: str, engine: str) -> Agreement | None:
    labels = SETS[set_name]().labels if set_name in SETS else ()
    if not labels:
        return None
    groups = kept_groups(set_name, engine).groups.tolist()
    return agreement_of(labels, [None if group < 0 else group for group in groups])


if __name__ == "__main__":
    main()
