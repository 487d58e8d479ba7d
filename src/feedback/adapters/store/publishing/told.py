"""Who was told what."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from feedback.adapters.store import schema
from feedback.adapters.store.reading import chunks
from feedback.domain.impact.measure import Measure, MeasureChange
from feedback.domain.issues.lineage import EventKey, LineageKind
from feedback.domain.publishing.messages.told import NewsKey, PlanNewsKey, ToldNews

_table = schema.told
_MEASURE = "measure:"


class ToldTable:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def replace(self, message: str, rows: Sequence[ToldNews]) -> None:
        self._connection.execute(delete(_table).where(_table.c.message == message))
        if rows:
            values = [{"place": place, **_values(row)} for place, row in enumerate(rows)]
            self._connection.execute(insert(_table), values)

    def of_readers(self, readers: Sequence[str]) -> Mapping[str, Sequence[ToldNews]]:
        found: dict[str, list[ToldNews]] = {}
        for some in chunks(readers):
            query = (
                select(_table)
                .where(_table.c.reader.in_(some))
                .order_by(_table.c.reader, _table.c.sequence, _table.c.place)
            )
            for row in self._connection.execute(query):
                found.setdefault(row.reader, []).append(_told(row))
        return found


def _values(row: ToldNews) -> dict[str, Any]:
    return {
        "message": row.message,
        "reader": row.reader,
        "sequence": row.sequence,
        **_news_values(row.news),
        "at": row.at,
        "is_put_off": row.is_put_off,
    }


def _news_values(news: NewsKey) -> dict[str, Any]:
    match news:
        case PlanNewsKey(issue_id, revision):
            return {
                "issue_id": issue_id,
                "revision": revision,
                "event": None,
                "event_as_of": None,
            }
        case EventKey(issue_id, kind, as_of):
            return {
                "issue_id": issue_id,
                "revision": None,
                "event": str(kind),
                "event_as_of": as_of,
            }
        case MeasureChange(as_of, before):
            return {
                "issue_id": None,
                "revision": None,
                "event": f"{_MEASURE}{before}",
                "event_as_of": as_of,
            }


def _told(row: Row[Any]) -> ToldNews:
    news: NewsKey
    if row.event is None:
        news = PlanNewsKey(row.issue_id, row.revision)
    elif row.event.startswith(_MEASURE):
        news = MeasureChange(row.event_as_of, Measure(row.event.removeprefix(_MEASURE)))
    else:
        news = EventKey(row.issue_id, LineageKind(row.event), row.event_as_of)
    return ToldNews(row.reader, news, row.message, row.sequence, row.at, row.is_put_off)
