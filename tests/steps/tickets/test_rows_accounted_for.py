"""Rows in are rows accounted for, whatever is wrong with them; lost ones make the night partial."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.malformed import fault_in, read, try_all
from benchmarks.malformed_files import KINDS, malformed_file
from feedback.adapters.files.tickets import FileTicketSource
from feedback.adapters.store import SqlStore
from feedback.domain.night import NightStatus
from feedback.domain.tickets.reading import ReadingPolicy
from feedback.errors import InvalidInput
from feedback.steps.night import run_night
from feedback.steps.tickets.pull import pull
from tests.fakes import CueDetector, ListDirectory, WordRedactor
from tests.steps.company import build, pipeline

NIGHT = datetime(2026, 3, 9, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStore]:
    opened = SqlStore(f"sqlite:///{tmp_path_factory.mktemp('rows')}/store.db")
    with opened.begin() as tx:
        tx.nights.begin(NIGHT)
    yield opened
    opened.close()


@given(st.sampled_from(KINDS), st.integers(0, 2**32))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_row_of_a_malformed_file_is_accounted_for(
    tmp_path: Path, kind: str, seed: int
) -> None:
    made = malformed_file(kind, Random(seed))
    path = tmp_path / f"t{made.ending}"
    path.write_bytes(made.content)
    try:
        fault = fault_in(read(path), made)
    except InvalidInput as refused:
        fault = "" if str(path) in str(refused) else f"refused without its name: {refused}"
    assert fault == ""


@pytest.mark.parametrize("seed", range(18))
def test_the_report_of_a_pull_counts_each_row_once(
    seed: int, store: SqlStore, tmp_path: Path
) -> None:
    made = malformed_file(KINDS[seed % len(KINDS)], Random(seed))
    path = tmp_path / f"t{made.ending}"
    path.write_bytes(made.content)
    try:
        source = FileTicketSource(f"desk{seed}", path)
    except InvalidInput:
        return  # the whole file is refused, and named: the test above
    report = pull(
        source, ListDirectory(), WordRedactor(), CueDetector(), store,
        now=NIGHT, progress=lambda _what, _n_done, _n_total: None,
    )  # fmt: skip
    assert report.unread or report.n_rows >= made.n_rows
    assert report.unread or made.is_multi_line or report.n_rows == made.n_rows
    assert report.n_set_aside == sum(report.set_aside.values())


def test_the_benchmark_finds_nothing(tmp_path: Path) -> None:
    outcome = try_all(60, 99, tmp_path)
    assert (outcome.crashes, outcome.hangs, outcome.unaccounted) == ([], [], [])
    assert outcome.n_tickets > 100


def test_a_night_that_lost_too_many_rows_is_partial_until_a_person_accepts_it(
    tmp_path: Path,
) -> None:
    build(tmp_path)
    rows = "".join(f"{n},soon,It stops {n}\n" for n in range(6))
    (tmp_path / "desk.csv").write_text(f"id,created_at,body\n{rows}9,2026-03-08,It stops\n")

    def night(policy: ReadingPolicy, at: datetime) -> tuple[NightStatus, list[str]]:
        source = FileTicketSource("desk", tmp_path / "desk.csv")
        done = run_night(pipeline(tmp_path, sources=[source], reading={"desk": policy}), at)
        return done.status, [fault.message for fault in done.faults]

    assert night(ReadingPolicy(), NIGHT) == (
        NightStatus.PARTIAL,
        [
            '6 of 7 rows are not tickets ("unparseable time" 6). Correct the export, or accept it '
            'in the settings: accepted.set_aside of source "desk".'
        ],
    )
    accepted = ReadingPolicy(accepted={"set_aside": frozenset({"unparseable time"})})
    (tmp_path / "desk.csv").touch()
    assert night(accepted, NIGHT.replace(day=10)) == (NightStatus.DONE, [])
