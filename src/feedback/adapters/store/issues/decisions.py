"""People's decisions about issues. Rows are added and marked undone, never deleted."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from feedback.adapters.store import schema
from feedback.domain.issues.decision import BY_HAND, Decision, DecisionKind
from feedback.domain.tickets.ticket import TicketId


class DecisionTable:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> Sequence[Decision]:
        table = schema.decision
        rows = self._connection.execute(select(table).order_by(table.c.decision_id))
        return [_decision(row) for row in rows]

    def of_kind(self, kind: DecisionKind) -> Sequence[Decision]:
        table = schema.decision
        query = select(table).where(table.c.kind == str(kind)).order_by(table.c.decision_id)
        return [_decision(row) for row in self._connection.execute(query)]

    def by_hand(self) -> Sequence[Decision]:
        """The standing ones that set something by hand: without those that hold tickets, which
        would be read again whenever issues are."""
        table = schema.decision
        rows = self._connection.execute(
            select(table)
            .where(table.c.kind.in_([str(kind) for kind in BY_HAND]), table.c.undone_at.is_(None))
            .order_by(table.c.decision_id)
        )
        return [_decision(row) for row in rows]

    def next_id(self) -> int:
        last = self._connection.scalar(select(func.max(schema.decision.c.decision_id)))
        return (last or 0) + 1

    def add(self, decision: Decision) -> None:
        self._connection.execute(insert(schema.decision), [_row(decision)])

    def mark_undone(self, decision: Decision) -> None:
        table = schema.decision
        self._connection.execute(
            update(table)
            .where(table.c.decision_id == decision.decision_id)
            .values(
                undone_at=decision.undone_at,
                undone_by=decision.undone_by,
                undone_why=decision.undone_why,
            )
        )


def _row(decision: Decision) -> dict[str, Any]:
    return {
        "decision_id": decision.decision_id,
        "kind": str(decision.kind),
        "issue_id": decision.issue_id,
        "other_id": decision.other_id,
        "value": decision.value,
        "made_at": decision.made_at,
        "made_by": decision.made_by,
        "why": decision.why,
        "tickets": dict(decision.tickets),
        "others": list(decision.others),
        "undone_at": decision.undone_at,
        "undone_by": decision.undone_by,
        "undone_why": decision.undone_why,
    }


def _decision(row: Row[Any]) -> Decision:
    return Decision(
        decision_id=row.decision_id,
        kind=DecisionKind(row.kind),
        issue_id=row.issue_id,
        made_at=row.made_at,
        made_by=row.made_by,
        why=row.why,
        other_id=row.other_id,
        value=row.value,
        tickets={TicketId(ticket): issue for ticket, issue in row.tickets.items()},
        others=tuple(TicketId(ticket) for ticket in row.others),
        undone_at=row.undone_at,
        undone_by=row.undone_by,
        undone_why=row.undone_why,
    )
