"""Titles by a language model, as a step of the night."""

from pathlib import Path
from typing import Any

import pytest

from feedback.domain.issues.issue import Issue
from feedback.domain.issues.written_title import TitleDraft, TitlesReport
from feedback.domain.night import NightStatus
from feedback.errors import TransientFault
from feedback.steps.night import Pipeline, run_night
from tests.fakes import ListWriter
from tests.steps.company import NIGHTS, build, pipeline

EXPORT = TitleDraft(
    "Nightly CSV export stops", "The export of invoices stops at ten thousand rows."
)


def titled(folder: Path, writer: ListWriter, **changes: Any) -> Pipeline:
    changes = {"title_writer": writer, "max_titles": 10, **changes}
    return pipeline(folder, **changes)


def issues(whole: Pipeline) -> dict[str, Issue]:
    with whole.store.begin() as tx:
        return {issue.description.title: issue for issue in tx.issues.all()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return build(tmp_path / "company")


def test_a_title_is_used_where_the_tickets_say_it_and_refused_elsewhere(folder: Path) -> None:
    writer = ListWriter([EXPORT])
    whole = titled(folder, writer)
    night = run_night(whole, NIGHTS[0])
    assert night.status is NightStatus.DONE
    n_issues = len(issues(whole))
    assert len(writer.asked) == n_issues > 2
    # The same draft for all of them is true of one only.
    assert night.steps["titles"] == TitlesReport(
        n_written=1,
        n_refused=n_issues - 1,
        refused={"not in the tickets": n_issues - 1},
        n_later=0,
        fault="",
    )
    assert issues(whole)[EXPORT.title].description.summary == EXPORT.summary
    work_items = [path.read_text() for path in (folder / "outbox").rglob("*.md")]
    assert any(EXPORT.summary in text for text in work_items)


def test_an_unchanged_issue_costs_no_call(folder: Path) -> None:
    writer = ListWriter([EXPORT])
    run_night(titled(folder, writer), NIGHTS[0])
    n_asked = len(writer.asked)
    run_night(titled(folder, writer), NIGHTS[0])
    later = titled(folder, writer)
    run_night(later, NIGHTS[2])
    assert len(writer.asked) == n_asked
    assert EXPORT.title in issues(later)


def test_an_endpoint_that_fails_never_stops_the_night_and_is_asked_again_on_the_next(
    folder: Path,
) -> None:
    down = ListWriter([TransientFault("The titles endpoint x answered 503.")])
    night = run_night(titled(folder, down), NIGHTS[0])
    assert night.status is NightStatus.DONE
    assert len(down.asked) == 1
    assert night.steps["titles"].fault == "The titles endpoint x answered 503."
    assert night.steps["titles"].n_later > 0
    mended = titled(folder, ListWriter([EXPORT]))
    run_night(mended, NIGHTS[1])
    assert EXPORT.title in issues(mended)


def test_no_more_are_asked_in_a_night_than_allowed(folder: Path) -> None:
    writer = ListWriter([None])
    night = run_night(titled(folder, writer, max_titles=2), NIGHTS[0])
    assert len(writer.asked) == 2
    assert night.steps["titles"].refused == {"not in the form asked for": 2}
    assert night.steps["titles"].n_later > 0


def test_a_night_without_a_writer_has_no_such_step(folder: Path) -> None:
    assert "titles" not in run_night(pipeline(folder), NIGHTS[0]).steps
