"""What support agents and product are told, and that nobody hears the same thing twice."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from feedback.domain.message import Message
from feedback.steps.advise_between_nights import advise_between_nights
from feedback.steps.night import run_night
from tests.steps.company import NIGHTS, build, outbox_files, pipeline, write_jsonl
from tests.steps.words_told import changes_of, message_in


def messages(folder: Path) -> dict[str, Message]:
    """Remote key → message, in the order in which they were sent."""
    return {
        Path(name).stem: message_in(text)
        for name, text in outbox_files(folder).items()
        if name.startswith("messages/") and name.endswith(".json")
    }


@pytest.fixture
def after_two_nights(tmp_path: Path) -> Path:
    build(tmp_path)
    for as_of in NIGHTS[:2]:
        run_night(pipeline(tmp_path), as_of)
    return tmp_path


def test_the_plan_is_told_to_exactly_those_who_hold_affected_open_tickets(
    after_two_nights: Path,
) -> None:
    told = messages(after_two_nights)

    # Ada's tickets are all solved; what nobody holds goes to the team of its group.
    assert [(key, payload.reader) for key, payload in told.items()] == [
        ("0001-support-agent-bo", "Bo"),
        ("0002-team-ext-bw", "#ext-bw"),
        ("0003-team-support-core", "#support-core"),
        ("0004-product-product", "#product"),
        ("0005-support-agent-bo", "Bo"),
        ("0006-team-ext-bw", "#ext-bw"),
        ("0007-team-support-core", "#support-core"),
    ]


def test_the_first_message_tells_where_the_plan_stands_the_second_that_it_slipped(
    after_two_nights: Path,
) -> None:
    told = messages(after_two_nights)
    first, second = told["0001-support-agent-bo"].news, told["0005-support-agent-bo"].news

    assert [changes_of(item) for item in first] == [
        ["a fix is planned for version 4.2, expected 2026-03-20"]
    ]
    assert [changes_of(item) for item in second] == [["slipped by 7 days to 2026-03-27"]]


def test_nobody_is_told_the_same_plan_news_twice(after_two_nights: Path) -> None:
    before = messages(after_two_nights)

    run_night(pipeline(after_two_nights), NIGHTS[2])
    advise_between_nights(pipeline(after_two_nights), NIGHTS[2] + timedelta(hours=1))

    assert messages(after_two_nights) == before


def test_a_change_between_two_nights_is_told_once(after_two_nights: Path) -> None:
    path = after_two_nights / "fix_plans.jsonl"
    plans = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    released = {
        "recorded_at": "2026-03-10T10:00:00Z", "ticket_id": "export-0", "owner": "Mia",
        "status": "released", "target_version": "4.2", "released_on": "2026-03-10",
        "workaround": "Export one month at a time.",
    }  # fmt: skip
    write_jsonl(path, [*plans, released])
    n_before = len(messages(after_two_nights))
    noon = NIGHTS[1] + timedelta(hours=9)

    advise_between_nights(pipeline(after_two_nights), noon)
    told = list(messages(after_two_nights).values())[n_before:]
    run_night(pipeline(after_two_nights), NIGHTS[2])

    assert [changes_of(payload.news[0]) for payload in told] == [
        ["released in version 4.2 on 2026-03-10"]
    ] * 3
    assert len(messages(after_two_nights)) == n_before + 3


def test_product_is_told_of_new_issues_once(after_two_nights: Path) -> None:
    run_night(pipeline(after_two_nights), NIGHTS[2])

    told = messages(after_two_nights)

    to_product = [payload for key, payload in told.items() if "product" in key]
    assert len(to_product) == 1
    assert len(to_product[0].issues) == 4


def test_dry_nights_save_the_news_up_and_one_message_tells_where_things_stand(
    tmp_path: Path,
) -> None:
    build(tmp_path)
    for as_of in NIGHTS[:2]:
        run_night(pipeline(tmp_path, apply=False), as_of)
    run_night(pipeline(tmp_path), NIGHTS[2])

    told = messages(tmp_path)

    assert [changes_of(item) for item in told["0001-support-agent-bo"].news] == [
        ["a fix is planned for version 4.2, expected 2026-03-27"]
    ]
    assert len(told) == 4


def test_a_plan_that_no_issue_answers_to_is_reported(tmp_path: Path) -> None:
    build(tmp_path)
    write_jsonl(
        tmp_path / "fix_plans.jsonl",
        [{"recorded_at": "2026-03-08T20:00:00Z", "issue": "FB-77", "status": "planned"}],
    )

    night = run_night(pipeline(tmp_path), NIGHTS[0])

    assert night.steps["advise"].plans_without_issue == ("FB-77",)


def test_rows_set_aside_are_counted_by_reason_in_the_nights_report(tmp_path: Path) -> None:
    build(tmp_path)
    with (tmp_path / "chat.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "x1", "created_at": "yesterday", "body": "Hi"}\n')
        file.write('{"id": "x2", "created_at": "2026-03-07T09:00:00Z"}\n')
        file.write('{"created_at": "2026-03-07T09:00:00Z", "body": "Hi"}\n')

    whole = pipeline(tmp_path)
    night = run_night(whole, NIGHTS[0])

    assert night.steps["pull chat"].set_aside == {
        "no id": 1,
        "no text": 1,
        "unparseable time": 1,
    }
    with whole.store.begin() as tx:
        kept = tx.tickets.rows_set_aside(NIGHTS[0])
    assert [(row.locator, row.reason, row.detail) for row in kept] == [
        ("chat.jsonl:25", "unparseable time", "created_at 'yesterday': not a time"),
        ("chat.jsonl:26", "no text", "id x2"),
        ("chat.jsonl:27", "no id", ""),
    ]
