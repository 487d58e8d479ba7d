"""Fix plans, every revision."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, insert, select, update

from feedback.adapters.store import schema
from feedback.domain.issues.issue import IssueId
from feedback.domain.plans.fix_plan import FixPlan, FixPlanRevision, FixStatus
from feedback.domain.plans.plan_change import PlanChange, PlanClaim, WatchFindings

_CHANGES = TypeAdapter(tuple[PlanChange, ...])
_CLAIMS = TypeAdapter(tuple[PlanClaim, ...])
_FOUND = TypeAdapter(WatchFindings)


class FixPlanTable:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def revisions(self, issue_id: IssueId) -> Sequence[FixPlanRevision]:
        table = schema.fix_plan
        rows = self._connection.execute(
            select(table).where(table.c.issue_id == issue_id).order_by(table.c.revision)
        )
        return [_revision(row) for row in rows]

    def of_all(self) -> Mapping[IssueId, Sequence[FixPlanRevision]]:
        table = schema.fix_plan
        found: dict[IssueId, list[FixPlanRevision]] = {}
        query = select(table).order_by(table.c.issue_id, table.c.revision)
        for row in self._connection.execute(query):
            found.setdefault(row.issue_id, []).append(_revision(row))
        return found

    def add(self, revisions: Iterable[FixPlanRevision]) -> None:
        rows = [_row(revision) for revision in revisions]
        if rows:
            self._connection.execute(insert(schema.fix_plan), rows)

    def confirm(self, issue_id: IssueId, revision: int, at: datetime) -> None:
        table = schema.fix_plan
        self._connection.execute(
            update(table)
            .where(table.c.issue_id == issue_id, table.c.revision == revision)
            .values(confirmed_at=at)
        )


def _row(revision: FixPlanRevision) -> dict[str, Any]:
    plan = revision.plan
    return {
        "issue_id": revision.issue_id,
        "revision": revision.revision,
        "changes": _CHANGES.dump_python(revision.changes, mode="json"),
        "confirmed_at": revision.confirmed_at,
        "recorded_at": plan.recorded_at,
        "status": str(plan.status),
        "target_version": plan.target_version,
        "target_on": plan.target_on,
        "released_on": plan.released_on,
        "workaround": plan.workaround,
        "owner": plan.owner,
        "note": plan.note,
        "contradiction": _CLAIMS.dump_python(plan.contradiction, mode="json"),
        "is_late": plan.is_late,
        "found": _FOUND.dump_python(plan.found, mode="json") if plan.found else None,
    }


def _revision(row: Row[Any]) -> FixPlanRevision:
    return FixPlanRevision(
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
            contradiction=_CLAIMS.validate_python(row.contradiction),
            is_late=row.is_late,
            found=_FOUND.validate_python(row.found) if row.found else None,
        ),
        changes=_CHANGES.validate_python(row.changes),
        confirmed_at=row.confirmed_at,
    )
