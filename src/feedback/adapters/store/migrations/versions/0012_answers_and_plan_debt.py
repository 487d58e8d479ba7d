"""answers to messages, plan debt, plans that are confirmed or contradict each other"""

import sqlalchemy as sa
from alembic import op

from feedback.adapters.store.columns import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("fix_plan", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("contradiction", sa.Text(), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("confirmed_at", UtcDateTime(timezone=True), nullable=True))
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
        comment="One row per answer of a person to a message and ticket it is about: who, when, "
        "and the revision of the fix plan that stood then. Append-only but for what is forgotten.",
    )
    op.create_index(op.f("ix_response_kind"), "response", ["kind"])
    op.create_index(op.f("ix_response_issue_id"), "response", ["issue_id"])
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


def downgrade() -> None:
    op.drop_table("escalation_step")
    op.drop_table("plan_debt")
    op.drop_table("response")
    with op.batch_alter_table("fix_plan", schema=None) as batch_op:
        batch_op.drop_column("confirmed_at")
        batch_op.drop_column("contradiction")
