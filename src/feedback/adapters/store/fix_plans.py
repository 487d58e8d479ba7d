"""Fix plans, every revision."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection, insert, select

from feedback.adapters.store import schema
from feedback.domain.fix_plan import FixPlan, FixPlanRevision, FixStatus
from feedback.domain.issue import IssueId


class FixPlanTable:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def revisions(self, issue_id: IssueId) -> Sequence[FixPlanRevision]:
        table = schema.fix_plan
        rows = self._connection.execute(
            select(table).where(table.c.issue_id == issue_id).order_by(table.c.revision)
        )
        return [
            FixPlanRevision(
                issue_id=row.issue_id,
                revision=row.revision,
                plan=FixPlan(
                    recorded_at=row.recorded_at,
                    status=FixStatus(row.status),
                    target_version=row.target_version,
                    target_on=row.target_on,
                    released_on=row.released_on,
                    workaround=row.workaround,
                    owner=row.owner,
                    note=row.note,
                ),
                changes=tuple(row.changes),
            )
            for row in rows
        ]

    def with_plans(self) -> Sequence[IssueId]:
        table = schema.fix_plan
        return list(
            self._connection.scalars(select(table.c.issue_id).distinct().order_by(table.c.issue_id))
        )

    def add(self, revision: FixPlanRevision) -> None:
        self._connection.execute(
            insert(schema.fix_plan).values(
                issue_id=revision.issue_id,
                revision=revision.revision,
                changes=list(revision.changes),
                **{**asdict(revision.plan), "status": str(revision.plan.status)},
            )
        )
