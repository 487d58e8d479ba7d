"""titles and summaries that a language model wrote"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "written_title",
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("refusal", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("model", "key", name=op.f("pk_written_title")),
        comment="One row per language model and description it was asked about.",
    )
    op.add_column("issue", sa.Column("summary", sa.Text(), nullable=False, server_default=""))
