"""the support supply chain: more about customers, references, actions, what packs asked for"""

import sqlalchemy as sa
from alembic import op

from feedback.adapters.store.columns import Money, UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "customer", sa.Column("plan", sa.String(length=100), nullable=False, server_default="")
    )
    op.add_column("customer", sa.Column("flags", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("customer", sa.Column("open_deals_usd", Money(length=32), nullable=True))
    op.create_table(
        "supply_reference",
        sa.Column("frozen_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("contact_type", sa.String(length=20), nullable=False),
        sa.Column("rates", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("frozen_at", name=op.f("pk_supply_reference")),
        comment="One row per time a reference for fair comparison was frozen; the newest holds.",
    )
    op.create_table(
        "review_action",
        sa.Column("action_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("supplier", sa.String(length=100), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("our_owner", sa.String(length=200), nullable=False),
        sa.Column("their_owner", sa.String(length=200), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("action_id", name=op.f("pk_review_action")),
        comment="One row per action agreed in a review with a supplier.",
    )
    op.create_table(
        "planned_wish",
        sa.Column("pack_on", sa.Date(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=20), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("value_usd", Money(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.issue_id"], name=op.f("fk_planned_wish_issue_id")
        ),
        sa.PrimaryKeyConstraint("pack_on", "issue_id", name=op.f("pk_planned_wish")),
        comment="One row per planning pack and issue it asked for.",
    )


def downgrade() -> None:
    op.drop_table("planned_wish")
    op.drop_table("review_action")
    op.drop_table("supply_reference")
    op.drop_column("customer", "open_deals_usd")
    op.drop_column("customer", "flags")
    op.drop_column("customer", "plan")
