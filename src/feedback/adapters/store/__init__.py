"""The store: SQLAlchemy Core over SQLite, one transaction per step, schema by Alembic."""

from feedback.adapters.store.database import SqlStore

__all__ = ["SqlStore"]
