"""One requester's template is one voice; the same template from many customers is an issue."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from feedback.adapters.store import SqlStore
from feedback.domain.grouping.group_report import GroupReport
from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.ticket import TicketId
from feedback.steps.issues.decide import Author, split
from feedback.steps.night import run_night
from tests.steps.company import NIGHTS, build, end_state, pipeline, shuffle

CRASH = "Payment module crashed with fatal exception while saving card {} of merchant account"


def rows(
    n: int, requester: str, body: str = CRASH, at: datetime = NIGHTS[0], first: int = 0
) -> list[dict[str, Any]]:
    return [
        {
            "id": f"wave-{number:03}",
            "created_at": (at - timedelta(minutes=n - place)).isoformat(),
            "updated_at": (at - timedelta(minutes=n - place)).isoformat(),
            "body": body.format(1000 + number),
            "requester": requester.format(number),
        }
        for place, number in enumerate(range(first, first + n))
    ]


def add(folder: Path, some: Sequence[dict[str, Any]]) -> None:
    with (folder / "helpdesk.jsonl").open("a", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(row)}\n" for row in some)


def night(folder: Path, as_of: datetime = NIGHTS[0]) -> GroupReport:
    """Run one; what grouping reported."""
    report = run_night(pipeline(folder), as_of).report(GroupReport)
    assert report is not None
    return report


def placed(folder: Path) -> dict[str, IssueId]:
    """The issue of every ticket of the wave that has one."""
    with SqlStore(f"sqlite:///{folder}/store.db").begin() as tx:
        return {
            ticket_id.removeprefix("helpdesk:"): issue_id
            for ticket_id, issue_id in tx.issues.placements().items()
            if ticket_id.startswith("helpdesk:wave-")
        }


def firsts(folder: Path) -> dict[str, str]:
    """Echo → the ticket it follows."""
    with SqlStore(f"sqlite:///{folder}/store.db").begin() as tx:
        return {
            echo.removeprefix("helpdesk:"): first.removeprefix("helpdesk:")
            for echo, first in tx.echoes.firsts().items()
        }


def titles(folder: Path) -> list[str]:
    with SqlStore(f"sqlite:///{folder}/store.db").begin() as tx:
        return [issue.description.title for issue in tx.issues.all()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return build(tmp_path / "company")


def test_a_wave_from_one_requester_makes_no_issue_and_gives_none_its_name(
    folder: Path, tmp_path: Path
) -> None:
    quiet = build(tmp_path / "quiet")
    without = night(quiet)
    add(folder, rows(1, "bot@example.com"))
    copy = night(folder)
    wave = build(tmp_path / "wave")
    add(wave, rows(200, "bot@example.com"))
    many = night(wave)
    assert many.n_echoes == 199
    assert copy.n_issues == many.n_issues == without.n_issues
    assert titles(wave) == titles(folder)
    # Where the first of them is, all of them are.
    assert len(placed(wave)) == 200 * len(placed(folder))
    assert {*placed(wave).values()} == {*placed(folder).values()}


def test_the_same_template_from_many_customers_is_an_issue(folder: Path) -> None:
    add(folder, rows(40, "customer{}@shop.example"))
    assert night(folder).n_echoes == 0
    assert len(placed(folder)) == 40
    (issue_id,) = {*placed(folder).values()}
    with SqlStore(f"sqlite:///{folder}/store.db").begin() as tx:
        assert len(tx.issues.members(issue_id)) == 40


def test_a_wave_joins_the_issue_that_others_tell_of(folder: Path) -> None:
    add(folder, rows(20, "customer{}@shop.example"))
    add(folder, rows(100, "bot@example.com", first=500))
    grouped = night(folder)
    assert grouped.n_echoes == 99
    assert len(placed(folder)) == 120
    assert len(set(placed(folder).values())) == 1


def test_a_wave_that_goes_on_the_next_night_is_still_one_voice(folder: Path) -> None:
    add(folder, rows(30, "bot@example.com"))
    night(folder)
    add(folder, rows(30, "bot@example.com", at=NIGHTS[1], first=30))
    issues = titles(folder)
    grouped = night(folder, NIGHTS[1])
    assert grouped.n_echoes == 30
    assert grouped.n_born == 0
    assert titles(folder) == issues
    assert night(folder, NIGHTS[2]).n_echoes == 0


LABELS = "Shipping labels print twice on every thermal printer in our main warehouse please {}"


def test_a_repetition_that_is_edited_speaks_for_itself(folder: Path) -> None:
    add(folder, rows(3, "bot@example.com"))
    night(folder)
    add(folder, rows(1, "bot@example.com", LABELS, NIGHTS[1], first=2))
    night(folder, NIGHTS[1])
    assert firsts(folder) == {"wave-001": "wave-000"}


def test_when_the_first_is_edited_the_others_follow_the_next_one(folder: Path) -> None:
    add(folder, rows(4, "bot@example.com"))
    night(folder)
    add(folder, rows(1, "bot@example.com", LABELS, NIGHTS[1]))
    night(folder, NIGHTS[1])
    assert firsts(folder) == {"wave-002": "wave-001", "wave-003": "wave-001"}


def test_the_order_of_the_tickets_changes_nothing(folder: Path, tmp_path: Path) -> None:
    wave = [*rows(20, "customer{}@shop.example"), *rows(50, "bot@example.com", first=500)]
    other = build(tmp_path / "shuffled")
    for copy in (folder, other):
        add(copy, wave)
    shuffle(other, seed=3)
    night(folder)
    night(other)
    before, after = end_state(folder), end_state(other)
    assert before["issues"] == after["issues"]
    assert before["outbox"] == after["outbox"]
    for table in ("echo", "membership", "issue"):
        assert before["tables"][table] == after["tables"][table]


@pytest.mark.parametrize("requester", ["bot@example.com", "customer{}@shop.example", ""])
def test_when_all_tickets_say_the_same_a_night_still_ends(folder: Path, requester: str) -> None:
    for name in ("helpdesk", "chat"):
        (folder / f"{name}.jsonl").write_text("", encoding="utf-8")
    add(folder, rows(60, requester, "The page is blank"))
    grouped = night(folder)
    assert grouped.n_echoes == (59 if requester == "bot@example.com" else 0)
    assert len(set(placed(folder).values())) <= 1


def test_an_echo_stays_where_a_person_left_it_when_its_first_is_split_off(folder: Path) -> None:
    add(folder, rows(12, "customer{}@shop.example"))
    add(folder, rows(3, "bot@example.com", first=500))
    night(folder)
    before = placed(folder)
    issue_id = before["wave-500"]
    assert before["wave-501"] == before["wave-502"] == issue_id
    company = pipeline(folder)
    author = Author("Mia", "another screen", NIGHTS[0])
    first = TicketId("helpdesk:wave-500")
    decided = split(company.store, issue_id, [first], author)
    grouped = night(folder, NIGHTS[1])
    after = placed(folder)
    assert after["wave-500"] == decided.other_id
    assert after["wave-501"] == after["wave-502"] == issue_id
    assert grouped.n_moved == 0
