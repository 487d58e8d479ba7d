"""plans whose date has passed; the night on which a write was sent"""

import sqlalchemy as sa
from alembic import op

from feedback.adapters.store.columns import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "fix_plan", sa.Column("is_late", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("effect", sa.Column("sent_as_of", UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("effect", "sent_as_of")
    op.drop_column("fix_plan", "is_late")
