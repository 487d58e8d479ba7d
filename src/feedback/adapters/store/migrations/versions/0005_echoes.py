"""echoes: tickets that nearly repeat another of the same requester"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "echo",
        sa.Column("ticket_id", sa.String(length=200), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("first_ticket_id", sa.String(length=200), nullable=False),
        sa.Column("first_text_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_echo")),
        comment="One row per ticket that nearly repeats another of its requester: which one, and "
        "the texts that were compared. Stands while both texts are as they were.",
    )
    op.create_index("ix_ticket_requester_id", "ticket", ["requester_id"])


def downgrade() -> None:
    op.drop_index("ix_ticket_requester_id", "ticket")
    op.drop_table("echo")
