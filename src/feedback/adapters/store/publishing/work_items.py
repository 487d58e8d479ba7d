"""What we know of the work items of issues."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from feedback.adapters.store import schema
from feedback.adapters.store.rows import put
from feedback.domain.issues.issue import IssueId
from feedback.domain.publishing.known_work_item import KnownWorkItem, Override
from feedback.domain.publishing.work_item_state import (
    FixVersion,
    StatusCategory,
    WorkItemComment,
    WorkItemState,
)

_table = schema.work_item
_PLAIN = (
    "is_gone", "is_locked", "summary", "priority", "status", "resolution", "assignee", "due_on",
    "workaround", "updated_at",
)  # fmt: skip
_NEVER_READ = WorkItemState("", "")


class WorkItemTable:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> Mapping[IssueId, KnownWorkItem]:
        rows = self._connection.execute(select(_table).order_by(_table.c.issue_id))
        return {row.issue_id: _known(row) for row in rows}

    def in_tracker(self) -> Sequence[KnownWorkItem]:
        query = select(_table).where(_table.c.remote_key.is_not(None)).order_by(_table.c.issue_id)
        return [_known(row) for row in self._connection.execute(query)]

    def of(self, issue_id: IssueId) -> KnownWorkItem | None:
        row = self._connection.execute(select(_table).where(_table.c.issue_id == issue_id)).first()
        return None if row is None else _known(row)

    def put(self, known: KnownWorkItem) -> None:
        state = known.state or _NEVER_READ
        values = {
            "issue_id": known.issue_id,
            "remote_key": known.remote_key,
            "is_adopted": known.is_adopted,
            **{name: getattr(state, name) for name in _PLAIN},
            # Empty: it was never read.
            "status_category": str(state.status_category) if known.state else "",
            "fix_versions": [_as_json(asdict(one)) for one in state.fix_versions],
            "labels": list(state.labels),
            "written": dict(known.written),
            "overrides": [_as_json(asdict(one)) for one in known.overrides],
            "former_keys": list(known.former_keys),
            "comments": [_as_json(asdict(one)) for one in known.comments],
            "tells_plan": known.tells_plan,
            "read_at": known.read_at,
        }
        put(self._connection, _table, "issue_id", values)

    def put_all(self, known: Iterable[KnownWorkItem]) -> None:
        for work_item in known:
            self.put(work_item)


def _as_json(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def _known(row: Row[Any]) -> KnownWorkItem:
    state = None
    if row.status_category:
        state = WorkItemState(
            row.remote_key or "",
            row.remote_key or "",
            **{name: getattr(row, name) for name in _PLAIN},
            status_category=StatusCategory(row.status_category),
            fix_versions=tuple(
                FixVersion(
                    one["name"],
                    one["is_released"],
                    date.fromisoformat(one["release_on"]) if one["release_on"] else None,
                )
                for one in row.fix_versions
            ),
            labels=tuple(row.labels),
        )
    return KnownWorkItem(
        issue_id=row.issue_id,
        remote_key=row.remote_key,
        written=dict(row.written),
        overrides=tuple(Override(**_with_moment(one)) for one in row.overrides),
        is_adopted=row.is_adopted,
        former_keys=tuple(row.former_keys),
        state=state,
        comments=tuple(WorkItemComment(**_with_moment(one)) for one in row.comments),
        tells_plan=row.tells_plan,
        read_at=row.read_at,
    )


def _with_moment(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "at": datetime.fromisoformat(values["at"])}
