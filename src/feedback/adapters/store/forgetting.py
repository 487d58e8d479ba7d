"""Taking tickets, requesters and customers out of every table."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    CursorResult,
    Row,
    String,
    Table,
    delete,
    or_,
    select,
    update,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.sqlite import insert

from feedback.adapters.store import schema
from feedback.adapters.store.reading import chunks
from feedback.adapters.store.step_reports import REPORTS
from feedback.domain.customers.requesters import is_within
from feedback.domain.forgetting import SOMEBODY, ForgottenMark, mentions
from feedback.domain.tickets.pull_report import PullReport
from feedback.domain.tickets.ticket import RequesterId, TicketId

_TEXTS = (String, JSON)  # Text is a String
_ROWS_AT_ONCE = 500
_BETWEEN = "\n\x00\n"
"""In no text, so that no word lies across two."""


class ForgettingTables:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def tickets_of_requester(self, requester_id: RequesterId) -> Sequence[TicketId]:
        return self._ids(schema.ticket.c.requester_id == requester_id)

    def tickets_of_customer(self, customer_id: str) -> Sequence[TicketId]:
        return self._ids(schema.ticket.c.customer_id == customer_id)

    def tickets_untouched_since(self, moment: datetime) -> Sequence[TicketId]:
        return self._ids(schema.ticket.c.updated_at < moment)

    def _ids(self, condition: Any) -> Sequence[TicketId]:
        ticket = schema.ticket
        query = select(ticket.c.ticket_id).where(condition).order_by(ticket.c.ticket_id)
        return list(self._connection.scalars(query))

    def remove(self, ticket_ids: Sequence[TicketId], kept_texts: Collection[str]) -> dict[str, int]:
        ticket, embedding, echo = schema.ticket, schema.embedding, schema.echo
        tables = ("ticket", "membership", "echo", "response", "embedding", "vector_block")
        removed = dict.fromkeys(tables, 0)
        hashes: set[str] = set()
        for chunk in chunks(ticket_ids):
            hashes.update(
                self._connection.scalars(
                    select(ticket.c.text_hash).where(ticket.c.ticket_id.in_(chunk))
                )
            )
            member = schema.membership.c.ticket_id.in_(chunk)
            removed["membership"] += self._delete(schema.membership, member)
            own = or_(echo.c.ticket_id.in_(chunk), echo.c.first_ticket_id.in_(chunk))
            removed["echo"] += self._delete(echo, own)
            answers = schema.response.c.ticket_id.in_(chunk)
            removed["response"] += self._delete(schema.response, answers)
            removed["ticket"] += self._delete(ticket, ticket.c.ticket_id.in_(chunk))
            # That they went is told to the grouping's memory at once; no later night need know.
            self._delete(schema.unseen_ticket, schema.unseen_ticket.c.ticket_id.in_(chunk))
        for some in chunks(sorted(hashes - set(kept_texts))):
            used = select(ticket.c.text_hash).where(ticket.c.text_hash.in_(some))
            unused = embedding.c.text_hash.in_(some) & embedding.c.text_hash.not_in(used)
            removed["embedding"] += self._delete(embedding, unused)
        if ticket_ids:  # made again from what is left
            removed["vector_block"] = self._delete(schema.vector_block, sql("1 = 1"))
        return removed

    def remove_customer(self, customer_id: str) -> dict[str, int]:
        removed = {
            table.name: self._delete(table, table.c.customer_id == customer_id)
            for table in (schema.customer, schema.customer_value)
        }
        return {**removed, "receipt_line": self.hide_in_receipts(customer_id)}

    def hide_in_receipts(self, customer_id: str) -> int:
        line = schema.receipt_line
        done = self._connection.execute(
            update(line)
            .where(line.c.customer_id == customer_id)
            .values(customer_id=SOMEBODY, customer_name=SOMEBODY)
        )
        return done.rowcount

    def remove_written_titles(self) -> int:
        return self._delete(schema.written_title, sql("1 = 1"))

    def drop_from_decisions(self, ticket_ids: Collection[TicketId]) -> int:
        gone, n_changed = set(ticket_ids), 0
        table = schema.decision
        for row in self._connection.execute(select(table)).all():
            tickets = {ticket: of for ticket, of in row.tickets.items() if ticket not in gone}
            others = [ticket for ticket in row.others if ticket not in gone]
            if (tickets, others) != (row.tickets, row.others):
                n_changed += 1
                self._connection.execute(
                    update(table)
                    .where(table.c.decision_id == row.decision_id)
                    .values(tickets=tickets, others=others)
                )
        return n_changed

    def blank_set_aside(self, words: Collection[str]) -> int:
        table, n_changed = schema.set_aside, 0
        for row in self._connection.execute(select(table).where(table.c.detail != "")).all():
            if any(mentions(row.detail, word) for word in words):
                n_changed += 1
                own = (table.c.source == row.source) & (table.c.locator == row.locator)
                self._connection.execute(
                    update(table).where(own, table.c.as_of == row.as_of).values(detail=SOMEBODY)
                )
        return n_changed

    def drop_domains(self, domains: Collection[str]) -> int:
        table, n_changed = schema.night_step, 0
        for row, pulled in self._pulls():
            counted = pulled.unresolved_domains
            kept = {domain: n for domain, n in counted.items() if not is_within(domain, domains)}
            if kept != counted:
                n_changed += 1
                own = (table.c.as_of == row.as_of) & (table.c.step == row.step)
                summary = REPORTS.encode(replace(pulled, unresolved_domains=kept))
                self._connection.execute(update(table).where(own).values(summary=summary))
        return n_changed

    def counted_domains(self) -> Set[str]:
        return {domain for _, pulled in self._pulls() for domain in pulled.unresolved_domains}

    def _pulls(self) -> Sequence[tuple[Row[Any], PullReport]]:
        """The reports of every pull, with the rows that hold them."""
        rows = self._connection.execute(select(schema.night_step)).all()
        reports = [(row, REPORTS.decode(row.summary)) for row in rows]
        return [(row, report) for row, report in reports if isinstance(report, PullReport)]

    def add_mark(self, mark: ForgottenMark) -> None:
        statement = insert(schema.forgotten).values(mark=mark.mark, at=mark.at)
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["mark"], set_={"at": statement.excluded.at}
            )
        )

    def marks(self) -> Mapping[str, datetime]:
        rows = self._connection.execute(select(schema.forgotten))
        return {row.mark: row.at for row in rows}

    def found(self, words: Collection[str]) -> dict[str, int]:
        """How many rows of each table hold one of these words, in any column of text."""
        # JSON is kept in ASCII, so both ways of writing a word are looked for.
        spelt = sorted({*words, *(json.dumps(word)[1:-1] for word in words)} - {""})
        counts: dict[str, int] = {}
        for table in schema.metadata.sorted_tables:
            names = [column.name for column in table.columns if isinstance(column.type, _TEXTS)]
            if names:
                quoted = ", ".join(f'"{name}"' for name in names)
                rows = self._connection.execute(sql(f'SELECT {quoted} FROM "{table.name}"'))
                n = sum(_n_mentioning(list(map(_flat, some)), spelt) for some in _some(rows))
                counts |= {table.name: n} if n else {}
        return counts

    def said(self, pieces: Collection[str]) -> set[str]:
        ticket = schema.ticket
        rows = self._connection.execute(select(ticket.c.subject, ticket.c.body, ticket.c.url))
        found: set[str] = set()
        for some in _some(rows):
            whole = _joined(map(_flat, some))
            found |= {piece for piece in set(pieces) - found if piece.encode() in whole}
        return found

    def _delete(self, table: Table, condition: Any) -> int:
        return self._connection.execute(delete(table).where(condition)).rowcount


def _some(rows: CursorResult[Any]) -> Iterator[Sequence[Row[Any]]]:
    return rows.partitions(_ROWS_AT_ONCE)


def _n_mentioning(texts: Sequence[str], words: Sequence[str]) -> int:
    """How many of the texts mention one of the words. Most words are in none, which one look at
    all of them tells: a look at each takes ten times as long."""
    whole = _joined(texts)
    there = [word for word in words if word.encode() in whole]
    return sum(any(mentions(text, word) for word in there) for text in texts) if there else 0


def _joined(texts: Iterable[str]) -> bytes:
    """In bytes: one emoji would make a text of a thousand rows four times as wide."""
    return _BETWEEN.join(texts).encode()


def _flat(row: Sequence[Any]) -> str:
    return "\n".join(str(value) for value in row if value is not None)
