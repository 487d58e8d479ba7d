"""What a language model wrote, so that nothing is asked twice."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from feedback.adapters.store import schema
from feedback.adapters.store.reading import chunks
from feedback.domain.issues.written_title import WrittenTitle


class TitleTable:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def known(self, model: str, keys: Sequence[str]) -> Mapping[str, WrittenTitle]:
        table = schema.written_title
        query = select(table.c.key, table.c.title, table.c.summary, table.c.refusal)
        found: dict[str, WrittenTitle] = {}
        for chunk in chunks(keys):
            rows = query.where(table.c.model == model, table.c.key.in_(chunk))
            found |= {row.key: WrittenTitle(*row) for row in self._connection.execute(rows)}
        return found

    def add(self, model: str, written: WrittenTitle) -> None:
        self._connection.execute(
            insert(schema.written_title)
            .values(model=model, **asdict(written))
            .on_conflict_do_nothing()
        )
