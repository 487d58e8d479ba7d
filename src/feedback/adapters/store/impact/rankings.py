"""Every night's ranking; receipts and activity of the newest."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select

from feedback.adapters.store import schema
from feedback.adapters.store.issues.issues import IssueTables
from feedback.domain.impact.impact import Impact, ReceiptLine
from feedback.domain.impact.measure import Measure
from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.impact.support_cost import SupportCost
from feedback.domain.impact.trend import Activity, Trend
from feedback.domain.issues.issue import IssueId
from feedback.ports.impact.rankings import RankedBefore

# Not asdict: it copies deeply, which took longer than writing the rows.
_LINE = tuple(field.name for field in fields(ReceiptLine))
_ACTIVITY = tuple(field.name for field in fields(Activity))
_SERIES = ("tickets_per_day", "customers_per_day", "tickets_per_week", "customers_per_week")


class RankingTables:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def save(self, as_of: datetime, ranked: Sequence[RankedIssue]) -> None:
        ranking, receipt_line = schema.ranking, schema.receipt_line
        self._connection.execute(delete(ranking).where(ranking.c.as_of == as_of))
        self._connection.execute(delete(receipt_line))
        self._connection.execute(delete(schema.activity))
        if not ranked:
            return
        self._connection.execute(
            insert(ranking), [_ranking_row(as_of, ranked_issue) for ranked_issue in ranked]
        )
        self._connection.execute(
            insert(schema.activity), [_activity_row(ranked_issue) for ranked_issue in ranked]
        )
        lines = [
            {
                "issue_id": ranked_issue.issue.issue_id,
                "place": place,
                **{name: getattr(line, name) for name in _LINE},
                "why": list(line.why),
            }
            for ranked_issue in ranked
            for place, line in enumerate(ranked_issue.impact.lines)
        ]
        if lines:
            self._connection.execute(insert(receipt_line), lines)

    def latest(self) -> Sequence[RankedIssue]:
        ranking, receipt_line = schema.ranking, schema.receipt_line
        lines: dict[IssueId, list[ReceiptLine]] = {}
        # Rows by place, not by name: there are hundreds of thousands of them.
        wanted = [receipt_line.c[name] for name in _LINE]
        for issue_id, *values, why in self._connection.execute(
            select(receipt_line.c.issue_id, *wanted).order_by(
                receipt_line.c.issue_id, receipt_line.c.place
            )
        ):
            lines.setdefault(issue_id, []).append(ReceiptLine(*(*values, tuple(why))))
        activities = {
            row.issue_id: _activity(row)
            for row in self._connection.execute(select(schema.activity))
        }
        issues = {issue.issue_id: issue for issue in IssueTables(self._connection).all()}
        newest = select(func.max(ranking.c.as_of)).scalar_subquery()
        rows = self._connection.execute(
            select(ranking).where(ranking.c.as_of == newest).order_by(ranking.c.rank)
        )
        return [
            RankedIssue(
                issue=issues[row.issue_id],
                rank=row.rank,
                impact=Impact(
                    impact_usd=row.impact_usd,
                    low_usd=row.low_usd,
                    high_usd=row.high_usd,
                    lines=tuple(lines.get(row.issue_id, ())),
                    estimated_share=row.estimated_share,
                    largest_customer_share=row.largest_customer_share,
                    is_weighted=row.is_weighted,
                ),
                rank_without_largest=row.rank_without_largest,
                priority=row.priority,
                n_tickets=row.n_tickets,
                n_open_tickets=row.n_open_tickets,
                n_new_tickets=row.n_new_tickets,
                support_costs=tuple(
                    SupportCost(
                        c["supplier"],
                        c["n_tickets"],
                        Decimal(c["cost_usd"]),
                        Decimal(c["estimated_usd"]),
                    )
                    for c in row.support_costs
                ),
                # A later night that had nothing to rank leaves none.
                activity=activities.get(row.issue_id, Activity()),
            )
            for row in rows
        ]

    def priorities_before(self, as_of: datetime) -> Mapping[IssueId, str]:
        rows = self._before(as_of, schema.ranking.c.priority)
        return {row.issue_id: row.priority for row in rows}

    def before(self, as_of: datetime) -> RankedBefore:
        ranking = schema.ranking
        rows = self._before(as_of, ranking.c.priority, ranking.c.impact_usd)
        measure = None
        if rows:
            measure = Measure.CUSTOMERS if rows[0].impact_usd is None else Measure.MONEY
        return RankedBefore({row.issue_id: row.priority for row in rows}, measure)

    def ranks_before(self, as_of: datetime) -> Mapping[IssueId, int]:
        rows = self._before(as_of, schema.ranking.c.rank)
        return {row.issue_id: row.rank for row in rows}

    def _before(self, as_of: datetime, *columns: Any) -> Sequence[Row[Any]]:
        ranking = schema.ranking
        last = select(func.max(ranking.c.as_of)).where(ranking.c.as_of < as_of).scalar_subquery()
        return self._connection.execute(
            select(ranking.c.issue_id, *columns).where(ranking.c.as_of == last)
        ).all()


def _ranking_row(as_of: datetime, ranked_issue: RankedIssue) -> dict[str, Any]:
    impact = ranked_issue.impact
    return {
        "as_of": as_of,
        "issue_id": ranked_issue.issue.issue_id,
        "rank": ranked_issue.rank,
        "rank_without_largest": ranked_issue.rank_without_largest,
        "impact_usd": impact.impact_usd,
        "low_usd": impact.low_usd,
        "high_usd": impact.high_usd,
        "estimated_share": impact.estimated_share,
        "largest_customer_share": impact.largest_customer_share,
        "is_weighted": impact.is_weighted,
        "priority": ranked_issue.priority,
        "n_tickets": ranked_issue.n_tickets,
        "n_open_tickets": ranked_issue.n_open_tickets,
        "n_new_tickets": ranked_issue.n_new_tickets,
        "support_costs": [
            {
                "supplier": c.supplier,
                "n_tickets": c.n_tickets,
                "cost_usd": str(c.cost_usd),
                "estimated_usd": str(c.estimated_usd),
            }
            for c in ranked_issue.support_costs
        ],
    }


def _activity_row(ranked_issue: RankedIssue) -> dict[str, Any]:
    values = {name: getattr(ranked_issue.activity, name) for name in _ACTIVITY}
    series = {name: list(values[name]) for name in _SERIES}
    return {
        "issue_id": ranked_issue.issue.issue_id,
        **values,
        **series,
        "trend": str(ranked_issue.activity.trend),
    }


def _activity(row: Row[Any]) -> Activity:
    values = {name: getattr(row, name) for name in _ACTIVITY}
    series = {name: tuple(values[name]) for name in _SERIES}
    return Activity(**{**values, **series, "trend": Trend(row.trend)})
