"""echoes of a first: an index, so that a night need not read all echoes to find those of a few"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_echo_first_ticket_id", "echo", ["first_ticket_id"])


def downgrade() -> None:
    op.drop_index("ix_echo_first_ticket_id", "echo")
