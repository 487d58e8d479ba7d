"""marks of what was forgotten, what customers were worth when, and who owns the account"""

import sqlalchemy as sa
from alembic import op

from feedback.adapters.store.columns import Money, UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "forgotten",
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_forgotten")),
        comment="One row per requester or customer that was forgotten: a keyed hash, so that no "
        "source brings back what was opened before.",
    )
    op.create_table(
        "customer_value",
        sa.Column("customer_id", sa.String(length=200), nullable=False),
        sa.Column("since", UtcDateTime(timezone=True), nullable=False),
        sa.Column("segment", sa.String(length=100), nullable=False),
        sa.Column("value_usd", Money(length=32), nullable=True),
        sa.PrimaryKeyConstraint("customer_id", "since", name=op.f("pk_customer_value")),
        comment="One row per customer and night on which its value or segment was new: what it "
        "was worth when. Append-only but for what is forgotten.",
    )
    op.add_column(
        "customer",
        sa.Column("owner", sa.String(length=200), nullable=False, server_default=""),
    )
    op.add_column("customer", sa.Column("domains", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("customer", "domains")
    op.drop_column("customer", "owner")
    op.drop_table("customer_value")
    op.drop_table("forgotten")
