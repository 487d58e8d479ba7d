"""gone tickets: what is kept of tickets that were deleted at their source"""

import sqlalchemy as sa
from alembic import op

from feedback.adapters.store.columns import UtcDateTime

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gone_ticket",
        sa.Column("ticket_id", sa.String(length=200), nullable=False),
        sa.Column("as_of", UtcDateTime(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.issue_id"], name=op.f("fk_gone_ticket_issue_id")
        ),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_gone_ticket")),
        comment="One row per ticket that was deleted at its source: the night that noticed, and "
        "the issue it was in. Gone again where the ticket is restored.",
    )


def downgrade() -> None:
    op.drop_table("gone_ticket")
