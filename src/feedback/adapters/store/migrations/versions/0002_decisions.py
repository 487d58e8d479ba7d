"""people's decisions about issues"""

import sqlalchemy as sa
from alembic import op

from feedback.adapters.store.columns import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
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


def downgrade() -> None:
    op.drop_table("decision")
