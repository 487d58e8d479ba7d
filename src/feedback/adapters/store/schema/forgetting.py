"""Who was forgotten."""

from sqlalchemy import Column, String, Table

from feedback.adapters.store.columns import UtcDateTime
from feedback.adapters.store.schema.metadata import metadata

forgotten = Table(
    "forgotten",
    metadata,
    Column("mark", String(64), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    comment="One row per requester or customer that was forgotten: a keyed hash, so that no source "
    "brings back what was opened before.",
)
