"""`feedback issues …` and `feedback regroup` as programs: what a person types and reads."""

import json
from pathlib import Path

import pytest

from feedback.steps.night import run_night
from tests.cli.program import feedback
from tests.steps.company import NIGHTS, build, pipeline


@pytest.fixture
def config(tmp_path: Path) -> Path:
    company = build(tmp_path / "company")
    run_night(pipeline(company), NIGHTS[0])
    return company / "feedback.toml"


def rows(config: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(
        feedback("issues", "--json", "--config", config).stdout
    )
    return found


def test_a_person_looks_decides_and_takes_it_back(config: Path) -> None:
    top = str(rows(config)[0]["id"])
    shown = feedback("issues", "show", top, "--config", config).stdout
    for part in ("What customers say", "Tickets (", "= at risk", "emerged"):
        assert part in shown

    named = feedback(
        "issues", "rename", top, "Exports are cut off", "--why", "shorter", "--by", "Mia",
        "--config", config,
    )  # fmt: skip
    assert (named.returncode, named.stderr) == (0, "")
    assert f"Renamed {top}: Exports are cut off" in named.stdout
    assert rows(config)[0]["title"] == "Exports are cut off"

    listed = feedback("issues", "decisions", "--config", config, "--json")
    (decision,) = json.loads(listed.stdout)
    assert (decision["by"], decision["why"]) == ("Mia", "shorter")
    feedback("issues", "undo", decision["decision"], "--why", "no", "--config", config)
    assert rows(config)[0]["title"] != "Exports are cut off"


def test_tickets_are_found_by_their_words_and_by_the_helpdesks_key(config: Path) -> None:
    labels = next(str(row["id"]) for row in rows(config) if "label" in str(row["title"]).lower())
    split = feedback(
        "issues", "split", labels, "--matching", "labels print twice on every THERMAL",
        "--why", "all of them", "--config", config,
    )  # fmt: skip
    assert split.returncode == 2
    assert "nothing would be left" in split.stderr
    moved = feedback(
        "issues", "move", "labels-3", "--to", labels, "--why", "there", "--config", config
    )
    assert moved.returncode == 2
    assert f"All of these tickets are already in {labels}." in moved.stderr
    out = feedback("issues", "move", "labels-3", "--out", "--why", "no", "--config", config)
    assert f"Took 1 ticket out of {labels}." in out.stdout


def test_what_cannot_be_decided_is_said_and_ends_with_2(config: Path) -> None:
    for arguments, words in (
        (("merge", "FB-1", "--into", "FB-77", "--why", "x"), "Unknown issue FB-77"),
        (("merge", "labels", "--into", "FB-1", "--why", "x"), 'Unknown issue "labels"'),
        (("split", "FB-1", "--why", "x"), "--tickets"),
        (("move", "nobody-9", "--to", "FB-1", "--why", "x"), 'Unknown ticket "nobody-9"'),
        (("pin-kind", "FB-1", "wish", "--why", "x"), "defect, request, question"),
    ):
        refused = feedback("issues", *arguments, "--config", config)
        assert refused.returncode == 2
        assert words in refused.stderr


def test_a_regrouping_is_previewed_before_it_is_done(config: Path) -> None:
    before = rows(config)
    previewed = feedback("regroup", "--preview", "--json", "--config", config)
    assert json.loads(previewed.stdout)["churn"] == 0
    assert rows(config) == before
    done = feedback("regroup", "--config", config)
    assert "0.0% of" in done.stdout
    assert rows(config) == before
