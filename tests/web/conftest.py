"""A store of its own for every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from feedback.adapters.store import SqlStore


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    store = SqlStore(f"sqlite:///{tmp_path / 'store.db'}")
    yield store
    store.close()
