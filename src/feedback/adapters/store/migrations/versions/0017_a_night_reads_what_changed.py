"""a night reads what changed: tickets not seen since, and the grouping memory in parts"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TRIGGERS = {
    "ticket_came": "AFTER INSERT ON ticket",
    "ticket_says_otherwise": "AFTER UPDATE OF text_hash, language ON ticket "
    "WHEN NEW.text_hash <> OLD.text_hash OR NEW.language <> OLD.language",
    "ticket_went": "AFTER DELETE ON ticket",
    "ticket_placed": "AFTER INSERT ON membership",
    "ticket_placed_elsewhere": "AFTER UPDATE OF issue_id ON membership "
    "WHEN NEW.issue_id <> OLD.issue_id",
    "ticket_unplaced": "AFTER DELETE ON membership",
}


def upgrade() -> None:
    op.create_table(
        "unseen_ticket",
        sa.Column("ticket_id", sa.String(200), primary_key=True),
        comment="One row per ticket that grouping has yet to look at: it came, went, says "
        "something else, or was placed by somebody else since the last night.",
    )
    op.create_table(
        "grouping_memory_part",
        sa.Column("model", sa.String(200), primary_key=True),
        sa.Column("first_row", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("rows", sa.LargeBinary, nullable=False),
        comment="One row per embedding model and night since the last review (the first: all "
        "before): what the grouping engine keeps of the tickets taken in then.",
    )
    for name, when in TRIGGERS.items():
        row = "OLD" if "DELETE" in when else "NEW"
        # Not "or ignore": inside a trigger the outer statement's way with conflicts counts.
        op.execute(
            f"CREATE TRIGGER {name} {when} BEGIN INSERT INTO unseen_ticket "
            f"SELECT {row}.ticket_id WHERE NOT EXISTS "
            f"(SELECT 1 FROM unseen_ticket WHERE ticket_id = {row}.ticket_id); END"
        )


def downgrade() -> None:
    for name in TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
    op.drop_table("grouping_memory_part")
    op.drop_table("unseen_ticket")
    # What is left of it the version before could not read; without, its next night looks at all.
    op.execute("DELETE FROM grouping_memory")
