"""Vectors by model and text. A text is embedded once, ever."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np
from sqlalchemy import Connection, and_, func, select
from sqlalchemy.dialects.sqlite import insert

from feedback.adapters.store import schema
from feedback.domain.grouping import Vectors
from feedback.domain.ticket import TicketId

_Key = TypeVar("_Key", bound=str)
CHUNK = 5000
"""Ids per statement; SQLite takes 32,766 parameters at most."""


class EmbeddingTable:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def missing(self, model: str) -> Sequence[tuple[str, str]]:
        ticket, embedding = schema.ticket, schema.embedding
        rows = self._connection.execute(
            select(ticket.c.text_hash, ticket.c.text)
            .distinct()
            .outerjoin(
                embedding,
                and_(embedding.c.text_hash == ticket.c.text_hash, embedding.c.model == model),
            )
            .where(embedding.c.text_hash.is_(None), ticket.c.text != "")
            .order_by(ticket.c.text_hash)
        )
        return [(row.text_hash, row.text) for row in rows]

    def add(self, model: str, hashes: Sequence[str], vectors: Vectors) -> None:
        if not hashes:
            return
        self._connection.execute(
            insert(schema.embedding).on_conflict_do_nothing(),
            [
                {"model": model, "text_hash": text_hash, "vector": to_bytes(vector)}
                for text_hash, vector in zip(hashes, vectors, strict=True)
            ],
        )

    def of(self, model: str, ticket_ids: Sequence[TicketId]) -> Vectors:
        ticket, embedding = schema.ticket, schema.embedding
        query = select(ticket.c.ticket_id, embedding.c.vector).join(
            embedding,
            and_(embedding.c.text_hash == ticket.c.text_hash, embedding.c.model == model),
        )
        found: dict[str, bytes] = {}
        # One scan beats many look-ups once they would touch most of the table anyway.
        whole = len(ticket_ids) > CHUNK
        for chunk in [()] if whole else chunks(ticket_ids):
            some = query if whole else query.where(ticket.c.ticket_id.in_(chunk))
            found.update((row[0], row[1]) for row in self._connection.execute(some))
        # A ticket whose text was emptied at its source has no vector any more.
        return _rows(found, ticket_ids)

    def of_texts(self, model: str, hashes: Sequence[str]) -> Vectors:
        table = schema.embedding
        query = select(table.c.text_hash, table.c.vector).where(table.c.model == model)
        found: dict[str, bytes] = {}
        for chunk in chunks(hashes):
            some = query.where(table.c.text_hash.in_(chunk))
            found.update((row[0], row[1]) for row in self._connection.execute(some))
        return _rows(found, hashes)

    def sample(self, model: str, n_texts: int) -> tuple[Sequence[str], Vectors]:
        ticket, embedding = schema.ticket, schema.embedding
        rows = self._connection.execute(
            select(embedding.c.text_hash, func.min(ticket.c.language), embedding.c.vector)
            .join(ticket, ticket.c.text_hash == embedding.c.text_hash)
            .where(embedding.c.model == model)
            .group_by(embedding.c.text_hash)
            .order_by(embedding.c.text_hash)
            .limit(n_texts)
        ).all()
        vectors = {row[0]: row[2] for row in rows}
        return [row[1] for row in rows], _rows(vectors, list(vectors))


def _rows(found: Mapping[str, bytes], keys: Sequence[str]) -> Vectors:
    """The vectors of `keys` in their order; zeros where there is none."""
    if not keys:
        return np.zeros((0, 0), dtype=np.float32)
    nothing = bytes(len(next(iter(found.values()), b"")))
    return from_bytes([found.get(key, nothing) for key in keys])


def chunks(ids: Sequence[_Key]) -> Iterable[Sequence[_Key]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def to_bytes(vector: np.ndarray[tuple[int], np.dtype[np.float32]]) -> bytes:
    """float16 keeps 11 bits of each number, more than bfloat16 arithmetic put there."""
    return vector.astype("<f2").tobytes()


def from_bytes(blobs: Sequence[bytes]) -> Vectors:
    """Rows of length 1 again: rounding to float16 moves the length in the fourth decimal."""
    vectors = np.frombuffer(b"".join(blobs), dtype="<f2").reshape(len(blobs), -1)
    vectors32 = vectors.astype(np.float32)
    lengths = np.linalg.norm(vectors32, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    vectors32 /= lengths
    return vectors32
