"""`feedback issues link` and `hand-back`, and what `feedback plan` says of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from feedback.cli import app
from feedback.domain.issues.issue import IssueId
from feedback.domain.publishing.known_work_item import Override
from feedback.errors import InvalidInput
from feedback.queries.publishing.plan import waiting_plan
from feedback.steps.night import Pipeline, run_night
from feedback.terminal import plan
from tests.steps.company import NIGHTS, build, pipeline

RUN = CliRunner()
MOMENT = datetime(2026, 3, 9, 12, tzinfo=UTC)


@pytest.fixture
def company(tmp_path: Path) -> Pipeline:
    """After a night that was sent to the outbox; Ada has set the priority of FB-2 since."""
    whole = pipeline(build(tmp_path))
    run_night(whole, NIGHTS[0])
    with whole.store.begin() as tx:
        known = tx.work_items.of(IssueId(2))
        assert known is not None
        override = Override("priority", "Low", "High", "Ada", MOMENT)
        tx.work_items.put(replace(known, overrides=(override,)))
    return whole


def feedback(folder: Path, *arguments: str) -> str:
    done = RUN.invoke(
        app,
        ["issues", *arguments, "--why", "ours", "--by", "Mia",
         "--config", str(folder / "feedback.toml")],
    )  # fmt: skip
    if isinstance(done.exception, InvalidInput):
        return f"Error: {done.exception}"
    assert done.exit_code == 0, done.output
    return done.output


def test_a_person_hands_a_work_item_back_once(company: Pipeline, tmp_path: Path) -> None:
    assert feedback(tmp_path, "hand-back", "FB-2").splitlines() == [
        "Handed back priority of FB-2's work item.",
        "The work item follows on the next night.",
    ]
    assert feedback(tmp_path, "hand-back", "FB-2").startswith(
        "Error: Nobody took anything over in LOCAL-"
    )
    assert feedback(tmp_path, "hand-back", "FB-5") == (
        "Error: FB-5 has no work item. `feedback plan` says why."
    )


def test_only_work_items_that_are_there_and_nobodys_are_linked(
    company: Pipeline, tmp_path: Path
) -> None:
    with company.store.begin() as tx:
        key = tx.effects.remote_key("FB-2")
    assert key is not None
    assert feedback(tmp_path, "link", "FB-1", key) == (
        f"Error: {key} is the work item of FB-2. Merge the two issues if they are one problem."
    )
    assert feedback(tmp_path, "link", "FB-2", key) == (f"Error: FB-2 is linked to {key} already.")
    assert feedback(tmp_path, "link", "FB-1", "PROJ-9") == (
        "Error: There is no work item PROJ-9 in the tracker, or the pipeline's account may not see "
        "it. Check the key and the permissions of its project."
    )


def test_the_plan_says_what_changes_what_is_left_to_people_and_what_is_held_back(
    company: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_night(pipeline(tmp_path, apply=False), NIGHTS[0] + timedelta(days=1))
    shown = Console(width=140, record=True, file=(tmp_path / "shown").open("w"))
    monkeypatch.setattr(plan, "out", shown)
    plan.show_plan(waiting_plan(company.store))
    text = shown.export_text()
    with company.store.begin() as tx:
        key = tx.effects.remote_key("FB-2")
    assert f"FB-2: change {key} (" in text
    assert "~ tickets: 10 → 12" in text
    assert f"FB-2     {key}: Ada decided the priority on 2026-03-09: " in text
    assert "Nothing was written. `feedback run --apply` sends what is planned." in text
