"""Issues, who belongs to them, and what happened to them."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from feedback.adapters.store import schema
from feedback.adapters.store.issues.decisions import DecisionTable
from feedback.adapters.store.issues.lineage import EVENTS
from feedback.adapters.store.reading import chunks, plain_rows, rows_among
from feedback.domain.issues.decision import overrides_of
from feedback.domain.issues.issue import (
    NOTHING,
    Description,
    Exemplar,
    Issue,
    IssueId,
    IssueKind,
    IssueState,
    Membership,
    Overrides,
    ThemeId,
)
from feedback.domain.issues.lineage import LineageEvent, LineageKind
from feedback.domain.tickets.ticket import TicketId


class IssueTables:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> Sequence[Issue]:
        return self._read(None)

    def some(self, issue_ids: Iterable[IssueId]) -> Mapping[IssueId, Issue]:
        wanted = sorted(set(issue_ids))
        found = (issue for few in chunks(wanted) for issue in self._read(few))
        return {issue.issue_id: issue for issue in found}

    def _read(self, issue_ids: Sequence[IssueId] | None) -> Sequence[Issue]:
        # The terms are as long as all the rest, and few ask for them.
        columns = [column for column in schema.issue.c if column is not schema.issue.c.terms]
        query = select(*columns).order_by(schema.issue.c.issue_id)
        if issue_ids is not None:
            query = query.where(schema.issue.c.issue_id.in_(issue_ids))
        by_hand = overrides_of(DecisionTable(self._connection).by_hand())
        rows = self._connection.execute(query)
        return [_issue(row, by_hand.get(row.issue_id, NOTHING)) for row in rows]

    def themes(self) -> Mapping[IssueId, ThemeId | None]:
        table = schema.issue
        return dict(plain_rows(self._connection, select(table.c.issue_id, table.c.theme_id)))

    def quiet(self, since: datetime, before: datetime) -> Set[IssueId]:
        issue, ticket, membership = schema.issue, schema.ticket, schema.membership
        loud = (
            select(membership.c.issue_id)
            .join(ticket, ticket.c.ticket_id == membership.c.ticket_id)
            .where(ticket.c.created_at > since)
        )
        rows = self._connection.scalars(
            select(issue.c.issue_id).where(
                issue.c.state == str(IssueState.ACTIVE),
                issue.c.emerged_at < before,
                issue.c.issue_id.not_in(loud),
            )
        )
        return set(rows)

    def next_id(self) -> IssueId:
        # Issues are never deleted, so the largest id is also the last one given.
        return IssueId(
            (self._connection.scalar(select(func.max(schema.issue.c.issue_id))) or 0) + 1
        )

    def members(self, issue_id: IssueId) -> Sequence[TicketId]:
        table = schema.membership
        return list(
            self._connection.scalars(
                select(table.c.ticket_id)
                .where(table.c.issue_id == issue_id)
                .order_by(table.c.ticket_id)
            )
        )

    def placements(self, among: Set[TicketId] | None = None) -> Mapping[TicketId, IssueId]:
        table = schema.membership
        query = select(table.c.ticket_id, table.c.issue_id)
        return dict(rows_among(self._connection, query, table.c.ticket_id, among))

    def sizes(self, issue_ids: Iterable[IssueId]) -> Mapping[IssueId, int]:
        table = schema.membership
        query = select(table.c.issue_id, func.count()).group_by(table.c.issue_id)
        found: dict[IssueId, int] = {}
        for few in chunks(sorted(set(issue_ids))):
            rows = self._connection.execute(query.where(table.c.issue_id.in_(few)))
            found |= {IssueId(row[0]): row[1] for row in rows}
        return found

    def n_placed(self) -> tuple[int, int]:
        table = schema.membership
        row = self._connection.execute(
            select(func.count(), func.count(table.c.issue_id.distinct()))
        ).one()
        return row[0], row[1]

    def issue_of(self, ticket_id: TicketId) -> IssueId | None:
        table = schema.membership
        return self._connection.scalar(
            select(table.c.issue_id).where(table.c.ticket_id == ticket_id)
        )

    def save(self, issues: Iterable[Issue]) -> None:
        rows = [_row(issue) for issue in issues]
        if not rows:
            return
        statement = upsert(schema.issue)
        # What only save_terms writes is left as it is.
        changed = [name for name in rows[0] if name not in ("issue_id", "terms")]
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["issue_id"],
                set_={name: statement.excluded[name] for name in changed},
            ),
            rows,
        )

    def save_figures(self, figures: Mapping[IssueId, tuple[float, float]]) -> None:
        if not figures:
            return
        table = schema.issue
        self._connection.execute(
            update(table)
            .where(table.c.issue_id == bindparam("of"))
            .values(cohesion=bindparam("now_cohesion"), distinctness=bindparam("now_distinctness")),
            [
                {"of": issue_id, "now_cohesion": cohesion, "now_distinctness": distinctness}
                for issue_id, (cohesion, distinctness) in figures.items()
            ],
        )

    def save_terms(self, terms: Mapping[IssueId, Mapping[str, int]]) -> None:
        if not terms:
            return
        table = schema.issue
        self._connection.execute(
            update(table)
            .where(table.c.issue_id == bindparam("of"))
            .values(terms=bindparam("now_terms")),
            [{"of": issue_id, "now_terms": dict(own)} for issue_id, own in terms.items()],
        )

    def terms(self) -> Mapping[IssueId, Mapping[str, int]]:
        rows = self._connection.execute(select(schema.issue.c.issue_id, schema.issue.c.terms))
        return {row.issue_id: row.terms for row in rows}

    def place(self, placed: Iterable[Membership]) -> None:
        rows = [asdict(membership) for membership in placed]
        if not rows:
            return
        statement = upsert(schema.membership)
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["ticket_id"],
                set_={name: statement.excluded[name] for name in rows[0] if name != "ticket_id"},
            ),
            rows,
        )

    def unplace(self, ticket_ids: Iterable[TicketId]) -> None:
        table = schema.membership
        for ticket_id in ticket_ids:
            self._connection.execute(delete(table).where(table.c.ticket_id == ticket_id))

    def record(self, events: Iterable[LineageEvent]) -> None:
        rows = [
            {
                "as_of": event.as_of,
                "issue_id": event.issue_id,
                "kind": str(event.kind),
                "detail": EVENTS.encode(event.detail),
            }
            for event in events
        ]
        if rows:
            self._connection.execute(upsert(schema.lineage).on_conflict_do_nothing(), rows)

    def lineage(
        self,
        as_of: datetime | None = None,
        kinds: Sequence[LineageKind] = (),
        since: datetime | None = None,
    ) -> Sequence[LineageEvent]:
        table = schema.lineage
        query = select(table).order_by(table.c.as_of, table.c.issue_id, table.c.kind)
        if as_of is not None:
            query = query.where(table.c.as_of == as_of)
        if since is not None:
            query = query.where(table.c.as_of > since)
        if kinds:
            query = query.where(table.c.kind.in_([str(kind) for kind in kinds]))
        return [
            LineageEvent(row.issue_id, row.as_of, EVENTS.decode(row.detail))
            for row in self._connection.execute(query)
        ]


def _row(issue: Issue) -> dict[str, Any]:
    description = issue.description
    return {
        "issue_id": issue.issue_id,
        "state": str(issue.state),
        "emerged_at": issue.emerged_at,
        "title": description.title,
        "keyphrases": list(description.keyphrases),
        "exemplars": [asdict(exemplar) for exemplar in description.exemplars],
        "kind": str(description.kind),
        "kind_confidence": description.kind_confidence,
        "n_described": description.n_tickets,
        "summary": description.summary,
        "cohesion": issue.cohesion,
        "distinctness": issue.distinctness,
        "absorbed_by": issue.absorbed_by,
        "theme_id": issue.theme_id,
        "terms": {},
    }


def _issue(row: Row[Any], by_hand: Overrides) -> Issue:
    return Issue(
        issue_id=row.issue_id,
        state=IssueState(row.state),
        emerged_at=row.emerged_at,
        description=Description(
            title=row.title,
            keyphrases=tuple(row.keyphrases),
            exemplars=tuple(Exemplar(**exemplar) for exemplar in row.exemplars),
            kind=IssueKind(row.kind),
            kind_confidence=row.kind_confidence,
            n_tickets=row.n_described,
            summary=row.summary,
        ),
        cohesion=row.cohesion,
        distinctness=row.distinctness,
        absorbed_by=row.absorbed_by,
        theme_id=row.theme_id,
        by_hand=by_hand,
    )
