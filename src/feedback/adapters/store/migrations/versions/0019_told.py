"""Who was told what has a table; changes and contradictions of plans are kept as values, and none
is read of those that were kept in words."""

import sqlalchemy as sa
from alembic import op

from feedback.adapters.store.columns import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "told",
        sa.Column("message", sa.String(300), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("reader", sa.String(200), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("issue_id", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer),
        sa.Column("event", sa.String(20)),
        sa.Column("event_as_of", UtcDateTime),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("is_put_off", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("message", "place"),
        sa.ForeignKeyConstraint(["message"], ["effect.idempotency_key"]),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.issue_id"]),
    )
    op.create_index("ix_told_reader", "told", ["reader"])
    op.execute("UPDATE fix_plan SET changes = '[]', contradiction = '[]'")
    with op.batch_alter_table("fix_plan") as table:
        table.alter_column(
            "contradiction", existing_type=sa.Text, type_=sa.JSON, server_default=None
        )
        table.add_column(sa.Column("found", sa.JSON))


def downgrade() -> None:
    with op.batch_alter_table("fix_plan") as table:
        table.drop_column("found")
        table.alter_column("contradiction", existing_type=sa.JSON, type_=sa.Text, server_default="")
    op.drop_table("told")
