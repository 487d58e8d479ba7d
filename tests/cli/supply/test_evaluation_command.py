"""`feedback suppliers evaluate`: every contract, on the terminal, as a page and as a table."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from feedback.cli import app
from feedback.errors import InvalidInput

DEMO = "config/demo.toml"


def run(*arguments: object) -> str:
    command = ["suppliers", "evaluate", "--config", DEMO, *map(str, arguments)]
    return CliRunner().invoke(app, command, catch_exceptions=False).output


def test_without_a_contract_named_all_are_compared() -> None:
    assert run().startswith("costa is rated best (3.9 of 5), but not clearly: evenline has 3.8")


def test_a_contract_nobody_was_rated_for_is_refused_with_those_that_are() -> None:
    with pytest.raises(InvalidInput, match=r"Unknown contract `mornings`\. Available: evenings"):
        run("--about", "mornings")


def test_the_page_says_who_is_best_and_where_functions_disagree(tmp_path: Path) -> None:
    told = run("--out", tmp_path)
    page = (tmp_path / "supplier-evaluation.html").read_text(encoding="utf-8")
    assert f"Wrote {tmp_path}/supplier-evaluation.csv." in told.replace("\n", "")
    assert "evenings: costa is rated best (3.9 of 5), but not clearly" in page
    assert "evenings: security and IT disagree about evenline" in page
    assert "support and IT disagree about brightwater" in page
    assert "The line to Manila drops in the rainy season" in page
    assert not re.findall(r'(?:src|href)="(?!#)', page)


def test_the_table_s_voices_make_the_score(tmp_path: Path) -> None:
    run("--out", tmp_path)
    with (tmp_path / "supplier-evaluation.csv").open(encoding="utf-8") as file:
        voices = [row for row in csv.DictReader(file) if row["supplier"] == "brightwater"]
    given: dict[str, list[float]] = {}
    for row in voices:
        given.setdefault(row["criterion"], []).append(float(row["rating"]))
    weights = {row["criterion"]: float(row["weight"]) for row in voices}
    by_hand = sum(weights[name] * sum(them) / len(them) for name, them in given.items())
    made: list[dict[str, Any]] = json.loads(run("--json"))
    theirs = next(one for one in made if one["supplier"] == "brightwater")
    assert theirs["score"] == pytest.approx(by_hand / sum(weights.values()), abs=1e-3)
    assert theirs["about"] == "evenings"
