"""work items as people left them; when a write was sent"""

import sqlalchemy as sa
from alembic import op

from feedback.adapters.store.columns import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "work_item",
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("remote_key", sa.String(length=300), nullable=True),
        sa.Column("is_adopted", sa.Boolean(), nullable=False),
        sa.Column("is_gone", sa.Boolean(), nullable=False),
        sa.Column("is_locked", sa.Boolean(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("priority", sa.String(length=100), nullable=False),
        sa.Column("status", sa.String(length=100), nullable=False),
        sa.Column("status_category", sa.String(length=20), nullable=False),
        sa.Column("resolution", sa.String(length=100), nullable=False),
        sa.Column("assignee", sa.Text(), nullable=False),
        sa.Column("fix_versions", sa.JSON(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("workaround", sa.Text(), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("written", sa.JSON(), nullable=False),
        sa.Column("overrides", sa.JSON(), nullable=False),
        sa.Column("former_keys", sa.JSON(), nullable=False),
        sa.Column("comments", sa.JSON(), nullable=False),
        sa.Column("tells_plan", sa.Boolean(), nullable=False),
        sa.Column("read_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issue.issue_id"], name=op.f("fk_work_item_issue_id_issue")
        ),
        sa.PrimaryKeyConstraint("issue_id", name=op.f("pk_work_item")),
        comment="One row per issue that has a work item: as we last wrote it, as it was last "
        "read, and what people decided about it.",
    )
    with op.batch_alter_table("effect", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sent_at", UtcDateTime(timezone=True), nullable=True))
    _take_over_what_was_written()


def _take_over_what_was_written() -> None:
    """A row for every work item that the ledger says was written."""
    connection = op.get_bind()
    effect = sa.table(
        "effect",
        *(sa.column(name) for name in ("target", "sequence", "kind", "state", "remote_key")),
        sa.column("payload", sa.JSON()),
    )
    rows = connection.execute(
        sa.select(effect.c.target, effect.c.remote_key, effect.c.payload)
        .where(effect.c.kind == "work_item", effect.c.state == "done")
        .order_by(effect.c.target, effect.c.sequence)
    )
    newest = {row.target: row for row in rows}
    work_item = sa.table(
        "work_item",
        *(sa.column(name) for name in (
            "issue_id", "remote_key", "is_adopted", "is_gone", "is_locked", "summary", "priority",
            "status", "status_category", "resolution", "assignee", "workaround", "tells_plan",
        )),
        *(sa.column(name, sa.JSON()) for name in (
            "fix_versions", "labels", "written", "overrides", "former_keys", "comments",
        )),
    )  # fmt: skip
    for target, row in newest.items():
        written = {name: row.payload[name] for name in ("summary", "priority")}
        connection.execute(
            sa.insert(work_item).values(
                issue_id=int(target.removeprefix("FB-")), remote_key=row.remote_key,
                is_adopted=False, is_gone=False, is_locked=False, summary="", priority="",
                status="", status_category="", resolution="", assignee="", workaround="",
                fix_versions=[], labels=[], written=written, overrides=[], former_keys=[],
                comments=[], tells_plan=False,
            )
        )  # fmt: skip


def downgrade() -> None:
    with op.batch_alter_table("effect", schema=None) as batch_op:
        batch_op.drop_column("sent_at")
    op.drop_table("work_item")
