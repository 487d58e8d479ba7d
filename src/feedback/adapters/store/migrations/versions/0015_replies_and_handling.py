"""how often support replied to a ticket, and how long it worked on it"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket", sa.Column("n_replies", sa.Integer(), nullable=True))
    op.add_column("ticket", sa.Column("handling_hours", sa.Float(), nullable=True))


def downgrade() -> None:
    op.drop_column("ticket", "handling_hours")
    op.drop_column("ticket", "n_replies")
