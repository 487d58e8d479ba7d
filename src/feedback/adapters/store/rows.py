"""Putting one row into a table."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, insert, update


def put(connection: Connection, table: Table, key: str, values: Mapping[str, Any]) -> None:
    """Replace the row with this key, or insert it.

    Two plain statements: SQLAlchemy compiles an upsert again each time, and these once (a third of
    the time of a night's writes, by benchmarks/publish.py).
    """
    changed = connection.execute(
        update(table).where(table.c[key] == values[key]).values(dict(values))
    )
    if changed.rowcount == 0:
        connection.execute(insert(table).values(dict(values)))
