"""Scorecards and the planning pack on a schedule."""

from pathlib import Path

from flows.nightly import nightly
from flows.supply import planning_pack, scorecards
from tests.steps.company import NIGHTS


def test_reports_are_written_and_the_last_whole_month_is_the_default(
    company: Path, tmp_path: Path
) -> None:
    config = str(company / "feedback.toml")
    nightly(config=config, as_of=NIGHTS[0], apply=False)
    out = tmp_path / "reports"

    monthly = scorecards(config=config, out=str(out), return_state=True)
    quarterly = planning_pack(config=config, out=str(out), return_state=True)

    assert monthly.message == "2 scorecards of 2026-02, 0 messages planned."
    assert quarterly.name == "Completed"
    assert (out / "scorecard-brightwater-2026-02.html").exists()
    assert (out / "planning-pack-2026-03-09.md").exists()
