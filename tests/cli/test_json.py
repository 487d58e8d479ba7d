"""`--json` of commands that are read by people first."""

import json
from pathlib import Path

import pytest

from tests.cli.program import feedback
from tests.steps.company import build

NIGHT = "2026-03-09T03:00:00+00:00"


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("company")) / "feedback.toml"


def test_a_night_as_values(config: Path) -> None:
    ran = feedback("run", "--config", config, "--as-of", NIGHT, "--json")
    assert (ran.returncode, ran.stderr) == (0, "")
    night = json.loads(ran.stdout)
    assert (night["as_of"], night["status"], night["faults"]) == (NIGHT, "done", [])
    ranked = next(step for step in night["steps"] if step["step"] == "rank")
    assert ranked["report"]["n_issues"] == len(night["issues"]) == 5
    assert ranked["words"].startswith("5 issues, $")
    assert night["issues"][0]["id"] == "FB-1"


def test_the_doctors_findings(config: Path) -> None:
    ran = feedback("doctor", "--config", config, "--json")
    assert ran.returncode == 0
    findings = json.loads(ran.stdout)
    assert findings[0] == {
        "check": "settings",
        "level": "ok",
        "words": f"{config} is complete, and all its keys exist",
    }


def test_why_a_customer_belongs_to_its_segment(config: Path) -> None:
    ran = feedback("segments", "explain", "c0", "--config", config, "--json")
    assert ran.returncode == 0
    found = json.loads(ran.stdout)
    assert (found["customer_id"], found["name"], found["segment"]) == (
        "c0",
        "Customer 0",
        "enterprise",
    )
    assert set(found) == {"customer_id", "name", "segment", "rules", "would_match_too"}
