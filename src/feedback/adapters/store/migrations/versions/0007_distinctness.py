"""how clearly an issue stands apart; recent tickets found by an index"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("distinctness", sa.Float(), nullable=False, server_default="1")
        )
    op.create_index("ix_ticket_created_at", "ticket", ["created_at"])


def downgrade() -> None:
    op.drop_index("ix_ticket_created_at", "ticket")
    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.drop_column("distinctness")
