"""Nights and their steps."""

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Table

from feedback.adapters.store.columns import UtcDateTime
from feedback.adapters.store.schema.metadata import metadata

night = Table(
    "night",
    metadata,
    Column("as_of", UtcDateTime, primary_key=True),
    Column("status", String(20), nullable=False),
    Column("faults", JSON, nullable=False),
    comment="One row per night.",
)

night_step = Table(
    "night_step",
    metadata,
    Column("as_of", ForeignKey("night.as_of"), primary_key=True),
    Column("step", String(200), primary_key=True),
    Column("place", Integer, nullable=False),
    Column("summary", JSON, nullable=False),
    comment="One row per night and finished step, in the order in which they finished.",
)
