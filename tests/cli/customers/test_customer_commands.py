"""`feedback customers`: what a customer was worth when, and who cannot be placed."""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from feedback.cli import app
from feedback.domain.customers.customer import Customer
from feedback.errors import InvalidInput
from feedback.steps.night import run_night
from tests.steps.company import NIGHTS, build, pipeline


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two nights; before them c1 was smaller, then of unknown value beside two others."""
    folder = build(tmp_path_factory.mktemp("company"))
    company = pipeline(folder)
    with company.store.begin() as tx:
        for days, worth in ((60, Decimal(500)), (30, None)):
            others = [
                Customer(f"x{n}", f"X{n}", "enterprise", Decimal(amount))
                for n, amount in enumerate((100, 300))
            ]
            mine = Customer("c1", "Customer 1", "enterprise", worth)
            tx.customers.replace([mine, *others], NIGHTS[0] - timedelta(days=days))
    run_night(company, NIGHTS[0])
    return folder / "feedback.toml"


def told(*arguments: object) -> str:
    done = CliRunner().invoke(app, ["customers", *map(str, arguments)], env={"COLUMNS": "200"})
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0
    return done.stdout


def test_what_a_customer_was_worth_when(config: Path) -> None:
    full = json.loads(told("show", "c1", "--config", config, "--json"))
    assert [(one["since"][:10], one["value_usd"]) for one in full["history"][:2]] == [
        ("2026-01-08", "500.00"),
        ("2026-02-07", None),
    ]
    assert full["history"][-1]["since"][:10] == "2026-03-09"
    assert full["history"][-1]["value_usd"] == full["value_usd"]
    assert full["name"] == "Customer 1"
    assert full["at_stake"]
    assert full["then"] is None


@pytest.mark.parametrize(
    ("day", "then"),
    [
        ("2026-01-07", (None, None, None)),
        ("2026-01-08", ("enterprise", "500.00", "300.00")),
        ("2026-02-06", ("enterprise", "500.00", "300.00")),
        ("2026-02-07", ("enterprise", None, "200.00")),
    ],
)
def test_what_a_past_ranking_reckoned_with(
    config: Path, day: str, then: tuple[str | None, ...]
) -> None:
    full = json.loads(told("show", "c1", "--on", day, "--config", config, "--json"))
    found = full["then"]
    assert (found["segment"], found["value_usd"], found["segment_median_usd"]) == then


def test_a_person_reads_it(config: Path) -> None:
    shown = told("show", "c1", "--on", "2026-02-07", "--config", config)
    assert (
        "On 7 Feb 2026: enterprise, of unknown value; the ranking used the segment's median, "
        "$200.00 a year"
    ) in " ".join(shown.split())
    assert "8 Jan 2026" in shown
    assert "500.00" in shown
    gone = told("show", "x1", "--config", config)
    assert "no longer in the directory" in gone
    assert "In no issue." in gone


def test_a_customer_that_nobody_named_and_a_day_that_is_none_are_refused(config: Path) -> None:
    with pytest.raises(InvalidInput, match="Unknown customer `c99`: no directory ever named it"):
        told("show", "c99", "--config", config)
    with pytest.raises(InvalidInput, match="Invalid --on `soon`"):
        told("show", "c1", "--on", "soon", "--config", config)


def test_the_worst_offenders_of_unresolved_requesters(config: Path) -> None:
    found = json.loads(told("unresolved", "--config", config, "--json"))
    assert 0 < found["n_unresolved"] < found["n_tickets"]
    amounts = [one["n_tickets"] for one in found["requesters"]]
    assert amounts == sorted(amounts, reverse=True)
    assert sum(amounts) == found["n_unresolved"]
    assert all(":" in one["newest"] for one in found["requesters"])
    assert found["domains"]
    shown = told("unresolved", "--limit", "1", "--config", config)
    assert f"{found['n_unresolved']} of {found['n_tickets']} tickets have no known" in shown
    assert next(iter(found["domains"])) in shown
    assert "@" not in shown
