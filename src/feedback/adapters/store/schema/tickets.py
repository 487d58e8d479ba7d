"""Tickets, where each source goes on, and rows that were set aside."""

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text

from feedback.adapters.store.columns import UtcDateTime
from feedback.adapters.store.schema.metadata import metadata
from feedback.domain.tickets.text import hash_text

cursor = Table(
    "cursor",
    metadata,
    Column("source", String(100), primary_key=True),
    Column("value", Text, nullable=False),
    comment="One row per source: where its next pull begins.",
)

ticket = Table(
    "ticket",
    metadata,
    Column("ticket_id", String(200), primary_key=True),
    Column("source", String(100), nullable=False),
    Column("key", String(200), nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("text_hash", String(64), nullable=False, index=True),
    Column("language", String(10), nullable=False),
    Column("requester_id", String(64), nullable=False, index=True),
    Column("customer_id", String(200)),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("status", String(20), nullable=False),
    Column("priority", String(20), nullable=False),
    Column("type", String(50), nullable=False),
    Column("group", String(100), nullable=False),
    Column("support_agent_id", String(100)),
    Column("channel", String(50), nullable=False),
    Column("tags", JSON, nullable=False),
    Column("csat", Integer),
    Column("n_reopens", Integer, nullable=False),
    Column("is_escalated", Boolean, nullable=False),
    Column("first_reply_at", UtcDateTime),
    Column("solved_at", UtcDateTime),
    Column("url", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("changed_as_of", UtcDateTime, nullable=False, index=True),
    Column("n_replies", Integer),
    Column("handling_hours", Float),
    comment="One row per ticket, its newest version, personal data masked.",
)
has_text = ticket.c.text_hash != hash_text("")
# Grouping asks this of many tickets; the index answers without reading the texts.
Index("ix_ticket_has_text", ticket.c.ticket_id, ticket.c.language, ticket.c.text_hash)

echo = Table(
    "echo",
    metadata,
    Column("ticket_id", String(200), primary_key=True),
    Column("text_hash", String(64), nullable=False),
    Column("first_ticket_id", String(200), nullable=False, index=True),
    Column("first_text_hash", String(64), nullable=False),
    comment="One row per ticket that nearly repeats another of its requester: which one, and "
    "the texts that were compared. Stands while both texts are as they were.",
)

gone_ticket = Table(
    "gone_ticket",
    metadata,
    Column("ticket_id", String(200), primary_key=True),
    Column("as_of", UtcDateTime, nullable=False),
    Column("issue_id", ForeignKey("issue.issue_id")),
    comment="One row per ticket that was deleted at its source: the night that noticed, and the "
    "issue it was in. Gone again where the ticket is restored.",
)

set_aside = Table(
    "set_aside",
    metadata,
    Column("as_of", UtcDateTime, primary_key=True),
    Column("source", String(100), primary_key=True),
    Column("locator", String(400), primary_key=True),
    Column("reason", String(100), nullable=False),
    Column("detail", Text, nullable=False),
    comment="One row per night and row of a source that could not become a ticket.",
)

unseen_ticket = Table(
    "unseen_ticket",
    metadata,
    Column("ticket_id", String(200), primary_key=True),
    comment="One row per ticket that grouping has yet to look at: it came, went, says "
    "something else, or was placed by somebody else since the last night.",
)
"""Written by triggers (the migration has them), so that no writer can forget it."""
