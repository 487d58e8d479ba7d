"""Facts about support, and what is kept of references, reviews and packs."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import Connection, Text, and_, case, cast, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from feedback.adapters.store import schema
from feedback.adapters.store.reading import plain_rows
from feedback.domain.issues.issue import IssueId
from feedback.domain.supply.agreements.reviews import Action
from feedback.domain.supply.metrics.reference import Reference
from feedback.domain.supply.metrics.ticket_record import TicketRecord
from feedback.domain.supply.reports.pack_records import IssueSatisfaction, PlannedWish


class SupplyTables:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ticket_records(self) -> Sequence[TicketRecord]:
        ticket, membership, echo = schema.ticket, schema.membership, schema.echo
        rows = plain_rows(
            self._connection,
            select(
                ticket.c.ticket_id,
                ticket.c.created_at,
                ticket.c.first_reply_at,
                ticket.c.solved_at,
                ticket.c.status.in_(["open", "pending"]),
                ticket.c.group,
                ticket.c.language,
                ticket.c.channel,
                ticket.c.csat,
                ticket.c.n_reopens,
                ticket.c.is_escalated,
                ticket.c.type,
                cast(ticket.c.tags, Text) != "[]",
                ticket.c.support_agent_id.is_not(None),
                ticket.c.text != "",
                ticket.c.customer_id,
                ticket.c.requester_id,
                membership.c.issue_id,
                membership.c.since,
                echo.c.ticket_id.is_not(None),
                ticket.c.n_replies,
                ticket.c.handling_hours,
            )
            .outerjoin(membership, membership.c.ticket_id == ticket.c.ticket_id)
            .outerjoin(
                echo,
                and_(
                    echo.c.ticket_id == ticket.c.ticket_id, echo.c.text_hash == ticket.c.text_hash
                ),
            )
            .order_by(ticket.c.ticket_id),
        )
        return [TicketRecord._make(row) for row in rows]

    def satisfaction(self) -> Mapping[IssueId, IssueSatisfaction]:
        ticket, membership = schema.ticket, schema.membership
        is_troubled = ticket.c.is_escalated | (ticket.c.n_reopens > 0)
        rows = self._connection.execute(
            select(
                membership.c.issue_id,
                func.count(),
                func.count(ticket.c.csat),
                func.coalesce(func.sum(ticket.c.csat), 0),
                func.sum(case((is_troubled, 1), else_=0)),
            )
            .join(ticket, ticket.c.ticket_id == membership.c.ticket_id)
            .group_by(membership.c.issue_id)
        )
        return {IssueId(row[0]): IssueSatisfaction(*map(int, row[1:])) for row in rows}

    def reference(self, contact_type: str) -> Reference | None:
        table = schema.supply_reference
        row = self._connection.execute(
            select(table)
            .where(table.c.contact_type == contact_type)
            .order_by(table.c.frozen_at.desc())
            .limit(1)
        ).one_or_none()
        if row is None:
            return None
        rates = {(metric, segment, kind): rate for metric, segment, kind, rate in row.rates}
        return Reference(rates, row.from_on, row.until_on, is_frozen=True)

    def freeze(
        self, reference: Reference, contact_type: str, by: str, why: str, now: datetime
    ) -> None:
        rates = [[*key, rate] for key, rate in sorted(reference.rates.items())]
        values = {
            "frozen_at": now,
            "from_on": reference.from_on,
            "until_on": reference.until_on,
            "by": by,
            "why": why,
            "contact_type": contact_type,
            "rates": rates,
        }
        statement = upsert(schema.supply_reference).values(values)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["frozen_at"], set_=values)
        )

    def actions(self) -> Sequence[Action]:
        table = schema.review_action
        rows = self._connection.execute(select(table).order_by(table.c.action_id))
        return [Action(**row._mapping) for row in rows]

    def next_action_id(self) -> int:
        last = self._connection.scalar(select(func.max(schema.review_action.c.action_id)))
        return (last or 0) + 1

    def add_action(self, action: Action) -> None:
        self._connection.execute(insert(schema.review_action), [asdict(action)])

    def finish_action(self, action_id: int, done_on: date) -> None:
        table = schema.review_action
        self._connection.execute(
            update(table).where(table.c.action_id == action_id).values(done_on=done_on)
        )

    def planned_wishes(self) -> Sequence[PlannedWish]:
        table = schema.planned_wish
        rows = self._connection.execute(select(table).order_by(table.c.pack_on, table.c.place))
        return [PlannedWish(**row._mapping) for row in rows]

    def keep_pack(self, wishes: Sequence[PlannedWish]) -> None:
        table = schema.planned_wish
        for day in {wish.pack_on for wish in wishes}:
            self._connection.execute(table.delete().where(table.c.pack_on == day))
        if wishes:
            self._connection.execute(insert(table), [asdict(wish) for wish in wishes])
