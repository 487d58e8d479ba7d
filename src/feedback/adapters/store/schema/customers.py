"""Customers, and what they were worth when."""

from sqlalchemy import JSON, Column, Date, Float, String, Table, Text

from feedback.adapters.store.columns import Money, UtcDateTime
from feedback.adapters.store.schema.metadata import metadata

customer = Table(
    "customer",
    metadata,
    Column("customer_id", String(200), primary_key=True),
    Column("name", Text, nullable=False),
    Column("segment", String(100), nullable=False),
    Column("value_usd", Money),
    Column("renewal_on", Date),
    Column("health", Float),
    Column("country", String(100), nullable=False),
    Column("owner", String(200), nullable=False),
    Column("domains", JSON, nullable=False),
    Column("plan", String(100), nullable=False),
    Column("flags", JSON, nullable=False),
    Column("open_deals_usd", Money),
    comment="One row per customer, as the directory had it on the newest night.",
)

customer_value = Table(
    "customer_value",
    metadata,
    Column("customer_id", String(200), primary_key=True),
    Column("since", UtcDateTime, primary_key=True),
    Column("segment", String(100), nullable=False),
    Column("value_usd", Money),
    comment="One row per customer and night on which its value or segment was new: what it was "
    "worth when. Append-only but for what is forgotten.",
)
