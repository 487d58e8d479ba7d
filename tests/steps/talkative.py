"""The company with a second night of many messages: the export's plan slips, the labels get one,
and what has none climbs."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from feedback.domain.customers.supplier import SupplierContacts
from feedback.domain.plans.plan_debt import EscalationPolicy, PlanTarget
from feedback.steps.night import Pipeline
from feedback.steps.publishing.outside import Outside
from tests.steps.company import SUPPLIERS, build, pipeline, write_jsonl

PRODUCT_OWNER = "owner@acme.com"


def build_talkative(folder: Path) -> Path:
    build(folder)
    plans = folder / "fix_plans.jsonl"
    before = plans.read_text(encoding="utf-8")
    plan = {"ticket_id": "labels-0", "recorded_at": "2026-03-09T15:00:00Z", "status": "planned"}
    write_jsonl(plans, [plan])
    with plans.open("a", encoding="utf-8") as file:
        file.write(before)
    return folder


def open_talkative(folder: Path, outside: Outside) -> Pipeline:
    escalation = EscalationPolicy(
        targets={"enterprise": PlanTarget(24, Decimal(1_000))},
        suppliers={
            "brightwater": replace(
                SUPPLIERS["brightwater"], contacts=SupplierContacts("lead@bw.com")
            )
        },
        product_owner=PRODUCT_OWNER,
    )
    whole = pipeline(folder, outside=outside)
    return replace(whole, advice=replace(whole.advice, escalation=escalation))


def ledger(folder: Path) -> list[tuple[str, str, str]]:
    """What was planned and what became of it: idempotency key, the payload's hash, state."""
    with closing(sqlite3.connect(folder / "store.db")) as store:
        return store.execute(
            "select idempotency_key, payload_hash, state from effect order by 1"
        ).fetchall()
