"""Opening the store: file, schema version, transactions, lock."""

from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

from feedback.adapters.store.customers.customers import CustomerTable
from feedback.adapters.store.forgetting import ForgettingTables
from feedback.adapters.store.grouping.embeddings import EmbeddingTable
from feedback.adapters.store.grouping.memories import MemoryTables
from feedback.adapters.store.impact.rankings import RankingTables
from feedback.adapters.store.issues.decisions import DecisionTable
from feedback.adapters.store.issues.issues import IssueTables
from feedback.adapters.store.issues.themes import ThemeTable
from feedback.adapters.store.issues.titles import TitleTable
from feedback.adapters.store.nights import NightTables
from feedback.adapters.store.plans.fix_plans import FixPlanTable
from feedback.adapters.store.plans.responses import PlanDebtTables, ResponseTable
from feedback.adapters.store.publishing.effects import EffectTable
from feedback.adapters.store.publishing.told import ToldTable
from feedback.adapters.store.publishing.work_items import WorkItemTable
from feedback.adapters.store.supply.supply_tables import SupplyTables
from feedback.adapters.store.tickets.echoes import EchoTable
from feedback.adapters.store.tickets.tickets import TicketTables
from feedback.errors import InvalidInput, NightRunning

MIGRATIONS = Path(__file__).with_name("migrations")


class SqlTransaction:
    """One connection in one transaction, seen as the tables of `ports.Transaction`."""

    def __init__(self, connection: Connection) -> None:
        self.tickets = TicketTables(connection)
        self.embeddings = EmbeddingTable(connection)
        self.echoes = EchoTable(connection)
        self.issues = IssueTables(connection)
        self.themes = ThemeTable(connection)
        self.decisions = DecisionTable(connection)
        self.customers = CustomerTable(connection)
        self.memories = MemoryTables(connection)
        self.rankings = RankingTables(connection)
        self.fix_plans = FixPlanTable(connection)
        self.responses = ResponseTable(connection)
        self.plan_debts = PlanDebtTables(connection)
        self.effects = EffectTable(connection)
        self.told = ToldTable(connection)
        self.work_items = WorkItemTable(connection)
        self.nights = NightTables(connection)
        self.titles = TitleTable(connection)
        self.forgetting = ForgettingTables(connection)
        self.supply = SupplyTables(connection)


class SqlStore:
    """The store at a SQLAlchemy URL, e.g. `sqlite:////var/lib/feedback/store.db`.

    Opening brings the schema up to date. Raises `InvalidInput` if the URL or what it points to
    cannot be used.
    """

    def __init__(self, url: str) -> None:
        self._path = _sqlite_path(url)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InvalidInput(
                f"The folder {self._path.parent} cannot be made: {error.strerror}. Check store.url."
            ) from error
        self._engine = create_engine(
            url, hide_parameters=True
        )  # a ticket's words have no place in a log
        event.listen(self._engine, "connect", _configure_sqlite)
        event.listen(self._engine, "begin", _begin_immediate)
        try:
            _migrate(self._engine, url)
        except DatabaseError as error:
            raise InvalidInput(
                f"{self._path} is not a store this program can use ({error.orig}). "
                "Check store.url, or move the file away to begin a new one."
            ) from error

    @contextmanager
    def begin(self) -> Iterator[SqlTransaction]:
        with self._engine.begin() as connection:
            yield SqlTransaction(connection)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """A lock file beside the store; the system lets go of it when its holder dies."""
        lock = FileLock(f"{self._path}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise NightRunning(
                f"Another night is running on {self._path}. Nothing was changed; "
                "run this again when it has finished."
            ) from None
        try:
            yield
        finally:
            lock.release()

    def compact(self) -> None:
        """Rebuild the file: its free pages keep deleted data until then."""
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            raw = connection.connection.driver_connection
            assert raw is not None, "it was connected just now"
            raw.execute("VACUUM")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def files(self) -> Sequence[Path]:
        """Where the store lies on disk."""
        return sorted(self._path.parent.glob(f"{self._path.name}*"))

    def close(self) -> None:
        self._engine.dispose()


def _sqlite_path(url: str) -> Path:
    try:
        parsed = make_url(url)
    except (ArgumentError, NoSuchModuleError) as error:
        raise InvalidInput(f'store.url "{url}" is not a database URL: {error}') from error
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        raise InvalidInput(
            f'store.url "{parsed.render_as_string()}" is not a SQLite file. '
            "Use sqlite:///path/to/store.db."
        )
    return Path(parsed.database)


def _configure_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own idea of when a transaction begins would leave reads outside of it.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "busy_timeout=30000",
        "cache_size=-32768",  # KiB; with the default of 2 MB a night read its pages again and again
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    # IMMEDIATE: a read that turns into a write later would fail at once instead of waiting.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _migrate(engine: Engine, url: str) -> None:
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    newest, known = _revisions()
    if found == newest:
        return
    if found is not None and found not in known:
        raise InvalidInput(
            f'The store at "{make_url(url).render_as_string()}" has schema revision "{found}"; '
            f'this version of the program needs "{newest}". Nothing was changed. If a newer '
            "version wrote the store, install that version. If it was written before the first "
            "release, move the file away: the next night begins a new store."
        )
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


@cache
def _revisions() -> tuple[str | None, Set[str]]:
    """The newest revision of the schema and all that lead to it; to read them is most of the cost
    of opening a store."""
    scripts = ScriptDirectory.from_config(_config())
    return scripts.get_current_head(), {script.revision for script in scripts.walk_revisions()}
