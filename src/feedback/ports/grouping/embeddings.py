"""Vectors of texts: who makes them, and those that are kept."""

from collections.abc import Collection, Iterator, Sequence, Set
from typing import Protocol

from feedback.domain.grouping import Rows
from feedback.domain.tickets.ticket import TicketId
from feedback.domain.tickets.vectors import Vectors


class Embedder(Protocol):
    """Turns texts into vectors. The same text always gives the same vector."""

    model: str
    """Names the model in the store."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), d), rows of length 1. An empty text is a row of zeros."""
        ...

    def embed_shards(self, shards: Sequence[Sequence[str]]) -> Iterator[tuple[int, Vectors]]:
        """The place of each shard and its vectors, every one as soon as it is done.

        In any order. Raises `TransientFault` where trying again later may help.
        """
        for place, shard in enumerate(shards):
            yield place, self.embed(shard)


class Embeddings(Protocol):
    """One row per model and text: its vector, at half its width."""

    def missing(self, model: str) -> Sequence[tuple[str, str]]:
        """(hash, text) of every kept text without a vector, by hash."""
        ...

    def add(self, model: str, hashes: Sequence[str], vectors: Vectors) -> None:
        """Keep a vector for each hash; one that is there stays."""
        ...

    def of(self, model: str, ticket_ids: Sequence[TicketId]) -> Vectors:
        """One row per ticket, in the order given."""
        ...

    def rows(self, model: str, ticket_ids: Sequence[TicketId]) -> Rows:
        """The same, read when looked at, while the transaction lasts: for all tickets, in the same
        order every night."""
        ...

    def known(self, model: str, hashes: Collection[str]) -> Set[str]:
        """Those of these texts that have a vector."""
        ...

    def of_texts(self, model: str, hashes: Sequence[str]) -> Vectors:
        """One row per hash, in the order given; zeros for a text without a vector."""
        ...

    def sample(self, model: str, n_texts: int) -> tuple[Sequence[str], Vectors]:
        """Language and vector of some tickets' texts, chosen by hash: always the same by chance."""
        ...
