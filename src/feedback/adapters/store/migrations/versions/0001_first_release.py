"""The schema of the first release."""

import sqlalchemy as sa
from alembic import op

from feedback.adapters.store.columns import Money, UtcDateTime

revision = "0001_first_release"
down_revision = None
branch_labels = None
depends_on = None

TRIGGERS = {
    "ticket_came": "AFTER INSERT ON ticket",
    "ticket_says_otherwise": "AFTER UPDATE OF text_hash, language ON ticket "
    "WHEN NEW.text_hash <> OLD.text_hash OR NEW.language <> OLD.language",
    "ticket_went": "AFTER DELETE ON ticket",
    "ticket_placed": "AFTER INSERT ON membership",
    "ticket_placed_elsewhere": "AFTER UPDATE OF issue_id ON membership "
    "WHEN NEW.issue_id <> OLD.issue_id",
    "ticket_unplaced": "AFTER DELETE ON membership",
}
"""They note in `unseen_ticket` what grouping has yet to look at."""


def upgrade() -> None:
    op.create_table(
        "cursor",
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_cursor")),
        comment="One row per source: where its next pull begins.",
    )
    op.create_table(
        "customer",
        sa.Column("customer_id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("segment", sa.String(length=100), nullable=False),
        sa.Column("value_usd", Money(length=32), nullable=True),
        sa.Column("renewal_on", sa.Date(), nullable=True),
        sa.Column("health", sa.Float(), nullable=True),
        sa.Column("country", sa.String(length=100), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.Column("plan", sa.String(length=100), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("open_deals_usd", Money(length=32), nullable=True),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_customer")),
        comment="One row per customer, as the directory had it on the newest night.",
    )
    op.create_table(
        "customer_value",
        sa.Column("customer_id", sa.String(length=200), nullable=False),
        sa.Column("since", UtcDateTime(timezone=True), nullable=False),
        sa.Column("segment", sa.String(length=100), nullable=False),
        sa.Column("value_usd", Money(length=32), nullable=True),
        sa.PrimaryKeyConstraint("customer_id", "since", name=op.f("pk_customer_value")),
        comment="One row per customer and night on which its value or segment was new: what it "
        "was worth when. Append-only but for what is forgotten.",
    )
    op.create_table(
        "echo",
        sa.Column("ticket_id", sa.String(length=200), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("first_ticket_id", sa.String(length=200), nullable=False),
        sa.Column("first_text_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_echo")),
        comment="One row per ticket that nearly repeats another of its requester: which one, "
        "and the texts that were compared. Stands while both texts are as they were.",
    )
    with op.batch_alter_table("echo", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_echo_first_ticket_id"), ["first_ticket_id"], unique=False
        )

    op.create_table(
        "effect",
        sa.Column("idempotency_key", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("target", sa.String(length=200), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("payload_hash", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("planned_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("rank", Money(length=32), nullable=False),
        sa.Column("remote_key", sa.String(length=300), nullable=True),
        sa.Column("n_attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("not_before", UtcDateTime(timezone=True), nullable=True),
        sa.Column("sent_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("sent_as_of", UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("idempotency_key", name=op.f("pk_effect")),
        comment="One row per write to the outside. The ledger.",
    )
    with op.batch_alter_table("effect", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_effect_state"), ["state"], unique=False)
        batch_op.create_index("ix_effect_target_sequence", ["target", "sequence"], unique=True)

    op.create_table(
        "embedding",
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("model", "text_hash", name=op.f("pk_embedding")),
        comment="One row per model and text: the vector as little-endian float16.",
    )
    op.create_table(
        "forgotten",
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_forgotten")),
        comment="One row per requester or customer that was forgotten: a keyed hash, so that no"
        " source brings back what was opened before.",
    )
    op.create_table(
        "grouping_memory",
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("memory", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("model", name=op.f("pk_grouping_memory")),
        comment="One row per embedding model: what the grouping engine keeps from night to night.",
    )
    op.create_table(
        "grouping_memory_part",
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("first_row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("model", "first_row", name=op.f("pk_grouping_memory_part")),
        comment="One row per embedding model and night since the last regrouping (the first: "
        "all before): what the grouping engine keeps of the tickets taken in then.",
    )
    op.create_table(
        "issue",
        sa.Column("issue_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("emerged_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("keyphrases", sa.JSON(), nullable=False),
        sa.Column("exemplars", sa.JSON(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("kind_confidence", sa.Float(), nullable=False),
        sa.Column("n_described", sa.Integer(), nullable=False),
        sa.Column("cohesion", sa.Float(), nullable=False),
        sa.Column("distinctness", sa.Float(), nullable=False),
        sa.Column("absorbed_by", sa.Integer(), nullable=True),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["absorbed_by"], ["issue.issue_id"], name=op.f("fk_issue_absorbed_by")
        ),
        sa.PrimaryKeyConstraint("issue_id", name=op.f("pk_issue")),
        comment="One row per issue ever given an id.",
    )
    op.create_table(
        "night",
        sa.Column("as_of", UtcDateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("as_of", name=op.f("pk_night")),
        comment="One row per night.",
    )
    op.create_table(
        "review_action",
        sa.Column("action_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("supplier", sa.String(length=100), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("our_owner", sa.String(length=200), nullable=False),
        sa.Column("their_owner", sa.String(length=200), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("action_id", name=op.f("pk_review_action")),
        comment="One row per action agreed in a review with a supplier.",
    )
    op.create_table(
        "set_aside",
        sa.Column("as_of", UtcDateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("locator", sa.String(length=400), nullable=False),
        sa.Column("reason", sa.String(length=100), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("as_of", "source", "locator", name=op.f("pk_set_aside")),
        comment="One row per night and row of a source that could not become a ticket.",
    )
    op.create_table(
        "supply_reference",
        sa.Column("frozen_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("contact_type", sa.String(length=20), nullable=False),
        sa.Column("rates", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("frozen_at", name=op.f("pk_supply_reference")),
        comment="One row per time a reference for fair comparison was frozen; the newest holds.",
    )
    op.create_table(
        "theme",
        sa.Column("theme_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("n_issues", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("theme_id", name=op.f("pk_theme")),
        comment="One row per theme ever given an id.",
    )
    op.create_table(
        "ticket",
        sa.Column("ticket_id", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("requester_id", sa.String(length=64), nullable=False),
        sa.Column("customer_id", sa.String(length=200), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("priority", sa.String(length=20), nullable=False),
        sa.Column("type", sa.String(length=50), nullable=False),
        sa.Column("group", sa.String(length=100), nullable=False),
        sa.Column("support_agent_id", sa.String(length=100), nullable=True),
        sa.Column("channel", sa.String(length=50), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("csat", sa.Integer(), nullable=True),
        sa.Column("n_reopens", sa.Integer(), nullable=False),
        sa.Column("is_escalated", sa.Boolean(), nullable=False),
        sa.Column("first_reply_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("solved_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("changed_as_of", UtcDateTime(timezone=True), nullable=False),
        sa.Column("n_replies", sa.Integer(), nullable=True),
        sa.Column("handling_hours", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_ticket")),
        comment="One row per ticket, its newest version, personal data masked.",
    )
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ticket_changed_as_of"), ["changed_as_of"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_ticket_created_at"), ["created_at"], unique=False)
        batch_op.create_index(
            "ix_ticket_has_text", ["ticket_id", "language", "text_hash"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_ticket_requester_id"), ["requester_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ticket_text_hash"), ["text_hash"], unique=False)

    op.create_table(
        "unseen_ticket",
        sa.Column("ticket_id", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_unseen_ticket")),
        comment="One row per ticket that grouping has yet to look at: it came, went, says "
        "something else, or was placed by somebody else since the last night.",
    )
    op.create_table(
        "vector_block",
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("vectors", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("model", "place", name=op.f("pk_vector_block")),
        comment="One row per embedding model and 1,024 tickets in the order of the grouping "
        "engine: their vectors again, side by side. Made again when the digest of their"
        " texts differs.",
    )
    op.create_table(
        "written_title",
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("refusal", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("model", "key", name=op.f("pk_written_title")),
        comment="One row per language model and description it was asked about.",
    )
    op.create_table(
        "activity",
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("tickets_per_day", sa.JSON(), nullable=False),
        sa.Column("customers_per_day", sa.JSON(), nullable=False),
        sa.Column("tickets_per_week", sa.JSON(), nullable=False),
        sa.Column("customers_per_week", sa.JSON(), nullable=False),
        sa.Column("trend", sa.String(length=20), nullable=False),
        sa.Column("ratio", sa.Float(), nullable=True),
        sa.Column("ratio_low", sa.Float(), nullable=False),
        sa.Column("ratio_high", sa.Float(), nullable=True),
        sa.Column("first_seen_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("last_seen_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.issue_id"], name=op.f("fk_activity_issue_id")
        ),
        sa.PrimaryKeyConstraint("issue_id", name=op.f("pk_activity")),
        comment="One row per issue of the newest ranking: its tickets over time.",
    )
    op.create_table(
        "decision",
        sa.Column("decision_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=True),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("tickets", sa.JSON(), nullable=False),
        sa.Column("others", sa.JSON(), nullable=False),
        sa.Column("undone_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=200), nullable=False),
        sa.Column("undone_why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.issue_id"], name=op.f("fk_decision_issue_id")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["issue.issue_id"], name=op.f("fk_decision_other_id")
        ),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_decision")),
        comment="One row per decision of a person about issues. Append-only but for undone_*.",
    )
    op.create_table(
        "escalation_step",
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("since", UtcDateTime(timezone=True), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.issue_id"], name=op.f("fk_escalation_step_issue_id")
        ),
        sa.PrimaryKeyConstraint("issue_id", "since", "step", name=op.f("pk_escalation_step")),
        comment="One row per step that a plan debt has climbed, by the night the debt began.",
    )
    op.create_table(
        "fix_plan",
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("target_version", sa.String(length=100), nullable=False),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.Column("released_on", sa.Date(), nullable=True),
        sa.Column("workaround", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("contradiction", sa.JSON(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=True),
        sa.Column("confirmed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.issue_id"], name=op.f("fk_fix_plan_issue_id")
        ),
        sa.PrimaryKeyConstraint("issue_id", "revision", name=op.f("pk_fix_plan")),
        comment="One row per revision of an issue's fix plan.",
    )
    op.create_table(
        "gone_ticket",
        sa.Column("ticket_id", sa.String(length=200), nullable=False),
        sa.Column("as_of", UtcDateTime(timezone=True), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.issue_id"], name=op.f("fk_gone_ticket_issue_id")
        ),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_gone_ticket")),
        comment="One row per ticket that was deleted at its source: the night that noticed, and"
        " the issue it was in. Gone again where the ticket is restored.",
    )
    op.create_table(
        "lineage",
        sa.Column("as_of", UtcDateTime(timezone=True), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.issue_id"], name=op.f("fk_lineage_issue_id")),
        sa.PrimaryKeyConstraint("as_of", "issue_id", "kind", name=op.f("pk_lineage")),
        comment="One row per night, issue and kind of event. Append-only.",
    )
    op.create_table(
        "membership",
        sa.Column("ticket_id", sa.String(length=200), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("since", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.issue_id"], name=op.f("fk_membership_issue_id")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.ticket_id"], name=op.f("fk_membership_ticket_id")
        ),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_membership")),
        comment="One row per grouped ticket.",
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_issue_id"), ["issue_id"], unique=False)

    op.create_table(
        "night_step",
        sa.Column("as_of", UtcDateTime(timezone=True), nullable=False),
        sa.Column("step", sa.String(length=200), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["as_of"], ["night.as_of"], name=op.f("fk_night_step_as_of")),
        sa.PrimaryKeyConstraint("as_of", "step", name=op.f("pk_night_step")),
        comment="One row per night and finished step, in the order in which they finished.",
    )
    op.create_table(
        "plan_debt",
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("segment", sa.String(length=100), nullable=False),
        sa.Column("since", UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.issue_id"], name=op.f("fk_plan_debt_issue_id")
        ),
        sa.PrimaryKeyConstraint("issue_id", "segment", "since", name=op.f("pk_plan_debt")),
        comment="One row per issue, segment and time in which product owes the issue a current "
        "plan.",
    )
    op.create_table(
        "planned_wish",
        sa.Column("pack_on", sa.Date(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=20), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("value_usd", Money(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.issue_id"], name=op.f("fk_planned_wish_issue_id")
        ),
        sa.PrimaryKeyConstraint("pack_on", "issue_id", name=op.f("pk_planned_wish")),
        comment="One row per planning pack and issue it asked for.",
    )
    op.create_table(
        "ranking",
        sa.Column("as_of", UtcDateTime(timezone=True), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("rank_without_largest", sa.Integer(), nullable=False),
        sa.Column("impact_usd", Money(length=32), nullable=True),
        sa.Column("low_usd", Money(length=32), nullable=True),
        sa.Column("high_usd", Money(length=32), nullable=True),
        sa.Column("estimated_share", sa.Float(), nullable=False),
        sa.Column("largest_customer_share", sa.Float(), nullable=False),
        sa.Column("is_weighted", sa.Boolean(), nullable=False),
        sa.Column("priority", sa.String(length=50), nullable=False),
        sa.Column("n_tickets", sa.Integer(), nullable=False),
        sa.Column("n_open_tickets", sa.Integer(), nullable=False),
        sa.Column("n_new_tickets", sa.Integer(), nullable=False),
        sa.Column("support_costs", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.issue_id"], name=op.f("fk_ranking_issue_id")),
        sa.PrimaryKeyConstraint("as_of", "issue_id", name=op.f("pk_ranking")),
        comment="One row per night and issue; no amounts where the night ranks by customers.",
    )
    op.create_table(
        "receipt_line",
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(length=200), nullable=False),
        sa.Column("customer_name", sa.Text(), nullable=False),
        sa.Column("segment", sa.String(length=100), nullable=False),
        sa.Column("value_usd", Money(length=32), nullable=True),
        sa.Column("weight", Money(length=32), nullable=False),
        sa.Column("exposure", Money(length=32), nullable=False),
        sa.Column("contribution_usd", Money(length=32), nullable=True),
        sa.Column("low_usd", Money(length=32), nullable=True),
        sa.Column("high_usd", Money(length=32), nullable=True),
        sa.Column("n_tickets", sa.Integer(), nullable=False),
        sa.Column("is_estimated", sa.Boolean(), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.issue_id"], name=op.f("fk_receipt_line_issue_id")
        ),
        sa.PrimaryKeyConstraint("issue_id", "place", name=op.f("pk_receipt_line")),
        comment="One row per issue and customer of the newest ranking; largest contribution first.",
    )
    op.create_table(
        "response",
        sa.Column("response_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.String(length=200), nullable=True),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.issue_id"], name=op.f("fk_response_issue_id")
        ),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_response")),
        comment="One row per answer of a person to a message and ticket it is about: who, when,"
        " and the revision of the fix plan that stood then. Append-only but for what is"
        " forgotten.",
    )
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_response_issue_id"), ["issue_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_response_kind"), ["kind"], unique=False)

    op.create_table(
        "told",
        sa.Column("message", sa.String(length=300), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("reader", sa.String(length=200), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("event", sa.String(length=20), nullable=True),
        sa.Column("event_as_of", UtcDateTime(timezone=True), nullable=True),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("is_put_off", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.issue_id"], name=op.f("fk_told_issue_id")),
        sa.ForeignKeyConstraint(
            ["message"], ["effect.idempotency_key"], name=op.f("fk_told_message")
        ),
        sa.PrimaryKeyConstraint("message", "place", name=op.f("pk_told")),
        comment="One row per message and plan revision, event or change of measure told or put"
        " off.",
    )
    with op.batch_alter_table("told", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_told_reader"), ["reader"], unique=False)

    op.create_table(
        "work_item",
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("remote_key", sa.String(length=300), nullable=True),
        sa.Column("is_adopted", sa.Boolean(), nullable=False),
        sa.Column("is_gone", sa.Boolean(), nullable=False),
        sa.Column("is_locked", sa.Boolean(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("priority", sa.String(length=100), nullable=False),
        sa.Column("status", sa.String(length=100), nullable=False),
        sa.Column("status_category", sa.String(length=20), nullable=False),
        sa.Column("resolution", sa.String(length=100), nullable=False),
        sa.Column("assignee", sa.Text(), nullable=False),
        sa.Column("fix_versions", sa.JSON(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("workaround", sa.Text(), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("written", sa.JSON(), nullable=False),
        sa.Column("overrides", sa.JSON(), nullable=False),
        sa.Column("former_keys", sa.JSON(), nullable=False),
        sa.Column("comments", sa.JSON(), nullable=False),
        sa.Column("tells_plan", sa.Boolean(), nullable=False),
        sa.Column("read_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.issue_id"], name=op.f("fk_work_item_issue_id")
        ),
        sa.PrimaryKeyConstraint("issue_id", name=op.f("pk_work_item")),
        comment="One row per issue that has a work item: as we last wrote it, as it was last "
        "read, and what people decided about it.",
    )

    for name, when in TRIGGERS.items():
        row = "OLD" if "DELETE" in when else "NEW"
        # Not "or ignore": inside a trigger the outer statement's way with conflicts counts.
        op.execute(
            f"CREATE TRIGGER {name} {when} BEGIN INSERT INTO unseen_ticket "
            f"SELECT {row}.ticket_id WHERE NOT EXISTS "
            f"(SELECT 1 FROM unseen_ticket WHERE ticket_id = {row}.ticket_id); END"
        )
