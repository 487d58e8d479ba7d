"""Which tickets nearly repeat another of the same requester."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection, and_, delete, func, insert, select

from feedback.adapters.store import schema
from feedback.adapters.store.embeddings import chunks
from feedback.domain.near_duplicates import Utterance
from feedback.domain.ticket import RequesterId, TicketId

VOICES = 1000
"""Requesters whose texts are in memory at a time."""


class EchoTable:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def standing(self) -> Mapping[TicketId, TicketId]:
        echo, own, first = schema.echo, schema.ticket.alias("own"), schema.ticket.alias("first")
        own_is_the_same = and_(
            own.c.ticket_id == echo.c.ticket_id, own.c.text_hash == echo.c.text_hash
        )
        first_is_the_same = and_(
            first.c.ticket_id == echo.c.first_ticket_id,
            first.c.text_hash == echo.c.first_text_hash,
        )
        rows = self._connection.execute(
            select(echo.c.ticket_id, echo.c.first_ticket_id)
            .join(own, own_is_the_same)
            .join(first, first_is_the_same)
            .order_by(echo.c.ticket_id)
        )
        return {row.ticket_id: row.first_ticket_id for row in rows}

    def said_beside(self, ticket_ids: Sequence[TicketId]) -> Iterator[Sequence[Utterance]]:
        ticket = schema.ticket
        repeated = (
            select(ticket.c.requester_id)
            .where(ticket.c.requester_id != "", ticket.c.text != "")
            .group_by(ticket.c.requester_id)
            .having(func.count() > 1)
        )
        requesters: set[str] = set()
        for chunk in chunks(ticket_ids):
            query = select(ticket.c.requester_id).where(
                ticket.c.ticket_id.in_(chunk), ticket.c.requester_id.in_(repeated)
            )
            requesters.update(self._connection.scalars(query))
        in_order = sorted(requesters)
        for start in range(0, len(in_order), VOICES):
            rows = self._connection.execute(
                select(
                    ticket.c.ticket_id,
                    ticket.c.requester_id,
                    ticket.c.customer_id,
                    ticket.c.text_hash,
                    ticket.c.text,
                ).where(
                    ticket.c.requester_id.in_(in_order[start : start + VOICES]),
                    ticket.c.text != "",
                )
            )
            yield [
                Utterance(
                    row.ticket_id,
                    RequesterId(row.requester_id),
                    row.customer_id,
                    row.text_hash,
                    row.text,
                )
                for row in rows
            ]

    def add(self, echoes: Sequence[tuple[Utterance, Utterance]]) -> None:
        echo = schema.echo
        for start in range(0, len(echoes), VOICES):
            some = echoes[start : start + VOICES]
            ids = [one.ticket_id for one, _ in some]
            self._connection.execute(delete(echo).where(echo.c.ticket_id.in_(ids)))
            self._connection.execute(
                insert(echo),
                [
                    {
                        "ticket_id": one.ticket_id,
                        "text_hash": one.text_hash,
                        "first_ticket_id": first.ticket_id,
                        "first_text_hash": first.text_hash,
                    }
                    for one, first in some
                ],
            )
