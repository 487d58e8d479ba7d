"""Rankings and receipts."""

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Integer, String, Table, Text

from feedback.adapters.store.columns import Money, UtcDateTime
from feedback.adapters.store.schema.metadata import metadata

ranking = Table(
    "ranking",
    metadata,
    Column("as_of", UtcDateTime, primary_key=True),
    Column("issue_id", ForeignKey("issue.issue_id"), primary_key=True),
    Column("rank", Integer, nullable=False),
    Column("rank_without_largest", Integer, nullable=False),
    Column("impact_usd", Money),
    Column("low_usd", Money),
    Column("high_usd", Money),
    Column("estimated_share", Float, nullable=False),
    Column("largest_customer_share", Float, nullable=False),
    Column("is_weighted", Boolean, nullable=False),
    Column("priority", String(50), nullable=False),
    Column("n_tickets", Integer, nullable=False),
    Column("n_open_tickets", Integer, nullable=False),
    Column("n_new_tickets", Integer, nullable=False),
    Column("support_costs", JSON, nullable=False),
    comment="One row per night and issue; no amounts where the night ranks by customers.",
)

receipt_line = Table(
    "receipt_line",
    metadata,
    Column("issue_id", ForeignKey("issue.issue_id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("customer_id", String(200), nullable=False),
    Column("customer_name", Text, nullable=False),
    Column("segment", String(100), nullable=False),
    Column("value_usd", Money),
    Column("weight", Money, nullable=False),
    Column("exposure", Money, nullable=False),
    Column("contribution_usd", Money),
    Column("low_usd", Money),
    Column("high_usd", Money),
    Column("n_tickets", Integer, nullable=False),
    Column("is_estimated", Boolean, nullable=False),
    Column("why", JSON, nullable=False),
    comment="One row per issue and customer of the newest ranking; largest contribution first.",
)

activity = Table(
    "activity",
    metadata,
    Column("issue_id", ForeignKey("issue.issue_id"), primary_key=True),
    Column("tickets_per_day", JSON, nullable=False),
    Column("customers_per_day", JSON, nullable=False),
    Column("tickets_per_week", JSON, nullable=False),
    Column("customers_per_week", JSON, nullable=False),
    Column("trend", String(20), nullable=False),
    Column("ratio", Float),
    Column("ratio_low", Float, nullable=False),
    Column("ratio_high", Float),
    Column("first_seen_at", UtcDateTime),
    Column("last_seen_at", UtcDateTime),
    comment="One row per issue of the newest ranking: its tickets over time.",
)
