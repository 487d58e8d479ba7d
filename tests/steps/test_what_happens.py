"""What is happening to an issue, through whole nights: spikes and released fixes."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from feedback.cli.output import print_json
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
from feedback.terminal.as_json.ranking import ranked_as_json
from tests.steps.released import NIGHT, RELEASE, company_with_a_release


def test_a_problem_that_comes_again_after_its_release_regressed_and_is_told_once(
    tmp_path: Path,
) -> None:
    company = company_with_a_release(tmp_path, until=NIGHT)
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
    company = company_with_a_release(tmp_path, until=RELEASE)
    run_night(company, NIGHT)
    run_night(company, NIGHT + timedelta(days=1))
    (fixed,) = [e for e in _lineage(company) if e.kind is LineageKind.FIXED]
    assert isinstance(fixed.detail, Fixed)
    assert fixed.detail.n_reports == 0


def test_a_flood_spikes_the_night_its_issue_emerges_and_is_over_when_it_is(tmp_path: Path) -> None:
    company = company_with_a_release(tmp_path, until=NIGHT, flood_on=NIGHT - timedelta(hours=10))
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
    company = company_with_a_release(tmp_path, until=NIGHT, flood_on=NIGHT - timedelta(hours=10))
    run_night(company, NIGHT)
    rows = ranked_issues(company.store)
    flood = next(row for row in rows if row.spiking_since)
    assert flood.spiking_since == NIGHT
    assert flood.activity.tickets_per_day[-1] == flood.n_tickets
    assert flood.activity.trend == "new"
    others = [row for row in rows if row is not flood]
    assert others
    assert all(
        row.activity.first_seen_at and row.activity.first_seen_at < datetime(2026, 2, 1, tzinfo=UTC)
        for row in others
    )
    print_json([ranked_as_json(row) for row in rows])


def _lineage(company: Pipeline) -> list[LineageEvent]:
    with company.store.begin() as tx:
        return list(tx.issues.lineage())
