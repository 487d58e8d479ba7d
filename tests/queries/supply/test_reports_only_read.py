"""Reports about support never write: they are made from a store that refuses every write."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError

from feedback.adapters.store import SqlStore
from feedback.bootstrap.agreements import segment_of, supply_policy
from feedback.domain.issues.issue import IssueId
from feedback.queries.customers.customer_history import customer_in_full, unresolved_requesters
from feedback.queries.supply.explain_pack import explain_wish
from feedback.queries.supply.planning_pack import read_pack
from feedback.queries.supply.scorecards import read_mismatch_report, read_scorecards
from feedback.queries.supply.support_facts import SupportFacts, read_support_facts
from feedback.settings import load_settings
from feedback.steps.night import run_night
from feedback.steps.supply.keep_pack import keep_pack
from tests.steps.company import NIGHTS, SUPPLIERS, build, pipeline


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = build(tmp_path_factory.mktemp("read_only"))
    whole = pipeline(folder)
    run_night(whole, NIGHTS[1])
    whole.store.close()
    return folder


@pytest.fixture
def store(company: Path) -> Iterator[SqlStore]:
    """Within its transactions SQLite refuses to change anything."""
    opened = SqlStore(f"sqlite:///{company}/store.db")

    def refuse_writes(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA query_only=ON")

    def allow_the_next_begin(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA query_only=OFF")

    event.listen(opened._engine, "begin", refuse_writes)
    event.listen(opened._engine, "commit", allow_the_next_begin)
    event.listen(opened._engine, "rollback", allow_the_next_begin)
    yield opened
    opened.close()


@pytest.fixture
def facts(company: Path, store: SqlStore) -> SupportFacts:
    settings = load_settings(company / "feedback.toml")
    segments = {name: segment_of(name, given) for name, given in settings.segments.items()}
    default = settings.customers.default_segment
    return read_support_facts(store, supply_policy(settings), segments, default)


def test_every_report_is_made_without_a_write(store: SqlStore, facts: SupportFacts) -> None:
    assert read_scorecards(store, facts, facts.months[-1], [], [])
    assert read_mismatch_report(store, facts, facts.months).found
    assert read_pack(store, ["Rivalry"]).on == NIGHTS[1].date()
    assert explain_wish(store, IssueId(1), list(SUPPLIERS.values()), [])
    assert customer_in_full(store, "c0", NIGHTS[1])
    assert unresolved_requesters(store, 5)


def test_what_is_kept_of_a_pack_is_a_write_of_its_own(store: SqlStore) -> None:
    pack = read_pack(store, [])
    with pytest.raises(OperationalError, match="readonly"):
        keep_pack(store, pack)
