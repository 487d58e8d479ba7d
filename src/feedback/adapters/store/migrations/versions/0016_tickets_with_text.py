"""tickets with text: an index, so that a night need not read the texts of all of them"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_ticket_has_text", "ticket", ["ticket_id", "language", "text_hash"])


def downgrade() -> None:
    op.drop_index("ix_ticket_has_text", "ticket")
