"""Themes ever given an id. Which issue belongs to which stands with the issues."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from feedback.adapters.store import schema
from feedback.domain.issues.theme import Theme


class ThemeTable:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> Sequence[Theme]:
        rows = self._connection.execute(select(schema.theme).order_by(schema.theme.c.theme_id))
        return [Theme(**row._mapping) for row in rows]

    def save(self, themes: Iterable[Theme]) -> None:
        rows = [asdict(theme) for theme in themes]
        if not rows:
            return
        statement = insert(schema.theme)
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["theme_id"],
                set_={name: statement.excluded[name] for name in ("title", "n_issues")},
            ),
            rows,
        )
