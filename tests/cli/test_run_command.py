"""`feedback run`, `issues` and `plan`: exit codes, what is on stdout and stderr.

A night that is done, one beside another and one that is refused are programs of their own."""

import json
from pathlib import Path

import pytest

from feedback.steps.night import run_night
from tests.cli.program import feedback, feedback_alone
from tests.fakes import FailingSource
from tests.steps.company import NIGHTS, build, outbox_files, pipeline

NIGHT = "2026-03-09T03:00:00+00:00"


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("company"))


@pytest.fixture(scope="module")
def after_a_dry_night(company: Path) -> Path:
    ran = feedback_alone("run", "--config", company / "feedback.toml", "--as-of", NIGHT)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Night of 9 Mar 2026, 03:00 UTC: done" in ran.stdout
    return company


def test_a_dry_night_writes_nothing_and_its_issues_and_plan_are_valid_json(
    after_a_dry_night: Path,
) -> None:
    config = after_a_dry_night / "feedback.toml"
    assert outbox_files(after_a_dry_night) == {}

    issues = feedback("issues", "--config", config, "--json")
    plan = feedback("plan", "--config", config, "--json")

    assert issues.returncode == plan.returncode == 0
    rows = json.loads(issues.stdout)
    assert len(rows) >= 4
    assert set(rows[0]) == {
        "id", "title", "kind", "state", "impact_usd", "n_tickets", "n_customers", "priority",
        "jira_key", "trend", "trend_ratio", "trend_interval", "tickets_per_day",
        "customers_per_day", "tickets_per_week", "customers_per_week", "first_seen_at",
        "last_seen_at", "spiking_since",
    }  # fmt: skip
    assert json.loads(plan.stdout)


def test_apply_sends_what_was_planned_and_the_same_night_again_changes_no_byte(
    after_a_dry_night: Path,
) -> None:
    config = after_a_dry_night / "feedback.toml"
    outputs = []
    for _ in range(2):
        ran = feedback("run", "--config", config, "--as-of", NIGHT, "--apply")
        assert ran.returncode == 0
        issues = feedback("issues", "--config", config, "--json").stdout
        outputs.append((issues, outbox_files(after_a_dry_night)))
    assert outputs[0] == outputs[1]
    assert len(outputs[0][1]) == 16

    past = feedback_alone("run", "--config", config, "--as-of", "2026-03-08T03:00:00+00:00")
    assert past.returncode == 2
    assert past.stderr == (
        "Error: The night of 2026-03-08T03:00:00+00:00 lies before the latest one in the store "
        "(2026-03-09T03:00:00+00:00). Nights only go forward; nothing was changed.\n"
    )


def test_a_night_with_a_part_missing_ends_with_3_and_names_it_on_stderr(tmp_path: Path) -> None:
    folder = build(tmp_path)
    outbox = folder / "outbox"
    outbox.write_text("a file where the folder should be", encoding="utf-8")
    ran = feedback("run", "--config", folder / "feedback.toml", "--as-of", NIGHT, "--apply")
    assert ran.returncode == 3
    assert (
        f"The outbox {outbox}/work-items cannot be written: Not a directory. Check outbox.path "
        "and the room left on its disk."
    ) in " ".join(ran.stderr.split())
    assert "The night is partial." in ran.stderr

    outbox.unlink()
    again = feedback("run", "--config", folder / "feedback.toml", "--as-of", NIGHT, "--apply")
    assert (again.returncode, len(outbox_files(folder))) == (0, 16)


def test_a_failing_source_is_named_on_stderr_of_the_night(tmp_path: Path) -> None:
    folder = build(tmp_path)
    whole = pipeline(folder, apply=False)
    run_night(
        pipeline(folder, sources=[FailingSource(whole.sources[0]), whole.sources[1]]), NIGHTS[0]
    )
    ran = feedback("run", "--config", folder / "feedback.toml", "--as-of", NIGHT)
    assert ran.returncode == 0, "what failed comes now"
    assert "20 new tickets" in ran.stdout


def test_a_night_beside_another_ends_with_1_and_says_so(tmp_path: Path) -> None:
    folder = build(tmp_path)
    with pipeline(folder).store.lock():
        ran = feedback_alone("run", "--config", folder / "feedback.toml", "--as-of", NIGHT)
    assert ran.returncode == 1
    assert ran.stderr == (
        f"Error: Another night is running on {folder}/store.db. Nothing was changed; "
        "run this again when it has finished.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--config", "none.toml"), "Error: The settings file none.toml cannot be read: "),
        (("--as-of", "tomorrow"), 'Error: --as-of "tomorrow" is not an ISO 8601 time, such as '),
        (("--nightly",), "No such option"),
    ],
)
def test_what_cannot_be_right_ends_with_2(
    arguments: tuple[str, ...], words: str, company: Path
) -> None:
    config = () if "--config" in arguments else ("--config", company / "feedback.toml")
    ran = feedback("run", *config, *arguments)
    assert ran.returncode == 2
    assert words in ran.stderr


def test_input_that_cannot_be_right_ends_with_2_before_anything_is_made(tmp_path: Path) -> None:
    folder = build(tmp_path)
    with (folder / "customers.csv").open("a", encoding="utf-8") as file:
        file.write("c1,Twice,enterprise,1\n")
    ran = feedback("run", "--config", folder / "feedback.toml", "--as-of", NIGHT)
    assert ran.returncode == 2
    assert ran.stderr == (
        f'Error: {folder}/customers.csv:8: customer "c1" stands there twice. '
        "Keep one of the rows.\n"
    )
    assert not (folder / "store.db").exists()


def test_a_misspelt_variable_ends_with_2(company: Path) -> None:
    ran = feedback(
        "issues", "--config", company / "feedback.toml", env={"FEEDBACK__STORE__ULR": "x"}
    )
    assert (ran.returncode, ran.stderr) == (
        2,
        "Error: The environment variable FEEDBACK__STORE__ULR: store.ulr: unknown setting. Did you "
        'mean "url"?\n',
    )


def test_help_names_every_command_and_each_explains_itself() -> None:
    shown = feedback("--help", model=True).stdout
    for command in (
        "run",
        "plan",
        "issues",
        "report",
        "cluster",
        "backtest",
        "doctor",
        "demo",
        "respond",
        "told",
        "timeliness",
    ):
        assert f" {command} " in shown
    ran = feedback("backtest", "--help", model=True)
    assert (ran.returncode, "--time-column" in ran.stdout) == (0, True)
