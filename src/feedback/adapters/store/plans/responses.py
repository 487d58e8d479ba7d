"""What people answered, and which plans product owes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, func, select
from sqlalchemy.dialects.sqlite import insert

from feedback.adapters.store import schema
from feedback.adapters.store.reading import chunks
from feedback.domain.issues.issue import IssueId
from feedback.domain.plans.plan_debt import ClimbedStep, EscalationStep, PlanDebt
from feedback.domain.plans.responses.response import RecordedResponse, Response, ResponseKind


class ResponseTable:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def next_id(self) -> int:
        newest = self._connection.scalar(select(func.max(schema.response.c.response_id)))
        return (newest or 0) + 1

    def add(self, recorded: RecordedResponse) -> None:
        values = {**asdict(recorded.response), "kind": str(recorded.response.kind)}
        values.pop("among")  # what one press was about; here is one row a ticket
        self._connection.execute(
            insert(schema.response).values(
                response_id=recorded.response_id, revision=recorded.revision, **values
            )
        )

    def of_issue(self, issue_id: IssueId) -> Sequence[RecordedResponse]:
        return self._read(schema.response.c.issue_id == issue_id)

    def of_issues(
        self, issue_ids: Collection[IssueId]
    ) -> Mapping[IssueId, Sequence[RecordedResponse]]:
        found: dict[IssueId, list[RecordedResponse]] = {}
        for some in chunks(sorted(issue_ids)):
            for recorded in self._read(schema.response.c.issue_id.in_(some)):
                found.setdefault(recorded.response.issue_id, []).append(recorded)
        return found

    def of_kinds(self, *kinds: ResponseKind) -> Sequence[RecordedResponse]:
        return self._read(schema.response.c.kind.in_([str(kind) for kind in kinds]))

    def _read(self, condition: Any) -> Sequence[RecordedResponse]:
        query = select(schema.response).where(condition).order_by(schema.response.c.response_id)
        return [_recorded(row) for row in self._connection.execute(query)]


def _recorded(row: Row[Any]) -> RecordedResponse:
    response = Response(
        ResponseKind(row.kind), row.issue_id, row.ticket_id, row.by, row.at, row.text
    )
    return RecordedResponse(row.response_id, response, row.revision)


class PlanDebtTables:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> Sequence[PlanDebt]:
        table = schema.plan_debt
        query = select(table).order_by(table.c.since, table.c.issue_id, table.c.segment)
        return [PlanDebt(**row._mapping) for row in self._connection.execute(query)]

    def put(self, debt: PlanDebt) -> None:
        statement = insert(schema.plan_debt).values(asdict(debt))
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["issue_id", "segment", "since"],
                set_={name: statement.excluded[name] for name in ("due_at", "ended_at")},
            )
        )

    def steps(self) -> Sequence[ClimbedStep]:
        table = schema.escalation_step
        query = select(table).order_by(table.c.at, table.c.issue_id, table.c.step)
        return [
            ClimbedStep(
                row.issue_id, row.since, EscalationStep(row.step), row.at, tuple(row.targets)
            )
            for row in self._connection.execute(query)
        ]

    def add_step(self, step: ClimbedStep) -> None:
        values = {**asdict(step), "step": int(step.step), "targets": list(step.targets)}
        self._connection.execute(insert(schema.escalation_step).values(values))
