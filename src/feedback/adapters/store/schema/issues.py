"""Issues, their tickets, lineage, themes and titles, and what people decided."""

from sqlalchemy import JSON, Column, Float, ForeignKey, Integer, String, Table, Text

from feedback.adapters.store.columns import UtcDateTime
from feedback.adapters.store.schema.metadata import metadata

issue = Table(
    "issue",
    metadata,
    Column("issue_id", Integer, primary_key=True, autoincrement=False),
    Column("state", String(20), nullable=False),
    Column("emerged_at", UtcDateTime, nullable=False),
    Column("title", Text, nullable=False),
    Column("keyphrases", JSON, nullable=False),
    Column("exemplars", JSON, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("kind_confidence", Float, nullable=False),
    Column("n_described", Integer, nullable=False),
    Column("cohesion", Float, nullable=False),
    Column("distinctness", Float, nullable=False),
    Column("absorbed_by", ForeignKey("issue.issue_id")),
    Column("theme_id", Integer),
    Column("terms", JSON, nullable=False),
    Column("summary", Text, nullable=False),
    comment="One row per issue ever given an id.",
)

written_title = Table(
    "written_title",
    metadata,
    Column("model", String(200), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("refusal", String(100), nullable=False),
    comment="One row per language model and description it was asked about.",
)

theme = Table(
    "theme",
    metadata,
    Column("theme_id", Integer, primary_key=True, autoincrement=False),
    Column("title", Text, nullable=False),
    Column("n_issues", Integer, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    comment="One row per theme ever given an id.",
)

membership = Table(
    "membership",
    metadata,
    Column("ticket_id", ForeignKey("ticket.ticket_id"), primary_key=True),
    Column("issue_id", ForeignKey("issue.issue_id"), nullable=False, index=True),
    Column("confidence", Float, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    comment="One row per grouped ticket.",
)

lineage = Table(
    "lineage",
    metadata,
    Column("as_of", UtcDateTime, primary_key=True),
    Column("issue_id", ForeignKey("issue.issue_id"), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("detail", JSON, nullable=False),
    comment="One row per night, issue and kind of event. Append-only.",
)

decision = Table(
    "decision",
    metadata,
    Column("decision_id", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    Column("issue_id", ForeignKey("issue.issue_id")),
    Column("other_id", ForeignKey("issue.issue_id")),
    Column("value", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("made_by", String(200), nullable=False),
    Column("why", Text, nullable=False),
    Column("tickets", JSON, nullable=False),
    Column("others", JSON, nullable=False),
    Column("undone_at", UtcDateTime),
    Column("undone_by", String(200), nullable=False),
    Column("undone_why", Text, nullable=False),
    comment="One row per decision of a person about issues. Append-only but for undone_*.",
)
