"""A store from before work items were read back: what the ledger wrote is known afterwards."""

import json
import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from feedback.adapters.store import SqlStore
from feedback.adapters.store.database import MIGRATIONS
from feedback.domain.issues.issue import IssueId
from feedback.domain.publishing.known_work_item import KnownWorkItem

ISSUE = (
    "insert into issue (issue_id, state, emerged_at, title, keyphrases, exemplars, kind, "
    "kind_confidence, n_described, summary, cohesion, distinctness, terms) values "
    "(12, 'active', '2026-03-09 03:00:00', 'Export', '[]', '[]', 'defect', 1, 5, '', 0.3, 1, '{}')"
)
EFFECT = (
    "insert into effect (idempotency_key, kind, target, sequence, payload, payload_hash, state, "
    "planned_at, rank, remote_key, n_attempts) values (?, 'work_item', 'FB-12', ?, ?, '', ?, "
    "'2026-03-09 03:00:00', '1', ?, 1)"
)


def test_the_newest_write_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0010")
    engine.dispose()
    with sqlite3.connect(path) as old:
        old.execute(ISSUE)
        for number, state in ((1, "done"), (2, "done"), (3, "planned")):
            payload = json.dumps({"summary": f"Export {number}", "priority": "High"})
            key = "PROJ-1" if state == "done" else None
            old.execute(EFFECT, (f"work_item/FB-12/{number}", number, payload, state, key))
    with SqlStore(f"sqlite:///{path}").begin() as tx:
        assert tx.work_items.all() == {
            12: KnownWorkItem(
                IssueId(12), "PROJ-1", written={"summary": "Export 2", "priority": "High"}
            )
        }
