"""Reading many rows: plain, and a few thousand ids at a time."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select

_Key = TypeVar("_Key")
CHUNK = 5000
"""Ids per statement; SQLite takes 32,766 parameters at most."""


def plain_rows(connection: Connection, query: Select[Any]) -> list[Any]:
    """As the driver gives them, for columns of numbers and plain text: making them rows that know
    their names took longer than reading them, and this is done for very many tickets."""
    cursor = connection.execute(query).cursor
    assert cursor is not None, "a select has one until it is read"
    return list(cursor.fetchall())


def chunks(ids: Sequence[_Key]) -> Iterable[Sequence[_Key]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def rows_among(
    connection: Connection,
    query: Select[Any],
    column: ColumnElement[Any],
    among: Collection[str] | None,
) -> Iterator[Any]:
    """The query's rows whose `column` is one of `among`; all of them without it."""
    if among is None:
        yield from plain_rows(connection, query)
        return
    for chunk in chunks(sorted(among)):
        yield from plain_rows(connection, query.where(column.in_(chunk)))
