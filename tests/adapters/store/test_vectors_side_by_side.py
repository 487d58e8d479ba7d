"""The vectors of all tickets, read in blocks: always those of the texts as they are now."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from feedback.adapters.store import SqlStore
from feedback.domain.tickets.ticket import RequesterId, Ticket, TicketFacts, TicketId

NOW = datetime(2026, 3, 9, 3, tzinfo=UTC)
MODEL = "model"
N = 2100
IDS = [TicketId(f"desk:{number:04}") for number in range(N)]
VECTORS = np.random.default_rng(1).normal(size=(N, 8)).astype(np.float32)
VECTORS /= np.linalg.norm(VECTORS, axis=1, keepdims=True)


def ticket(number: int, text: str) -> Ticket:
    return Ticket(
        ticket_id=IDS[number],
        source="desk",
        key=str(number),
        subject="",
        body=text,
        text=text,
        text_hash=f"hash of {text}" if text else "",
        language="en",
        requester_id=RequesterId("someone"),
        customer_id=None,
        facts=TicketFacts(NOW, NOW),
        digest=text,
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = SqlStore(f"sqlite:///{tmp_path}/store.db")
    with opened.begin() as tx:
        tx.tickets.upsert([ticket(number, f"text {number}") for number in range(N)], NOW)
        tx.embeddings.add(MODEL, [f"hash of text {number}" for number in range(N)], VECTORS)
        tx.embeddings.rows(MODEL, IDS)
    yield opened
    opened.close()


def rows_of(store: SqlStore) -> np.ndarray:
    with store.begin() as tx:
        return tx.embeddings.rows(MODEL, IDS)[:]


def test_they_are_the_same_as_one_by_one(store: SqlStore) -> None:
    with store.begin() as tx:
        one_by_one = tx.embeddings.of(MODEL, IDS)
    np.testing.assert_allclose(rows_of(store), one_by_one, atol=1e-6)


def test_an_edited_text_brings_its_new_vector(store: SqlStore) -> None:
    with store.begin() as tx:
        tx.tickets.upsert([ticket(1500, "another text")], NOW)
        tx.embeddings.add(MODEL, ["hash of another text"], VECTORS[7:8])
    rows = rows_of(store)
    np.testing.assert_allclose(rows[1500], VECTORS[7], atol=1e-3)
    np.testing.assert_allclose(rows[1499], VECTORS[1499], atol=1e-3)


def test_a_text_emptied_at_its_source_has_no_vector(store: SqlStore) -> None:
    with store.begin() as tx:
        tx.tickets.upsert([ticket(3, "")], NOW)
    assert not rows_of(store)[3].any()


def test_a_vector_that_was_missing_is_seen_when_it_comes(store: SqlStore) -> None:
    with store.begin() as tx:
        tx.tickets.upsert([ticket(3, "late")], NOW)
    assert not rows_of(store)[3].any()
    with store.begin() as tx:
        tx.embeddings.add(MODEL, ["hash of late"], VECTORS[9:10])
    np.testing.assert_allclose(rows_of(store)[3], VECTORS[9], atol=1e-3)


def test_few_are_read_one_by_one_and_are_the_same(store: SqlStore) -> None:
    with store.begin() as tx:
        rows = tx.embeddings.rows(MODEL, IDS)
        some = np.array([7, 1500, 7, 3])
        np.testing.assert_array_equal(rows[some], tx.embeddings.of(MODEL, [IDS[i] for i in some]))
        few, single = rows[2090:], rows[:1]
        whole = rows[:]
        np.testing.assert_array_equal(few, whole[2090:])
        np.testing.assert_array_equal(single, whole[:1])
