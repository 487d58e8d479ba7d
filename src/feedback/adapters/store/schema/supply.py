"""References for fair comparison, agreed actions, and planning packs."""

from sqlalchemy import JSON, Column, Date, ForeignKey, Integer, String, Table, Text

from feedback.adapters.store.columns import Money, UtcDateTime
from feedback.adapters.store.schema.metadata import metadata

supply_reference = Table(
    "supply_reference",
    metadata,
    Column("frozen_at", UtcDateTime, primary_key=True),
    Column("from_on", Date, nullable=False),
    Column("until_on", Date, nullable=False),
    Column("by", String(200), nullable=False),
    Column("why", Text, nullable=False),
    Column("contact_type", String(20), nullable=False),
    Column("rates", JSON, nullable=False),
    comment="One row per time a reference for fair comparison was frozen; the newest holds.",
)

review_action = Table(
    "review_action",
    metadata,
    Column("action_id", Integer, primary_key=True, autoincrement=False),
    Column("supplier", String(100), nullable=False),
    Column("words", Text, nullable=False),
    Column("our_owner", String(200), nullable=False),
    Column("their_owner", String(200), nullable=False),
    Column("agreed_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("done_on", Date),
    comment="One row per action agreed in a review with a supplier.",
)

planned_wish = Table(
    "planned_wish",
    metadata,
    Column("pack_on", Date, primary_key=True),
    Column("issue_id", ForeignKey("issue.issue_id"), primary_key=True),
    Column("section", String(20), nullable=False),
    Column("place", Integer, nullable=False),
    Column("value_usd", Money),
    comment="One row per planning pack and issue it asked for.",
)
