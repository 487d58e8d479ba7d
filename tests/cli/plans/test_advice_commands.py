"""`feedback respond`, `told` and `timeliness`: what a person types and reads."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from feedback.bootstrap import texts
from feedback.cli import app
from feedback.errors import InvalidInput
from feedback.steps.night import run_night
from tests.fakes import WordRedactor
from tests.steps.company import NIGHTS, build, pipeline


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    company = build(tmp_path_factory.mktemp("advice") / "company")
    whole = pipeline(company)
    run_night(whole, NIGHTS[0])
    whole.store.close()
    return company / "feedback.toml"


@pytest.fixture(autouse=True)
def _quick_redactor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "PresidioRedactor", lambda *_: WordRedactor())


def feedback(*arguments: object) -> str:
    """What the command prints; its error is raised as `main` would get it."""
    ran = CliRunner().invoke(app, list(map(str, arguments)))
    if ran.exception is not None:
        raise ran.exception
    return ran.stdout


def to_tell(config: Path) -> dict[str, list[str]]:
    found = json.loads(feedback("told", "--json", "--config", config))
    return {one["issue_id"]: [ticket["key"] for ticket in one["tickets"]] for one in found}


def test_who_has_told_a_customer_says_so_and_the_list_shrinks(config: Path) -> None:
    ((issue, before),) = to_tell(config).items()
    said = feedback("respond", "told", issue, "--ticket", "export-4", "--by", "bo@example.com",
                    "--config", config)  # fmt: skip
    assert said.startswith(f"Noted: ticket export-4, customer told about {issue}.")
    assert to_tell(config) == {issue: [key for key in before if key != "export-4"]}
    shown = feedback("told", issue, "--config", config)
    assert "5 tickets to tell, 1 told" in " ".join(shown.split())


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("agree", "FB-1"), 'Unknown answer "agree". Available: told, not-this, still-happening'),
        (("told", "FB-1", "--by", "eve@elsewhere.com"), "eve@elsewhere.com holds no open ticket"),
        (("told", "FB-99", "--by", "bo"), "There is no issue FB-99"),
        (("told", "FB-1", "--ticket", "nope", "--by", "bo"), 'Unknown ticket "nope"'),
        (("told", "FB-1", "--by", " "), "Say who answers"),
    ],
)
def test_an_answer_that_cannot_be_taken_ends_with_2(
    config: Path, arguments: tuple[str, ...], why: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        feedback("respond", *arguments, "--config", config)
    assert str(refused.value).startswith(why)
    assert refused.value.exit_code == 2


def test_timeliness_is_told_to_people_and_machines(config: Path) -> None:
    found = json.loads(feedback("timeliness", "--json", "--config", config))
    stage = found["by_segment"]["enterprise"]["first_ticket_to_visible"]
    assert stage["n_issues"] == 4
    assert 40 < stage["median_hours"] <= stage["p90_hours"] < 43
    assert found["overall"]["released_to_customers_told"] is None
    assert set(found["by_supplier"]) == {"in-house", "brightwater"}
    assert 0 < found["open_impact"]["share_with_current_plan"] < 1
    shown = feedback("timeliness", "--config", config)
    words = " ".join(shown.split())
    assert "a year that open tickets put at risk has a plan that is current" in words
