"""Nights and what each of their steps reported."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from feedback.adapters.store import schema
from feedback.domain.night import Night, NightStatus, StepFault


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

    def finish(self, as_of: datetime, status: NightStatus, faults: Sequence[StepFault]) -> None:
        self._connection.execute(
            update(schema.night)
            .where(schema.night.c.as_of == as_of)
            .values(status=str(status), faults=[asdict(fault) for fault in faults])
        )

    def step(self, as_of: datetime, step: str) -> Mapping[str, Any] | None:
        table = schema.night_step
        return self._connection.scalar(
            select(table.c.summary).where(table.c.as_of == as_of, table.c.step == step)
        )

    def record_step(self, as_of: datetime, step: str, summary: Mapping[str, Any]) -> None:
        table = schema.night_step
        place = self._connection.scalar(
            select(func.count()).select_from(table).where(table.c.as_of == as_of)
        )
        statement = insert(table).values(as_of=as_of, step=step, place=place, summary=dict(summary))
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["as_of", "step"], set_={"summary": statement.excluded.summary}
            )
        )

    def reports_of(self, step: str) -> Mapping[datetime, Mapping[str, Any]]:
        table = schema.night_step
        rows = self._connection.execute(
            select(table.c.as_of, table.c.summary)
            .where(table.c.step == step)
            .order_by(table.c.as_of)
        )
        return {row.as_of: row.summary for row in rows}

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
            steps={step.step: step.summary for step in steps},
            faults=tuple(StepFault(**fault) for fault in row.faults),
        )
