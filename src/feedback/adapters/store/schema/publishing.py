"""The ledger of writes, who was told what, and the work items of issues."""

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from feedback.adapters.store.columns import Money, UtcDateTime
from feedback.adapters.store.schema.metadata import metadata

effect = Table(
    "effect",
    metadata,
    Column("idempotency_key", String(300), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("target", String(200), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("payload", Text, nullable=False),
    Column("payload_hash", String(64), nullable=False),
    Column("state", String(20), nullable=False, index=True),
    Column("planned_at", UtcDateTime, nullable=False),
    Column("rank", Money, nullable=False),
    Column("remote_key", String(300)),
    Column("n_attempts", Integer, nullable=False),
    Column("last_error", Text),
    Column("not_before", UtcDateTime),
    Column("sent_at", UtcDateTime),
    Column("sent_as_of", UtcDateTime),
    Index("ix_effect_target_sequence", "target", "sequence", unique=True),
    comment="One row per write to the outside. The ledger.",
)

told = Table(
    "told",
    metadata,
    Column("message", ForeignKey("effect.idempotency_key"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("reader", String(200), nullable=False, index=True),
    Column("sequence", Integer, nullable=False),
    Column("issue_id", ForeignKey("issue.issue_id")),
    Column("revision", Integer),
    Column("event", String(20)),
    Column("event_as_of", UtcDateTime),
    Column("at", UtcDateTime, nullable=False),
    Column("is_put_off", Boolean, nullable=False),
    comment="One row per message and plan revision, event or change of measure told or put off.",
)

work_item = Table(
    "work_item",
    metadata,
    Column("issue_id", ForeignKey("issue.issue_id"), primary_key=True),
    Column("remote_key", String(300)),
    Column("is_adopted", Boolean, nullable=False),
    Column("is_gone", Boolean, nullable=False),
    Column("is_locked", Boolean, nullable=False),
    Column("summary", Text, nullable=False),
    Column("priority", String(100), nullable=False),
    Column("status", String(100), nullable=False),
    Column("status_category", String(20), nullable=False),
    Column("resolution", String(100), nullable=False),
    Column("assignee", Text, nullable=False),
    Column("fix_versions", JSON, nullable=False),
    Column("due_on", Date),
    Column("workaround", Text, nullable=False),
    Column("labels", JSON, nullable=False),
    Column("updated_at", UtcDateTime),
    Column("written", JSON, nullable=False),
    Column("overrides", JSON, nullable=False),
    Column("former_keys", JSON, nullable=False),
    Column("comments", JSON, nullable=False),
    Column("tells_plan", Boolean, nullable=False),
    Column("read_at", UtcDateTime),
    comment="One row per issue that has a work item: as we last wrote it, as it was last read, "
    "and what people decided about it.",
)
