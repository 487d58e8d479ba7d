"""What holds for all tests: threads wait idly, a new store is a copy of one that was migrated."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# Threads of torch and scikit-learn spin while they wait, which is quick on a machine of one's own.
# Beside another worker on two cores embedding took ten times the processor's time. Read when the
# library is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

from sqlalchemy import Engine

from feedback.adapters.store import SqlStore, database
from tests.workers import ByUnit, place_of

# No test looks at a clock: on a busy machine making an example takes long, and is none the worse.
settings.register_profile("no clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no clock")


@pytest.fixture(scope="session", autouse=True)
def migrated_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A new store costs a tenth of a second of migrations. Hundreds of tests want one, so the
    first is made as ever and the others begin as its copy. (What older stores become is tested
    on stores that are there already; the copy is opened, and its version looked at, as any.)

    All stores share the first one's compiled SQL: every engine would compile each statement again,
    which was a quarter of a night's time here. The program has one engine."""
    template = tmp_path_factory.mktemp("migrated") / "store.db"
    first = SqlStore(f"sqlite:///{template}")
    first.close()
    migrate = database._migrate

    def copied(engine: Engine, url: str) -> None:
        assert engine.url.database is not None
        path = Path(engine.url.database)
        if not path.exists():
            shutil.copyfile(template, path)
        engine.dialect = first._engine.dialect
        engine._compiled_cache = first._engine._compiled_cache
        migrate(engine, url)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(database, "_migrate", copied)
        yield


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByUnit | None:
    if config.getvalue("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False  # by number of tests; we know better
    return ByUnit(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        items.sort(key=place_of)
