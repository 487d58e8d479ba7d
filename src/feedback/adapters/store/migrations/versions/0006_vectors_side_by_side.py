"""vectors side by side"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vector_block",
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("vectors", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("model", "place", name=op.f("pk_vector_block")),
        comment="One row per embedding model and 1,024 tickets in the order of the grouping "
        "engine: their vectors again, side by side. Made again when the digest of their texts "
        "differs.",
    )


def downgrade() -> None:
    op.drop_table("vector_block")
