"""What the report shows of timeliness, plans owed and customers to tell."""

from decimal import Decimal
from pathlib import Path

from feedback.adapters.store import SqlStore
from feedback.domain.issues.issue import IssueId
from feedback.domain.plans.plan_debt import PlanDebt
from feedback.domain.publishing.effect import plan_effect
from feedback.queries.plans.timeliness import TimelinessPolicy
from feedback.web.report import write_report
from tests.message_examples import escalation
from tests.web.night_on_paper import NIGHT, Paper, write_night, write_plan
from tests.web.page_reading import page, words


def test_the_report_says_how_fast_it_goes_and_whom_to_tell(store: SqlStore, tmp_path: Path) -> None:
    write_night(store, Paper())
    write_plan(store)
    text = words(page(store, tmp_path))
    assert "How fast the loop closes" in text
    assert "first ticket → Jira → plan → support agents → released → customers all of it" in text
    assert "Customers still to tell FB-1 Export loses rows: 1 ticket to tell, 0 told" in text


def test_a_plan_that_is_owed_is_named_with_the_time_it_was_due(
    store: SqlStore, tmp_path: Path
) -> None:
    write_night(store, Paper())
    with store.begin() as tx:
        tx.plan_debts.put(PlanDebt(IssueId(1), "enterprise", NIGHT, NIGHT))
    write_report(store, tmp_path / "owed.html", TimelinessPolicy(stale_after_days=1))
    text = words((tmp_path / "owed.html").read_text(encoding="utf-8"))
    assert "owed to enterprise customers, due 9 Mar 2026, 03:00 UTC" in text


def test_an_escalation_reads_as_what_is_owed(store: SqlStore, tmp_path: Path) -> None:
    write_night(store, Paper())
    with store.begin() as tx:
        effect = plan_effect(
            "escalation:owner@acme.com/FB-1",
            escalation(),
            last=None,
            rank=Decimal(1),
            now=NIGHT,
        )
        assert effect is not None
        tx.effects.put(effect)
    text = words(page(store, tmp_path))
    assert "owner@acme.com escalation" in text
    assert "No fix plan yet for FB-1 (enterprise)." in text
    assert "No plan, due 9 Mar 2026." in text
