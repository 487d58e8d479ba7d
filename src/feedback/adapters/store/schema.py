"""The tables as they are now. Every table states its grain.

`migrations/` leads here step by step; a test holds the two against each other.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    false,
)

from feedback.adapters.store.columns import Money, UtcDateTime
from feedback.domain.tickets.text import hash_text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

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

forgotten = Table(
    "forgotten",
    metadata,
    Column("mark", String(64), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    comment="One row per requester or customer that was forgotten: a keyed hash, so that no source "
    "brings back what was opened before.",
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

embedding = Table(
    "embedding",
    metadata,
    Column("model", String(200), primary_key=True),
    Column("text_hash", String(64), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
    comment="One row per model and text: the vector as little-endian float16.",
)

vector_block = Table(
    "vector_block",
    metadata,
    Column("model", String(200), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("digest", String(64), nullable=False),
    Column("vectors", LargeBinary, nullable=False),
    comment="One row per embedding model and 1,024 tickets in the order of the grouping engine: "
    "their vectors again, side by side. Made again when the digest of their texts differs.",
)

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
    Column("distinctness", Float, nullable=False, server_default="1"),
    Column("absorbed_by", ForeignKey("issue.issue_id")),
    Column("theme_id", Integer),
    Column("terms", JSON, nullable=False),
    Column("summary", Text, nullable=False, server_default=""),
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

grouping_memory = Table(
    "grouping_memory",
    metadata,
    Column("model", String(200), primary_key=True),
    Column("memory", LargeBinary, nullable=False),
    comment="One row per embedding model: what the grouping engine keeps from night to night.",
)

grouping_memory_part = Table(
    "grouping_memory_part",
    metadata,
    Column("model", String(200), primary_key=True),
    Column("first_row", Integer, primary_key=True, autoincrement=False),
    Column("rows", LargeBinary, nullable=False),
    comment="One row per embedding model and night since the last regrouping (the first: all "
    "before): what the grouping engine keeps of the tickets taken in then.",
)

unseen_ticket = Table(
    "unseen_ticket",
    metadata,
    Column("ticket_id", String(200), primary_key=True),
    comment="One row per ticket that grouping has yet to look at: it came, went, says "
    "something else, or was placed by somebody else since the last night.",
)
"""Written by triggers (migration 0017), so that no writer can forget it."""

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
    Column("owner", String(200), nullable=False, server_default=""),
    Column("domains", JSON, nullable=False, server_default="[]"),
    Column("plan", String(100), nullable=False, server_default=""),
    Column("flags", JSON, nullable=False, server_default="[]"),
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

ranking = Table(
    "ranking",
    metadata,
    Column("as_of", UtcDateTime, primary_key=True),
    Column("issue_id", ForeignKey("issue.issue_id"), primary_key=True),
    Column("rank", Integer, nullable=False),
    Column("rank_without_largest", Integer, nullable=False),
    Column("impact_usd", Money, nullable=False),
    Column("low_usd", Money, nullable=False),
    Column("high_usd", Money, nullable=False),
    Column("estimated_share", Float, nullable=False),
    Column("largest_customer_share", Float, nullable=False),
    Column("is_weighted", Boolean, nullable=False),
    Column("priority", String(50), nullable=False),
    Column("n_tickets", Integer, nullable=False),
    Column("n_open_tickets", Integer, nullable=False),
    Column("n_new_tickets", Integer, nullable=False),
    Column("support_costs", JSON, nullable=False),
    comment="One row per night and issue.",
)

receipt_line = Table(
    "receipt_line",
    metadata,
    Column("issue_id", ForeignKey("issue.issue_id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("customer_id", String(200), nullable=False),
    Column("customer_name", Text, nullable=False),
    Column("segment", String(100), nullable=False),
    Column("value_usd", Money, nullable=False),
    Column("weight", Money, nullable=False),
    Column("exposure", Money, nullable=False),
    Column("contribution_usd", Money, nullable=False),
    Column("low_usd", Money, nullable=False),
    Column("high_usd", Money, nullable=False),
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
    Column("is_late", Boolean, nullable=False, server_default=false()),
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
    Column("issue_id", ForeignKey("issue.issue_id"), nullable=False),
    Column("revision", Integer),
    Column("event", String(20)),
    Column("event_as_of", UtcDateTime),
    Column("at", UtcDateTime, nullable=False),
    Column("is_put_off", Boolean, nullable=False),
    comment="One row per message and plan revision or event that it told its reader, or put off.",
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
    Column("value_usd", Money, nullable=False),
    comment="One row per planning pack and issue it asked for.",
)
