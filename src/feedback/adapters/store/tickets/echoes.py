"""Which tickets nearly repeat another of the same requester."""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, exists, insert, or_, select

from feedback.adapters.store import schema
from feedback.adapters.store.reading import chunks, plain_rows, rows_among
from feedback.domain.tickets.near_duplicates import Utterance
from feedback.domain.tickets.ticket import RequesterId, TicketId

VOICES = 1000
"""Requesters whose texts are in memory at a time."""


class EchoTable:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def firsts(self, among: Set[TicketId] | None = None) -> Mapping[TicketId, TicketId]:
        echo = schema.echo
        query = self._unchanged().order_by(echo.c.ticket_id)
        if among is None:
            return dict(plain_rows(self._connection, query))
        found: dict[TicketId, TicketId] = {}
        for chunk in chunks(sorted(among)):
            is_meant = or_(echo.c.ticket_id.in_(chunk), echo.c.first_ticket_id.in_(chunk))
            found.update(plain_rows(self._connection, query.where(is_meant)))
        return dict(sorted(found.items()))

    def waiting(self) -> Set[TicketId]:
        echo, membership = schema.echo, schema.membership
        # Those without a place first: they are few, and the rows of tickets hold the texts.
        placed = exists().where(membership.c.ticket_id == echo.c.ticket_id)
        without = set(self._connection.scalars(select(echo.c.ticket_id).where(~placed)))
        return without & self.firsts(without).keys()

    def repeating(self, firsts: Set[TicketId]) -> Set[TicketId]:
        echo = schema.echo
        query = select(echo.c.ticket_id)
        rows = rows_among(self._connection, query, echo.c.first_ticket_id, firsts)
        return {row[0] for row in rows}

    @staticmethod
    def _unchanged() -> Select[Any]:
        echo, own, first = schema.echo, schema.ticket.alias("own"), schema.ticket.alias("first")
        own_is_the_same = and_(
            own.c.ticket_id == echo.c.ticket_id, own.c.text_hash == echo.c.text_hash
        )
        first_is_the_same = and_(
            first.c.ticket_id == echo.c.first_ticket_id,
            first.c.text_hash == echo.c.first_text_hash,
        )
        return (
            select(echo.c.ticket_id, echo.c.first_ticket_id)
            .select_from(echo)
            .join(own, own_is_the_same)
            .join(first, first_is_the_same)
        )

    def of_the_same_requesters(
        self, ticket_ids: Sequence[TicketId]
    ) -> Iterator[Sequence[Utterance]]:
        ticket, asked = schema.ticket, schema.ticket.alias("asked")
        said_more = exists().where(
            ticket.c.requester_id == asked.c.requester_id,
            ticket.c.ticket_id != asked.c.ticket_id,
            schema.has_text,
        )
        requesters: set[str] = set()
        for chunk in chunks(ticket_ids):
            query = select(asked.c.requester_id).where(
                asked.c.ticket_id.in_(chunk), asked.c.requester_id != "", said_more
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
        table = schema.echo
        for start in range(0, len(echoes), VOICES):
            some = echoes[start : start + VOICES]
            ids = [echo.ticket_id for echo, _ in some]
            self._connection.execute(delete(table).where(table.c.ticket_id.in_(ids)))
            self._connection.execute(
                insert(table),
                [
                    {
                        "ticket_id": echo.ticket_id,
                        "text_hash": echo.text_hash,
                        "first_ticket_id": first.ticket_id,
                        "first_text_hash": first.text_hash,
                    }
                    for echo, first in some
                ],
            )
