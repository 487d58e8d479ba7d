"""Tickets, the cursors of their sources, and rows set aside."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from feedback.adapters.store import schema
from feedback.adapters.store.reading import chunks, rows_among
from feedback.domain.customers.customer import UNRESOLVED
from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.ticket import (
    WAITING,
    RequesterId,
    SetAside,
    Stake,
    Ticket,
    TicketFacts,
    TicketId,
    TicketPriority,
    TicketStatus,
)
from feedback.ports import StoredVersion, Stranger

_FACTS = tuple(TicketFacts.__dataclass_fields__)
# What money at risk and support cost are made from; the whole table is read each night, so no more
# than that.
_STAKE_FACTS = (
    "created_at", "updated_at", "status", "priority", "group", "csat", "n_reopens", "is_escalated",
    "first_reply_at", "solved_at", "handling_hours",
)  # fmt: skip
_PRIORITY = {str(value): value for value in TicketPriority}
_STATUS = {str(value): value for value in TicketStatus}
_READ: Mapping[str, Callable[[Any], Any]] = {
    "status": _STATUS.__getitem__,
    "priority": _PRIORITY.__getitem__,
    "tags": tuple,
}
"""Facts that a column holds in another form."""


class TicketTables:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def cursor(self, source: str) -> str | None:
        return self._connection.scalar(
            select(schema.cursor.c.value).where(schema.cursor.c.source == source)
        )

    def set_cursor(self, source: str, cursor: str) -> None:
        statement = insert(schema.cursor).values(source=source, value=cursor)
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["source"], set_={"value": statement.excluded.value}
            )
        )

    def forget_cursor(self, source: str) -> None:
        self._connection.execute(delete(schema.cursor).where(schema.cursor.c.source == source))

    def counts(self, source: str, since: datetime, until: datetime) -> Mapping[str, int]:
        ticket = schema.ticket
        rows = self._connection.execute(
            select(ticket.c.status, func.count())
            .where(
                ticket.c.source == source,
                ticket.c.created_at >= since,
                ticket.c.created_at < until,
            )
            .group_by(ticket.c.status)
            .order_by(ticket.c.status)
        )
        return {status: int(n) for status, n in rows}

    def versions(self, ticket_ids: Sequence[TicketId]) -> Mapping[TicketId, StoredVersion]:
        ticket = schema.ticket
        found: dict[TicketId, StoredVersion] = {}
        for chunk in chunks(ticket_ids):
            rows = self._connection.execute(
                select(ticket.c.ticket_id, ticket.c.updated_at, ticket.c.digest).where(
                    ticket.c.ticket_id.in_(chunk)
                )
            )
            found |= {row.ticket_id: StoredVersion(row.updated_at, row.digest) for row in rows}
        return found

    def upsert(self, tickets: Iterable[Ticket], as_of: datetime) -> None:
        rows = [_row(ticket, as_of) for ticket in tickets]
        if not rows:
            return
        statement = insert(schema.ticket)
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["ticket_id"],
                set_={name: statement.excluded[name] for name in rows[0] if name != "ticket_id"},
            ),
            rows,
        )
        gone = schema.gone_ticket
        for chunk in chunks([row["ticket_id"] for row in rows]):
            self._connection.execute(delete(gone).where(gone.c.ticket_id.in_(chunk)))

    def remove(self, ticket_ids: Sequence[TicketId], as_of: datetime) -> int:
        ticket, membership = schema.ticket, schema.membership
        known = sorted(self.versions(ticket_ids))
        for chunk in chunks(known):
            placed = select(membership.c.ticket_id, membership.c.issue_id).where(
                membership.c.ticket_id.in_(chunk)
            )
            issue_of = {row.ticket_id: row.issue_id for row in self._connection.execute(placed)}
            self._connection.execute(
                insert(schema.gone_ticket).on_conflict_do_nothing(),
                [
                    {"ticket_id": gone, "as_of": as_of, "issue_id": issue_of.get(gone)}
                    for gone in chunk
                ],
            )
            said = select(ticket.c.text_hash).where(ticket.c.ticket_id.in_(chunk)).distinct()
            hashes = list(self._connection.scalars(said))
            for table in (membership, schema.echo, ticket):
                self._connection.execute(delete(table).where(table.c.ticket_id.in_(chunk)))
            self._forget_texts(hashes)
        return len(known)

    def _forget_texts(self, hashes: Sequence[str]) -> None:
        """The vectors of these texts, as far as nobody else said the same."""
        embedding, ticket = schema.embedding, schema.ticket
        self._connection.execute(
            delete(embedding).where(
                embedding.c.text_hash.in_(hashes),
                ~select(ticket.c.ticket_id)
                .where(ticket.c.text_hash == embedding.c.text_hash)
                .exists(),
            )
        )

    def set_aside(self, rows: Iterable[SetAside], as_of: datetime) -> None:
        values = [
            {
                "as_of": as_of,
                "source": row.source,
                "locator": row.locator,
                "reason": row.reason,
                "detail": row.detail,
            }
            for row in rows
        ]
        if values:
            statement = insert(schema.set_aside)
            self._connection.execute(statement.on_conflict_do_nothing(), values)

    def by_id(self, ticket_ids: Sequence[TicketId]) -> Sequence[Ticket]:
        found: dict[TicketId, Ticket] = {}
        for chunk in chunks(ticket_ids):
            rows = self._connection.execute(
                select(schema.ticket).where(schema.ticket.c.ticket_id.in_(chunk))
            )
            found |= {row.ticket_id: _ticket(row) for row in rows}
        return [found[ticket_id] for ticket_id in ticket_ids if ticket_id in found]

    def with_keys(self, keys: Collection[str]) -> Mapping[str, Sequence[TicketId]]:
        ticket = schema.ticket
        found: dict[str, list[TicketId]] = {}
        for some in chunks(sorted(keys)):
            for column in (ticket.c.key, ticket.c.ticket_id):
                query = select(column, ticket.c.ticket_id).where(column.in_(some))
                for key, ticket_id in self._connection.execute(query):
                    found.setdefault(key, []).append(ticket_id)
        return {key: sorted(set(ids)) for key, ids in found.items()}

    def of_issue(self, issue_id: IssueId) -> Sequence[Ticket]:
        return self.of_issues([issue_id]).get(issue_id, ())

    def of_issues(self, issue_ids: Collection[IssueId]) -> Mapping[IssueId, Sequence[Ticket]]:
        return self._of_issues(issue_ids, list(TicketStatus))

    def open_of_issues(self, issue_ids: Collection[IssueId]) -> Mapping[IssueId, Sequence[Ticket]]:
        return self._of_issues(issue_ids, [status for status in TicketStatus if status.is_open])

    def _of_issues(
        self, issue_ids: Collection[IssueId], statuses: Sequence[TicketStatus]
    ) -> Mapping[IssueId, Sequence[Ticket]]:
        ticket, membership = schema.ticket, schema.membership
        query = (
            select(membership.c.issue_id, ticket)
            .join(ticket, ticket.c.ticket_id == membership.c.ticket_id)
            .where(ticket.c.status.in_([str(status) for status in statuses]))
            .order_by(membership.c.issue_id, ticket.c.ticket_id)
        )
        found: dict[IssueId, list[Ticket]] = {}
        for some in chunks(sorted(issue_ids)):
            for row in self._connection.execute(query.where(membership.c.issue_id.in_(some))):
                found.setdefault(row.issue_id, []).append(_ticket(row))
        return found

    def gone(self) -> Set[TicketId]:
        return {*self._connection.scalars(select(schema.gone_ticket.c.ticket_id))}

    def n_unresolved(self) -> tuple[int, int]:
        ticket = schema.ticket
        row = self._connection.execute(
            select(func.count() - func.count(ticket.c.customer_id), func.count())
        ).one()
        return int(row[0]), int(row[1])

    def strangers(self, limit: int) -> Sequence[Stranger]:
        ticket = schema.ticket
        n_tickets, newest = func.count().label("n"), func.max(ticket.c.created_at).label("newest")
        who = (
            select(ticket.c.requester_id, n_tickets, newest)
            .where(ticket.c.customer_id.is_(None))
            .group_by(ticket.c.requester_id)
            .order_by(n_tickets.desc(), ticket.c.requester_id)
            .limit(limit)
        )
        return [
            Stranger(row.requester_id, int(row.n), self._newest_of(row.requester_id, row.newest))
            for row in self._connection.execute(who)
        ]

    def _newest_of(self, requester_id: RequesterId, created_at: datetime) -> TicketId:
        ticket = schema.ticket
        newest = select(func.max(ticket.c.ticket_id)).where(
            ticket.c.requester_id == requester_id,
            ticket.c.created_at == created_at,
            ticket.c.customer_id.is_(None),
        )
        return TicketId(str(self._connection.scalar(newest)))

    def groupable(self, among: Set[TicketId] | None = None) -> Mapping[TicketId, str]:
        ticket = schema.ticket
        query = select(ticket.c.ticket_id, ticket.c.language).where(schema.has_text)
        query = query.order_by(ticket.c.ticket_id)
        query = query.with_hint(ticket, "INDEXED BY ix_ticket_has_text", "sqlite")
        return dict(rows_among(self._connection, query, ticket.c.ticket_id, among))

    def unseen(self) -> Set[TicketId]:
        return set(self._connection.scalars(select(schema.unseen_ticket.c.ticket_id)))

    def waiting(self, source: str, limit: int) -> Sequence[TicketId]:
        ticket = schema.ticket
        return list(
            self._connection.scalars(
                select(ticket.c.ticket_id)
                .where(ticket.c.source == source, ticket.c.digest.startswith(WAITING))
                .order_by(ticket.c.updated_at.desc(), ticket.c.ticket_id)
                .limit(limit)
            )
        )

    def n_waiting(self, source: str) -> int:
        ticket = schema.ticket
        rows = select(func.count()).where(
            ticket.c.source == source, ticket.c.digest.startswith(WAITING)
        )
        return int(self._connection.scalar(rows) or 0)

    def without_text(self) -> Sequence[Ticket]:
        ticket = schema.ticket
        query = select(ticket).where(~schema.has_text)
        rows = self._connection.execute(query.order_by(ticket.c.created_at.desc(), ticket.c.key))
        return [_ticket(row) for row in rows]

    def open_by_assignee(self) -> Mapping[str, int]:
        ticket = schema.ticket
        open_ones = [str(status) for status in TicketStatus if status.is_open]
        rows = self._connection.execute(
            select(ticket.c.support_agent_id, func.count())
            .where(ticket.c.support_agent_id.is_not(None), ticket.c.status.in_(open_ones))
            .group_by(ticket.c.support_agent_id)
            .order_by(func.count().desc(), ticket.c.support_agent_id)
        )
        return {assignee: int(n) for assignee, n in rows}

    def mark_seen(self) -> None:
        self._connection.execute(delete(schema.unseen_ticket))

    def changed_on(self, as_of: datetime) -> Sequence[TicketId]:
        ticket = schema.ticket
        return list(
            self._connection.scalars(
                select(ticket.c.ticket_id)
                .where(ticket.c.changed_as_of == as_of)
                .order_by(ticket.c.ticket_id)
            )
        )

    def stakes(self, of: Set[IssueId] | None = None) -> Mapping[IssueId, Sequence[Stake]]:
        ticket, membership = schema.ticket, schema.membership
        query = select(
            membership.c.issue_id,
            ticket.c.ticket_id,
            ticket.c.customer_id,
            ticket.c.requester_id,
            *(ticket.c[name] for name in _STAKE_FACTS),
        ).join(ticket, ticket.c.ticket_id == membership.c.ticket_id)
        parts = (
            [query]
            if of is None
            else [query.where(membership.c.issue_id.in_(some)) for some in chunks(sorted(of))]
        )
        rows = (row for part in parts for row in self._connection.execute(part))
        by_issue: dict[IssueId, list[Stake]] = {}
        for row in rows:
            facts = _facts(row, _STAKE_FACTS)
            stake = Stake(row.ticket_id, _customer_id(row), facts)
            by_issue.setdefault(row.issue_id, []).append(stake)
        return by_issue

    def n_set_aside_since(self, source: str, since: datetime) -> int:
        table = schema.set_aside
        rows = select(func.count(table.c.locator.distinct())).where(
            table.c.source == source, table.c.as_of >= since
        )
        return int(self._connection.scalar(rows) or 0)

    def rows_set_aside(self, as_of: datetime) -> Sequence[SetAside]:
        table = schema.set_aside
        rows = self._connection.execute(
            select(table.c.source, table.c.locator, table.c.reason, table.c.detail)
            .where(table.c.as_of == as_of)
            .order_by(table.c.source, table.c.locator)
        )
        return [SetAside(row.source, row.locator, row.reason, row.detail) for row in rows]


def _row(ticket: Ticket, as_of: datetime) -> dict[str, Any]:
    facts = ticket.facts
    return {
        "ticket_id": ticket.ticket_id,
        "source": ticket.source,
        "key": ticket.key,
        "subject": ticket.subject,
        "body": ticket.body,
        "text": ticket.text,
        "text_hash": ticket.text_hash,
        "language": ticket.language,
        "requester_id": ticket.requester_id,
        "customer_id": ticket.customer_id,
        **{name: getattr(facts, name) for name in _FACTS},
        "tags": list(facts.tags),
        "digest": ticket.digest,
        "changed_as_of": as_of,
    }


def _ticket(row: Row[Any]) -> Ticket:
    return Ticket(
        ticket_id=row.ticket_id,
        source=row.source,
        key=row.key,
        subject=row.subject,
        body=row.body,
        text=row.text,
        text_hash=row.text_hash,
        language=row.language,
        requester_id=RequesterId(row.requester_id),
        customer_id=row.customer_id,
        facts=_facts(row),
        digest=row.digest,
    )


def _customer_id(row: Row[Any]) -> str:
    """The customer, or a stand-in for the requester: two strangers are two customers."""
    return row.customer_id or f"{UNRESOLVED}{row.requester_id or 'anonymous'}"


def _facts(row: Row[Any], names: Sequence[str] = _FACTS) -> TicketFacts:
    """The facts of these names; the others are as by default."""
    values = row._mapping
    return TicketFacts(
        **{name: _READ[name](values[name]) if name in _READ else values[name] for name in names}
    )
