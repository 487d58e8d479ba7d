"""Fix plans, answers, and plans that product owes."""

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Integer, String, Table, Text

from feedback.adapters.store.columns import UtcDateTime
from feedback.adapters.store.schema.metadata import metadata

fix_plan = Table(
    "fix_plan",
    metadata,
    Column("issue_id", ForeignKey("issue.issue_id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("status", String(20), nullable=False),
    Column("target_version", String(100), nullable=False),
    Column("target_on", Date),
    Column("released_on", Date),
    Column("workaround", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("changes", JSON, nullable=False),
    Column("contradiction", JSON, nullable=False),
    Column("found", JSON),
    Column("confirmed_at", UtcDateTime),
    Column("is_late", Boolean, nullable=False),
    comment="One row per revision of an issue's fix plan.",
)

response = Table(
    "response",
    metadata,
    Column("response_id", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False, index=True),
    Column("issue_id", ForeignKey("issue.issue_id"), nullable=False, index=True),
    Column("ticket_id", String(200)),
    Column("by", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("text", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    comment="One row per answer of a person to a message and ticket it is about: who, when, and "
    "the revision of the fix plan that stood then. Append-only but for what is forgotten.",
)

plan_debt = Table(
    "plan_debt",
    metadata,
    Column("issue_id", ForeignKey("issue.issue_id"), primary_key=True),
    Column("segment", String(100), primary_key=True),
    Column("since", UtcDateTime, primary_key=True),
    Column("due_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    comment="One row per issue, segment and time in which product owes the issue a current plan.",
)

escalation_step = Table(
    "escalation_step",
    metadata,
    Column("issue_id", ForeignKey("issue.issue_id"), primary_key=True),
    Column("since", UtcDateTime, primary_key=True),
    Column("step", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("targets", JSON, nullable=False),
    comment="One row per step that a plan debt has climbed, by the night the debt began.",
)
