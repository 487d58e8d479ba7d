"""Fix plans from a file, for companies whose plans are not (yet) read from a tracker.

One row per revision: `recorded_at`, `status`, and `issue` (`FB-12`) or `ticket_id` (of any ticket
the issue holds); where known `target_version, target_on, released_on, workaround, owner, note`.
Rows that name a `work_item` are that one's plan: two of them may say different things.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from feedback.adapters.files.tables import read_table
from feedback.adapters.rows.row import Row
from feedback.domain.plans.fix_plan import VERDICT_STATUSES, FixPlan, FixStatus
from feedback.errors import InvalidInput
from feedback.ports import RecordedPlan


@dataclass(frozen=True, slots=True)
class FileFixPlanSource:
    path: Path

    def __post_init__(self) -> None:
        """Raise `InvalidInput` on the first row that cannot be right, before any work starts."""
        self.plans(datetime.max.replace(tzinfo=UTC))

    def plans(self, until: datetime) -> Sequence[RecordedPlan]:
        recorded = [self._plan(row) for row in read_table(self.path, ("recorded_at", "status"))]
        return sorted(
            (one for one in recorded if one.plan.recorded_at <= until),
            key=lambda one: (one.plan.recorded_at, one.reference),
        )

    def _plan(self, row: Row) -> RecordedPlan:
        reference = self._text(row, "issue") or self._text(row, "ticket_id")
        if not reference:
            raise self._fault(row, "names neither an issue nor a ticket_id", "Fill in one of them")
        try:
            status = FixStatus(self._text(row, "status"))
            if status in VERDICT_STATUSES:
                raise ValueError
        except ValueError:
            raise self._fault(
                row,
                f'has the status "{self._text(row, "status")}"',
                f"Use one of {', '.join(s for s in FixStatus if s not in VERDICT_STATUSES)}",
            ) from None
        return RecordedPlan(
            reference,
            FixPlan(
                recorded_at=self._time(row),
                status=status,
                target_version=self._text(row, "target_version"),
                target_on=self._date(row, "target_on"),
                released_on=self._date(row, "released_on"),
                workaround=self._text(row, "workaround"),
                owner=self._text(row, "owner"),
                note=self._text(row, "note"),
            ),
            self._text(row, "work_item"),
        )

    def _fault(self, row: Row, what: str, remedy: str) -> InvalidInput:
        line = row.locator.rsplit(":", 1)[1]
        return InvalidInput(f"{self.path}:{line}: the plan {what}. {remedy}.")

    def _text(self, row: Row, name: str) -> str:
        value = row.values.get(name)
        return "" if value is None or value != value else str(value).strip()

    def _time(self, row: Row) -> datetime:
        text = self._text(row, "recorded_at")
        try:
            moment = datetime.fromisoformat(text)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise self._fault(row, f'has recorded_at "{text}"', "Write an ISO time") from None

    def _date(self, row: Row, name: str) -> date | None:
        text = self._text(row, name)
        if not text:
            return None
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            raise self._fault(row, f'has {name} "{text}"', "Write it as 2026-03-31") from None
