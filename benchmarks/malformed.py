"""Files as nobody should write them: `python -m benchmarks.malformed [--files 5000] [--seed 1]`.

Every kind of file that is read is made with faults of every kind, and read as a night reads it.
Prints how many files there were by kind, and what crashed, hung, or left rows unaccounted for.
Fails unless there was none. A row is accounted for as a ticket, as a row set aside, as a row of a
later night, or by the refusal of its whole file.
"""

import argparse
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import FrameType

from benchmarks.malformed_files import KINDS, MadeFile, malformed_file
from feedback.adapters.files.tickets import FileTicketSource
from feedback.errors import InvalidInput

NIGHT = datetime(2026, 3, 9, 3, tzinfo=UTC)
MAX_SECONDS = 10
"""For a file of at most a few hundred rows."""


@dataclass(slots=True)
class Outcome:
    """What became of all files."""

    n_files: Counter[str] = field(default_factory=Counter)
    n_rows: int = 0
    n_tickets: int = 0
    n_set_aside: int = 0
    n_refused: int = 0
    crashes: list[str] = field(default_factory=list)
    hangs: list[str] = field(default_factory=list)
    unaccounted: list[str] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        """Whether nothing crashed, hung or was lost."""
        return not (self.crashes or self.hangs or self.unaccounted)


@dataclass(frozen=True, slots=True)
class Counts:
    """Where the rows of a file went."""

    n_tickets: int
    n_set_aside: int
    n_later: int
    unread: tuple[str, ...]

    @property
    def n_rows(self) -> int:
        """All of them."""
        return self.n_tickets + self.n_set_aside + self.n_later


class _Hung(BaseException):
    """Not caught by anything that catches errors."""


def read(path: Path) -> Counts:
    """A file as one night reads it. Raises `InvalidInput` where it is refused as a whole."""
    pages = list(FileTicketSource("desk", path).pages(None, NIGHT))
    return Counts(
        sum(len(page.tickets) for page in pages),
        sum(len(page.set_aside) for page in pages),
        sum(page.n_later for page in pages),
        tuple(part.reason for page in pages for part in page.unread),
    )


def fault_in(counts: Counts, made: MadeFile) -> str:
    """How the rows of a file are unaccounted for; empty where they all are."""
    if counts.n_rows == made.n_rows or any(counts.unread):
        return ""
    if made.is_multi_line and counts.n_rows >= made.n_rows:
        return ""  # lines of a message whose quote is broken are rows set aside
    return f"{made.n_rows} rows, {counts.n_rows} accounted for"


def try_all(n_files: int, seed: int, folder: Path) -> Outcome:
    """Make and read files, in turn of every kind; the same for the same seed."""
    outcome = Outcome()
    for number in range(n_files):
        kind = KINDS[number % len(KINDS)]
        made = malformed_file(kind, Random(seed * 1_000_000 + number))
        path = folder / f"t{made.ending}"
        path.write_bytes(made.content)
        outcome.n_files[kind] += 1
        outcome.n_rows += made.n_rows
        name = f"{kind} of seed {seed}, number {number} ({', '.join(made.faults)})"
        try:
            with _limited(MAX_SECONDS):
                counts = read(path)
        except InvalidInput:
            outcome.n_refused += 1
        except _Hung:
            outcome.hangs.append(name)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            outcome.crashes.append(f"{name}: {type(error).__name__}: {error}")
        else:
            outcome.n_tickets += counts.n_tickets
            outcome.n_set_aside += counts.n_set_aside
            if lost := fault_in(counts, made):
                outcome.unaccounted.append(f"{name}: {lost}")
        path.unlink()
    return outcome


@contextmanager
def _limited(seconds: int) -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise _Hung

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def main() -> None:
    parser = argparse.ArgumentParser(description="Read files with every kind of fault.")
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    started = time.perf_counter()
    with TemporaryDirectory() as folder:
        outcome = try_all(options.files, options.seed, Path(folder))
    print(", ".join(f"{n:,} {kind}" for kind, n in sorted(outcome.n_files.items())))
    print(
        f"{outcome.n_rows:,} rows: {outcome.n_tickets:,} tickets, {outcome.n_set_aside:,} set "
        f"aside; {outcome.n_refused:,} files refused; {time.perf_counter() - started:.0f} s"
    )
    for what in ("crashes", "hangs", "unaccounted"):
        found = getattr(outcome, what)
        print(f"{what}: {len(found)}")
        for name in found[:20]:
            print(f"  {name}")
    sys.exit(0 if outcome.is_right else 1)


if __name__ == "__main__":
    main()
