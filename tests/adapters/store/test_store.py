"""The store: its schema, what it refuses, and values that come back as they went in."""

import multiprocessing
import re
import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from feedback.adapters.store import SqlStore, schema
from feedback.adapters.store.database import MIGRATIONS
from feedback.domain.customers.customer import Customer
from feedback.domain.night import NightStatus
from feedback.errors import InvalidInput


def refusal(url: str) -> str:
    with pytest.raises(InvalidInput) as refused:
        SqlStore(url)
    return str(refused.value)


def test_the_migrations_lead_to_the_schema(tmp_path: Path) -> None:
    SqlStore(f"sqlite:///{tmp_path}/store.db").close()
    with create_engine(f"sqlite:///{tmp_path}/store.db").connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []


def test_the_migrations_say_what_the_schema_says_of_its_tables() -> None:
    # SQLite keeps no comments: PostgreSQL's statements are read instead of a store.
    statements = StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": statements}
    )
    with Operations.context(context):
        for revision in reversed([*ScriptDirectory(str(MIGRATIONS)).walk_revisions()]):
            revision.module.upgrade()
    said = dict(re.findall(r"COMMENT ON TABLE (\w+) IS '(.*)';", statements.getvalue()))
    assert said == {
        name: (table.comment or "").replace("'", "''")
        for name, table in schema.metadata.tables.items()
    }


def test_every_table_states_its_grain() -> None:
    assert [
        name for name, table in schema.metadata.tables.items()
        if not (table.comment or "").startswith("One row per ")
    ] == []  # fmt: skip


@pytest.mark.parametrize("revision", ["9999", "0000"])
def test_a_store_of_a_revision_that_is_not_known_is_refused_and_left_as_it_is(
    revision: str, tmp_path: Path
) -> None:
    path = tmp_path / "store.db"
    SqlStore(f"sqlite:///{path}").close()
    with sqlite3.connect(path) as connection:
        connection.execute("update alembic_version set version_num = ?", (revision,))
        before = list(connection.iterdump())
    assert refusal(f"sqlite:///{path}") == (
        f'The store at "sqlite:///{path}" has schema revision "{revision}"; this version of the '
        'program needs "0001_first_release". Nothing was changed. If a newer version wrote the '
        "store, install that version. If it was written before the first release, move the file "
        "away: the next night begins a new store."
    )
    with sqlite3.connect(path) as connection:
        assert list(connection.iterdump()) == before


def test_a_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_text("This is a letter, not a database. " * 100, encoding="utf-8")
    assert refusal(f"sqlite:///{path}") == (
        f"{path} is not a store this program can use (file is not a database). "
        "Check store.url, or move the file away to begin a new one."
    )


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("store.db", 'store.url "store.db" is not a database URL: '),
        (
            "sqlite://",
            'store.url "sqlite://" is not a SQLite file. Use sqlite:///path/to/store.db.',
        ),
        (
            "postgresql://me:secret@host/db",
            'store.url "postgresql://me:***@host/db" is not a SQLite file. '
            "Use sqlite:///path/to/store.db.",
        ),
    ],
)
def test_a_url_that_is_no_sqlite_file_is_refused(url: str, message: str) -> None:
    assert refusal(url).startswith(message)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert refusal(f"sqlite:///{tmp_path}/file/store.db") == (
        f"The folder {tmp_path}/file cannot be made: File exists. Check store.url."
    )


def open_store(url: str) -> None:
    SqlStore(url).close()


def test_a_new_store_may_be_opened_by_several_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.kills.victim"])
    for attempt in range(3):
        url = f"sqlite:///{tmp_path}/store-{attempt}.db"
        openers = [context.Process(target=open_store, args=(url,)) for _ in range(4)]
        for opener in openers:
            opener.start()
        for opener in openers:
            opener.join()
        assert [one.exitcode for one in openers] == [0, 0, 0, 0]
        assert "night" in inspect(create_engine(url)).get_table_names()


@pytest.mark.parametrize("amount", ["0.10", "0.00", "123456789012.34", "19.99"])
def test_money_comes_back_to_the_cent(amount: str, tmp_path: Path) -> None:
    customer = Customer("c1", "A", "enterprise", Decimal(amount))
    store = SqlStore(f"sqlite:///{tmp_path}/store.db")
    with store.begin() as tx:
        tx.customers.replace([customer], datetime(2026, 3, 9, tzinfo=UTC))
    with store.begin() as tx:
        assert str(tx.customers.all()["c1"].value_usd) == amount


def test_a_time_in_any_zone_comes_back_as_the_same_moment_in_utc(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{tmp_path}/store.db")
    moment = datetime(2026, 3, 9, 4, 30, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    with store.begin() as tx:
        tx.nights.begin(moment)
        tx.nights.finish(moment, NightStatus.DONE, [])
    with store.begin() as tx:
        night = tx.nights.latest()
    assert night is not None
    assert night.as_of == moment
    assert night.as_of.tzinfo is UTC


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{tmp_path}/store.db")

    def fail_half_way() -> None:
        with store.begin() as tx:
            tx.nights.begin(datetime(2026, 3, 9, tzinfo=UTC))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    with store.begin() as tx:
        assert tx.nights.latest() is None
