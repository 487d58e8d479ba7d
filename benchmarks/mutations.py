"""Whether the tests notice: `python -m benchmarks.mutations [words of a name …]`.

Each mutation of benchmarks/mutation_list.py is made in a copy of the source and the tests that must
notice are run on the copy. Prints *killed* or *survived* for each; a text that does not stand in
its file exactly once, and tests that fail without any mutation, are errors. Fails unless every
mutation is killed. A mutation that survives wants a test, in the domain where that is possible.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.mutation_list import MUTATIONS, Mutation

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
PASSED, FAILED = 0, 1
"""How pytest ends; anything else does not count."""


@dataclass(frozen=True)
class Verdict:
    """What became of one mutation."""

    mutation: Mutation
    words: str

    @property
    def is_killed(self) -> bool:
        return self.words == "killed"


def main() -> int:
    wanted = sys.argv[1:]
    chosen = [m for m in MUTATIONS if not wanted or any(word in m.name for word in wanted)]
    failing = {tests: run(SOURCE, tests) for tests in sorted({m.tests for m in chosen})}
    broken = [" ".join(tests) for tests, ended in failing.items() if ended != PASSED]
    if broken:
        print("Without any mutation these tests do not pass:", *broken, sep="\n  ")
        return 2
    verdicts = []
    for mutation in chosen:
        verdict = verdict_on(mutation)
        print(f"{verdict.words:9} {mutation.name}", flush=True)
        verdicts.append(verdict)
    n_killed = sum(verdict.is_killed for verdict in verdicts)
    print(f"{n_killed} of {len(verdicts)} killed")
    return int(n_killed < len(verdicts))


def verdict_on(mutation: Mutation) -> Verdict:
    text = (SOURCE / mutation.path).read_text(encoding="utf-8")
    n_found = text.count(mutation.old)
    if n_found != 1:
        return Verdict(mutation, f"ERROR: found {n_found} times in {mutation.path}:")
    with TemporaryDirectory() as folder:
        copy = shutil.copytree(
            SOURCE, Path(folder) / "src", ignore=shutil.ignore_patterns("__pycache__")
        )
        mutated = text.replace(mutation.old, mutation.new)
        (copy / mutation.path).write_text(mutated, encoding="utf-8")
        ended = run(copy, mutation.tests)
    if ended not in (PASSED, FAILED):
        return Verdict(mutation, f"ERROR: pytest ended with {ended}:")
    return Verdict(mutation, "survived" if ended == PASSED else "killed")


def run(source: Path, tests: Sequence[str]) -> int:
    """pytest's answer with `source` in place of the installed package."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(source), str(ROOT))),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
