"""What is happening to an issue, through whole nights: spikes and released fixes."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from feedback.domain.issues.lineage import (
    Fixed,
    LineageEvent,
    LineageKind,
    Regressed,
    Spiked,
    SpikeEnded,
)
from feedback.queries.issues.issues import ranked_issues
from feedback.steps.night import Pipeline, run_night
from tests.steps.company import FILLERS, PROBLEMS, build, pipeline, write_jsonl

RELEASE = datetime(2026, 3, 1, 12, tzinfo=UTC)
NIGHT = datetime(2026, 4, 1, 3, tzinfo=UTC)


def test_a_problem_that_comes_again_after_its_release_regressed_and_is_told_once(
    tmp_path: Path,
) -> None:
    company = _company(tmp_path, until=NIGHT)
    nights = [NIGHT, NIGHT + timedelta(days=1)]
    for night in nights:
        run_night(company, night)
    regressed = [e for e in _lineage(company) if e.kind is LineageKind.REGRESSED]
    assert [event.as_of for event in regressed] == [NIGHT]
    assert isinstance(regressed[0].detail, Regressed)
    assert regressed[0].detail.released_on == date(2026, 3, 1)
    told = (tmp_path / "outbox").rglob("*product*.md")
    words = "\n".join(path.read_text(encoding="utf-8") for path in told)
    assert "Back after the release: " in words
    assert words.count("after the release of 2026-03-01") == 1


def test_a_problem_that_stopped_with_its_release_is_fixed(tmp_path: Path) -> None:
    company = _company(tmp_path, until=RELEASE)
    run_night(company, NIGHT)
    run_night(company, NIGHT + timedelta(days=1))
    (fixed,) = [e for e in _lineage(company) if e.kind is LineageKind.FIXED]
    assert isinstance(fixed.detail, Fixed)
    assert fixed.detail.n_reports == 0


def test_a_flood_spikes_the_night_its_issue_emerges_and_is_over_when_it_is(tmp_path: Path) -> None:
    company = _company(tmp_path, until=NIGHT, flood_on=NIGHT - timedelta(hours=10))
    for n in range(3):
        run_night(company, NIGHT + timedelta(days=n))
    events = [e for e in _lineage(company) if e.kind.value.startswith("spike")]
    assert [(e.kind, e.as_of) for e in events] == [
        (LineageKind.SPIKED, NIGHT),
        (LineageKind.SPIKE_ENDED, NIGHT + timedelta(days=1)),
    ]
    emerged = {e.issue_id for e in _lineage(company) if e.kind is LineageKind.EMERGED}
    assert events[0].issue_id in emerged
    spiked, ended = (event.detail for event in events)
    assert isinstance(spiked, Spiked)
    assert isinstance(ended, SpikeEnded)
    assert spiked.n_last_day >= 10
    assert ended.n_tickets == spiked.n_last_day


def test_the_rows_of_the_issues_tell_what_comes_in(tmp_path: Path) -> None:
    company = _company(tmp_path, until=NIGHT, flood_on=NIGHT - timedelta(hours=10))
    run_night(company, NIGHT)
    rows = ranked_issues(company.store)
    flood = next(row for row in rows if row["spiking_since"])
    assert flood["spiking_since"] == NIGHT.isoformat()
    assert flood["tickets_per_day"][-1] == flood["n_tickets"]
    assert flood["trend"] == "new"
    others = [row for row in rows if row is not flood]
    assert others
    assert all(row["first_seen_at"] < "2026-02" for row in others)
    json.dumps(rows)


def _company(folder: Path, until: datetime, flood_on: datetime | None = None) -> Pipeline:
    """Two problems with a ticket each a day since January, `until` for the one that product says
    it released a fix of; and, if given, thirty tickets of a third within a few hours."""
    build(folder)
    rows = []
    start = datetime(2026, 1, 10, 9, tzinfo=UTC)
    for day in range((NIGHT - start).days + 1):
        opened = start + timedelta(days=day)
        rows.append(_ticket(f"login-{day}", PROBLEMS["login"], opened, day))
        if opened <= until:
            rows.append(_ticket(f"export-{day}", PROBLEMS["export"], opened, day))
    for n in range(30 if flood_on else 0):
        assert flood_on is not None
        rows.append(_ticket(f"labels-{n}", PROBLEMS["labels"], flood_on + timedelta(minutes=n), n))
    write_jsonl(folder / "helpdesk.jsonl", rows)
    write_jsonl(folder / "chat.jsonl", [])
    write_jsonl(
        folder / "fix_plans.jsonl",
        [
            {
                "recorded_at": RELEASE.isoformat(), "ticket_id": "export-0", "owner": "Mia",
                "status": "released", "target_version": "4.2", "released_on": "2026-03-01",
            }
        ],
    )  # fmt: skip
    company = pipeline(folder)
    # The plan is read after the ranking of a night: the watch begins with the next one.
    run_night(company, NIGHT - timedelta(days=1))
    return company


def _ticket(key: str, sentence: str, opened: datetime, n: int) -> dict[str, str]:
    return {
        "source": "helpdesk", "id": key, "created_at": opened.isoformat(), "subject": "",
        "body": f"{sentence} {FILLERS[n % 8]} {FILLERS[(n * 3 + n // 8) % 8]}",
        "requester": f"person{n % 12}@example.com", "status": "open", "group": "core",
    }  # fmt: skip


def _lineage(company: Pipeline) -> list[LineageEvent]:
    with company.store.begin() as tx:
        return list(tx.issues.lineage())
