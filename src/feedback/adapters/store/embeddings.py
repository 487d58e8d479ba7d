"""Vectors by model and text. A text is embedded once, ever."""

from collections.abc import Iterable, Sequence

import numpy as np
from sqlalchemy import Connection, and_, select
from sqlalchemy.dialects.sqlite import insert

from feedback.adapters.store import schema
from feedback.domain.grouping import Vectors
from feedback.domain.ticket import TicketId

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
        if not ticket_ids:
            return np.zeros((0, 0), dtype=np.float32)
        # A ticket whose text was emptied at its source has no vector any more.
        nothing = bytes(len(next(iter(found.values()), b"")))
        return from_bytes([found.get(ticket_id, nothing) for ticket_id in ticket_ids])


def chunks(ids: Sequence[TicketId]) -> Iterable[Sequence[TicketId]]:
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
