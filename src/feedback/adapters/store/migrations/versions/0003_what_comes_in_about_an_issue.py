"""what comes in about an issue"""

import sqlalchemy as sa
from alembic import op

from feedback.adapters.store.columns import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
        sa.ForeignKeyConstraint(["issue_id"], ["issue.issue_id"], name="fk_activity_issue_id"),
        sa.PrimaryKeyConstraint("issue_id", name="pk_activity"),
        comment="One row per issue of the newest ranking: its tickets over time.",
    )


def downgrade() -> None:
    op.drop_table("activity")
