"""Nights and what each of their steps reported."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from feedback.adapters.store import schema
from feedback.adapters.store.step_reports import REPORTS
from feedback.domain.night import (
    Night,
    NightStatus,
    Report,
    StepFault,
    StepReport,
    step_name,
)
from feedback.domain.tickets.pull_report import PullReport
from feedback.domain.tickets.reconciliation import ReconcileReport


class NightTables:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, as_of: datetime) -> Night | None:
        night = schema.night
        row = self._connection.execute(select(night).where(night.c.as_of == as_of)).first()
        return None if row is None else self._night(row)

    def latest(self) -> Night | None:
        night = schema.night
        row = self._connection.execute(
            select(night).order_by(night.c.as_of.desc()).limit(1)
        ).first()
        return None if row is None else self._night(row)

    def all(self) -> Sequence[Night]:
        rows = self._connection.execute(select(schema.night).order_by(schema.night.c.as_of)).all()
        return [self._night(row) for row in rows]

    def begin(self, as_of: datetime) -> None:
        statement = insert(schema.night).values(
            as_of=as_of, status=str(NightStatus.RUNNING), faults=[]
        )
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["as_of"],
                set_={"status": statement.excluded.status, "faults": statement.excluded.faults},
            )
        )

    def finish(self, as_of: datetime, status: NightStatus, faults: Sequence[StepFault]) -> Night:
        self._connection.execute(
            update(schema.night)
            .where(schema.night.c.as_of == as_of)
            .values(status=str(status), faults=[asdict(fault) for fault in faults])
        )
        night = self.get(as_of)
        assert night is not None, "only a night that was begun can end"
        return night

    def report(self, as_of: datetime, of: type[Report], source: str = "") -> Report | None:
        table = schema.night_step
        stored = self._connection.scalar(
            select(table.c.summary).where(
                table.c.as_of == as_of, table.c.step == step_name(of, source)
            )
        )
        return None if stored is None else _decoded(stored, of)

    def record(self, as_of: datetime, report: StepReport) -> None:
        table = schema.night_step
        source = report.source if isinstance(report, PullReport | ReconcileReport) else ""
        step = step_name(type(report), source)
        place = self._connection.scalar(
            select(func.count()).select_from(table).where(table.c.as_of == as_of)
        )
        statement = insert(table).values(
            as_of=as_of, step=step, place=place, summary=REPORTS.encode(report)
        )
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["as_of", "step"], set_={"summary": statement.excluded.summary}
            )
        )

    def reports_of(self, of: type[Report]) -> Mapping[datetime, Report]:
        table = schema.night_step
        rows = self._connection.execute(
            select(table.c.as_of, table.c.summary)
            .where(table.c.step == step_name(of))
            .order_by(table.c.as_of)
        )
        return {row.as_of: _decoded(row.summary, of) for row in rows}

    def forget_steps(self, as_of: datetime, steps: Sequence[str]) -> None:
        table = schema.night_step
        self._connection.execute(
            delete(table).where(table.c.as_of == as_of, table.c.step.in_(steps))
        )

    def _night(self, row: Row[Any]) -> Night:
        table = schema.night_step
        steps = self._connection.execute(
            select(table.c.step, table.c.summary)
            .where(table.c.as_of == row.as_of)
            .order_by(table.c.place)
        )
        return Night(
            as_of=row.as_of,
            status=NightStatus(row.status),
            steps={row.step: REPORTS.decode(row.summary) for row in steps},
            faults=tuple(StepFault(**fault) for fault in row.faults),
        )


def _decoded(stored: Mapping[str, Any], of: type[Report]) -> Report:
    report = REPORTS.decode(stored)
    assert isinstance(report, of), "a step is stored under the name of its report"
    return report
