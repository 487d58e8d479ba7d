"""What the grouping engine keeps from night to night comes back from the store as it was."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import func, select

from feedback.adapters.store import SqlStore, schema
from feedback.adapters.store.grouping.memory import pack_facts, pack_rows
from feedback.domain.grouping import (
    GroupingOutcome,
    GroupingPolicy,
    Memory,
    group_night,
    without_tickets,
)
from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.ticket import TicketId

MODEL = "model"
N = 2100
IDS = [TicketId(f"desk:{number:04}") for number in range(N)]
VECTORS = np.random.default_rng(1).normal(size=(N, 8)).astype(np.float32)
VECTORS /= np.linalg.norm(VECTORS, axis=1, keepdims=True)
POLICY = replace(GroupingPolicy(), exact_neighbours_limit=500)
LANGUAGES = {one: ("en", "de")[row % 3 == 0] for row, one in enumerate(IDS)}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = SqlStore(f"sqlite:///{tmp_path}/store.db")
    yield opened
    opened.close()


def night(memory: Memory, stop: int, next_issue: int = 1) -> GroupingOutcome:
    fresh = IDS[len(memory.ids) : stop]
    return group_night(memory, fresh, VECTORS[:stop], LANGUAGES, {}, IssueId(next_issue), POLICY)


def kept_and_read(store: SqlStore, memory: Memory) -> Memory:
    with store.begin() as tx:
        tx.memories.keep(MODEL, memory)
    with store.begin() as tx:
        found = tx.memories.of(MODEL)
    assert found is not None
    return found


def assert_same(memory: Memory, other: Memory) -> None:
    """But for what is only about keeping."""
    packed = [
        (pack_facts(each), pack_rows(each, 0))
        for each in (
            replace(each, relinked=np.zeros(0, np.int32), n_kept=0) for each in (memory, other)
        )
    ]
    assert packed[0] == packed[1]


def test_a_memory_comes_back_as_it_was_kept(store: SqlStore) -> None:
    memory = night(Memory.empty(), 1900).memory
    back = kept_and_read(store, memory)
    assert back.cells is not None
    assert_same(back, memory)


def test_nights_add_their_rows_and_a_regrouping_writes_all_anew(store: SqlStore) -> None:
    held = kept = Memory.empty()
    for stop, n_parts in (
        (1, 1),
        (3, 1),
        (5, 2),
        (400, 1),
        (430, 2),
        (431, 3),
        (1900, 1),
        (1950, 2),
    ):
        held = night(held, stop, 1000 * stop).memory
        kept = kept_and_read(store, night(kept, stop, 1000 * stop).memory)
        assert_same(kept, held)
        with store.begin() as tx:
            parts = tx.issues._connection.execute(
                select(func.count(schema.grouping_memory_part.c.rows))
            )
            assert parts.scalar_one() == n_parts


def test_a_memory_without_some_tickets_is_written_anew(store: SqlStore) -> None:
    kept = kept_and_read(
        store, night(kept_and_read(store, night(Memory.empty(), 400).memory), 430).memory
    )
    left = without_tickets(kept, {IDS[3], IDS[425]})
    assert_same(kept_and_read(store, left), left)


def test_a_small_store_that_lost_tickets_is_read_after_the_next_nights(store: SqlStore) -> None:
    held = without_tickets(kept_and_read(store, night(Memory.empty(), 10).memory), {*IDS[5:10]})
    kept = kept_and_read(store, held)
    for stop in (7, 8):  # fewer to link to than the ten before had
        held = night(held, stop).memory
        kept = kept_and_read(store, night(kept, stop).memory)
        assert_same(kept, held)
