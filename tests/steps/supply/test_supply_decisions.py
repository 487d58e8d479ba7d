"""What people decide about suppliers: recorded at once, also while a night runs."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from feedback.adapters.store import SqlStore
from feedback.cli import app
from feedback.errors import InvalidInput
from feedback.steps.issues.decide import Author
from feedback.steps.night import run_night
from feedback.steps.supply.agree import agree_on_action, finish_action
from feedback.steps.supply.freeze_reference import freeze_reference
from tests.domain.supply.supply_examples import MARCH, POLICY, frame_of, ticket
from tests.steps.company import NIGHTS, build, pipeline

AUTHOR = Author("Mia", "a usual year", datetime(2026, 3, 10, 9, tzinfo=UTC))
WORDS = "Train two support agents"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = SqlStore(f"sqlite:///{tmp_path}/store.db")
    yield opened
    opened.close()


def agree(store: SqlStore, supplier: str = "alpha") -> int:
    return agree_on_action(
        store,
        supplier,
        f" {WORDS} ",
        our_owner="Sam",
        their_owner="Kim",
        agreed_on=date(2026, 1, 28),
        due_on=date(2026, 2, 27),
    ).action_id


def test_actions_are_numbered_in_the_order_they_were_agreed(store: SqlStore) -> None:
    assert [agree(store), agree(store, "beta")] == [1, 2]
    with store.begin() as tx:
        assert [(action.supplier, action.words) for action in tx.supply.actions()] == [
            ("alpha", WORDS),
            ("beta", WORDS),
        ]


def test_an_action_is_done_once(store: SqlStore) -> None:
    agree(store)
    finish_action(store, 1, done_on=date(2026, 2, 20))
    with pytest.raises(InvalidInput, match="Action 1 was already done on 2026-02-20"):
        finish_action(store, 1, done_on=date(2026, 2, 21))
    with pytest.raises(InvalidInput, match="Unknown action 7"):
        finish_action(store, 7, done_on=date(2026, 2, 21))


def test_a_review_s_decisions_are_recorded_while_a_night_holds_the_lock(store: SqlStore) -> None:
    frame = frame_of([ticket(number) for number in range(5)], POLICY)
    with store.lock():
        agree(store)
        finish_action(store, 1, done_on=date(2026, 2, 20))
        freeze_reference(store, frame, POLICY, MARCH.date(), MARCH.date(), AUTHOR)
    with store.begin() as tx:
        (action,) = tx.supply.actions()
        reference = tx.supply.reference("issue")
    assert action.done_on == date(2026, 2, 20)
    assert reference is not None
    assert (reference.from_on, reference.is_frozen) == (MARCH.date(), True)


def test_the_reference_frozen_last_is_the_one_that_counts(store: SqlStore) -> None:
    frame = frame_of([ticket(number) for number in range(5)], POLICY)
    later = Author("Mia", "renewed", datetime(2026, 3, 11, 9, tzinfo=UTC))
    freeze_reference(store, frame, POLICY, MARCH.date(), MARCH.date(), AUTHOR)
    freeze_reference(store, frame, POLICY, date(2026, 3, 1), date(2026, 3, 31), later)
    with store.begin() as tx:
        reference = tx.supply.reference("issue")
    assert reference is not None
    assert reference.from_on == date(2026, 3, 1)


def test_days_without_a_ticket_freeze_nothing(store: SqlStore) -> None:
    frame = frame_of([ticket()], POLICY)
    with pytest.raises(InvalidInput, match="No ticket was opened from 2020-01-01 to 2020-01-02"):
        freeze_reference(store, frame, POLICY, date(2020, 1, 1), date(2020, 1, 2), AUTHOR)
    with store.begin() as tx:
        assert tx.supply.reference("issue") is None


def test_the_commands_of_a_review_work_while_a_night_runs(tmp_path: Path) -> None:
    folder = build(tmp_path / "company")
    company = pipeline(folder)
    run_night(company, NIGHTS[0])
    config = ["--config", str(folder / "feedback.toml")]
    agreed = [
        "suppliers", "agree", "brightwater", WORDS, "--our-owner", "Sam", "--their-owner", "Jo",
        "--due", "2026-04-01", *config,
    ]  # fmt: skip
    frozen = [
        "suppliers", "reference", "--since", "2026-01-01", "--until", "2026-03-31", "--why", "year",
        *config,
    ]  # fmt: skip
    with company.store.lock():
        for command in (agreed, frozen, ["suppliers", "done", "1", *config]):
            result = CliRunner().invoke(app, command, catch_exceptions=False)
            assert result.exit_code == 0, result.output
