"""Vectors by model and text. A text is embedded once, ever."""

import hashlib
from collections.abc import Collection, Mapping, Sequence, Set
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, and_, func, select
from sqlalchemy.dialects.sqlite import insert

from feedback.adapters.store import schema
from feedback.adapters.store.reading import CHUNK, rows_among
from feedback.domain.grouping import Rows
from feedback.domain.tickets.ticket import TicketId
from feedback.domain.tickets.vectors import Vectors

BLOCK_SIZE = 1024
"""Tickets whose vectors are also kept side by side, in the order of the grouping engine: a
regrouping reads all of them, and row by row that took most of a night."""
SINGLY = 1 / 8
"""Up to this share of all vectors one by one is faster than all at once."""


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
        # In two steps: joined, the database read every vector there is to find a few.
        hashes = self._hashes(ticket_ids)
        found = self._vectors(model, sorted(set(hashes)))
        # A ticket whose text was emptied at its source has no vector any more.
        return _rows(found, hashes)

    def of_texts(self, model: str, hashes: Sequence[str]) -> Vectors:
        return _rows(self._vectors(model, hashes), hashes)

    def known(self, model: str, hashes: Collection[str]) -> Set[str]:
        table = schema.embedding
        query = select(table.c.text_hash).where(table.c.model == model)
        rows = rows_among(self._connection, query, table.c.text_hash, hashes)
        return {text_hash for (text_hash,) in rows}

    def _vectors(self, model: str, hashes: Sequence[str]) -> dict[str, bytes]:
        table = schema.embedding
        query = select(table.c.text_hash, table.c.vector).where(table.c.model == model)
        # One scan beats many look-ups once they would touch most of the table anyway.
        few = hashes if len(hashes) <= CHUNK else None
        return dict(rows_among(self._connection, query, table.c.text_hash, few))

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

    def rows(self, model: str, ticket_ids: Sequence[TicketId]) -> Rows:
        return _OnDemand(self, model, ticket_ids)

    def width(self, model: str) -> int:
        """How many numbers a vector has; 0 without vectors."""
        table = schema.embedding
        vector = self._connection.scalar(
            select(table.c.vector).where(table.c.model == model).limit(1)
        )
        return len(vector or b"") // 2

    def whole(self, model: str, ticket_ids: Sequence[TicketId]) -> NDArray[np.float16]:
        """All of them, out of the blocks in which they lie side by side; these are made or made
        again where the texts are others."""
        hashes = self._hashes(ticket_ids)
        starts = range(0, len(hashes), BLOCK_SIZE)
        wanted = {place: hashes[a : a + BLOCK_SIZE] for place, a in enumerate(starts)}
        block = schema.vector_block
        query = select(block.c.place, block.c.digest, block.c.vectors)
        query = query.where(block.c.model == model).order_by(block.c.place)
        kept: NDArray[np.float16] | None = None
        late = []
        for place, digest, vectors in self._connection.execute(query):
            if digest != _digest(wanted.get(place, [])):
                continue
            own = np.frombuffer(vectors, "<f2").reshape(len(wanted.pop(place)), -1)
            if kept is None:
                kept = np.zeros((len(hashes), own.shape[1]), np.float16)
            kept[place * BLOCK_SIZE : place * BLOCK_SIZE + len(own)] = own
        for place, own_hashes in wanted.items():
            own, is_complete = self._by_hash(model, own_hashes)
            if kept is None or not kept.shape[1]:
                kept = np.zeros((len(hashes), own.shape[1]), np.float16)
            if own.shape[1]:
                kept[place * BLOCK_SIZE : place * BLOCK_SIZE + len(own)] = own
                digest = _digest(own_hashes) if is_complete else ""
                late.append({"place": place, "digest": digest, "vectors": own.tobytes()})
        if late:
            statement = insert(block)
            excluded = {name: statement.excluded[name] for name in ("digest", "vectors")}
            self._connection.execute(
                statement.on_conflict_do_update(index_elements=["model", "place"], set_=excluded),
                [{"model": model, **row} for row in late],
            )
        return np.zeros((0, 0), np.float16) if kept is None else kept

    def _hashes(self, ticket_ids: Sequence[TicketId]) -> list[str]:
        """Of each ticket's text; empty for one without."""
        ticket = schema.ticket
        query = select(ticket.c.ticket_id, ticket.c.text_hash).where(schema.has_text)
        # Its rows hold the texts, too: the index answers without reading these.
        query = query.with_hint(ticket, "INDEXED BY ix_ticket_has_text", "sqlite")
        few = ticket_ids if len(ticket_ids) <= CHUNK else None
        found = dict(rows_among(self._connection, query, ticket.c.ticket_id, few))
        return [found.get(ticket_id, "") for ticket_id in ticket_ids]

    def _by_hash(self, model: str, hashes: Sequence[str]) -> tuple[NDArray[np.float16], bool]:
        """Their vectors, zeros for those without, and whether every text has one."""
        found = self._vectors(model, sorted(set(hashes)))
        # A ticket whose text was emptied at its source has no vector any more.
        nothing = bytes(len(next(iter(found.values()), b"")))
        joined = b"".join(found.get(text_hash, nothing) for text_hash in hashes)
        own = np.frombuffer(joined, "<f2").reshape(len(hashes), len(nothing) // 2)
        return own, set(hashes) <= found.keys() | {""}


class _OnDemand:
    """The vectors of tickets in their order, rows of length 1, read when they are looked at: a few
    one by one, many as a whole. Only within the transaction that gave it."""

    def __init__(self, table: EmbeddingTable, model: str, ticket_ids: Sequence[TicketId]) -> None:
        self._table, self._model, self._ids = table, model, ticket_ids
        self._whole: NDArray[np.float16] | None = None
        self._is_read = np.zeros(len(ticket_ids), np.bool_)
        # Most of it is never touched, and takes no memory then.
        self._read = np.zeros((len(ticket_ids), table.width(model)), np.float32)

    def __len__(self) -> int:
        return len(self._ids)

    def __getitem__(self, at: Any, /) -> Vectors:
        if self._whole is None:
            self._look_up(np.arange(len(self))[at])
        if self._whole is None:
            found: Vectors = self._read[at]
            return found
        return _unit(self._whole[at].astype(np.float32))

    def _look_up(self, rows: NDArray[np.intp]) -> None:
        new = np.unique(rows[~self._is_read[rows]])
        if not len(new):
            return
        self._is_read[new] = True
        if self._is_read.sum() > len(self) * SINGLY:
            self._whole = self._table.whole(self._model, self._ids)
            return
        ids = [self._ids[row] for row in new.tolist()]
        vectors = self._table.of(self._model, ids)
        if vectors.shape[1]:  # none of them has a text any more
            self._read[new] = vectors


def _digest(hashes: Sequence[str]) -> str:
    return hashlib.sha256(" ".join(hashes).encode()).hexdigest()


def _rows(found: Mapping[str, bytes], keys: Sequence[str]) -> Vectors:
    """The vectors of `keys` in their order; zeros where there is none."""
    if not keys:
        return np.zeros((0, 0), dtype=np.float32)
    nothing = bytes(len(next(iter(found.values()), b"")))
    return from_bytes([found.get(key, nothing) for key in keys])


def to_bytes(vector: np.ndarray[tuple[int], np.dtype[np.float32]]) -> bytes:
    """float16 keeps 11 bits of each number, more than bfloat16 arithmetic put there."""
    return vector.astype("<f2").tobytes()


def from_bytes(blobs: Sequence[bytes]) -> Vectors:
    """Rows of length 1 again: rounding to float16 moves the length in the fourth decimal."""
    vectors = np.frombuffer(b"".join(blobs), dtype="<f2").reshape(len(blobs), -1)
    return _unit(vectors.astype(np.float32))


def _unit(vectors: NDArray[np.float32]) -> Vectors:
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    lengths[lengths == 0] = 1
    vectors /= lengths[:, None]
    return vectors
