"""Nights of a company that has told nobody what its customers pay, through to every reader."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from feedback.adapters.store import SqlStore
from feedback.domain.impact.measure import Measure
from feedback.domain.impact.ranking import RankReport
from feedback.domain.issues.issue import IssueId
from feedback.domain.plans.plan_debt import EscalationPolicy, PlanTarget
from feedback.domain.publishing.effect import EffectState
from feedback.queries.issues.issue import issue_in_full
from feedback.queries.issues.issues import ranked_issues
from feedback.queries.issues.themes import theme_rows
from feedback.queries.plans.timeliness import TimelinessPolicy, timeliness
from feedback.queries.publishing.plan import waiting_plan
from feedback.queries.supply.planning_pack import read_pack
from feedback.steps.night import run_night
from feedback.steps.plans.advise import AdvicePolicy
from feedback.terminal.as_json.advice import timeliness_as_json
from feedback.terminal.night import step_words
from feedback.web.pack_page import pack_markdown, write_pack
from feedback.web.report import write_report
from tests.steps.company import NIGHTS, SUPPLIERS, build, outbox_files, pipeline

MONEY = re.compile(r"\$\d|at risk")
HOW = "To see money at risk, add what customers pay a year (value_usd, docs/customers.md)."
ESCALATION = EscalationPolicy(
    targets={"enterprise": PlanTarget(1.0), "self-serve": PlanTarget(1.0)},
    product_owner="mia@example.com",
)


@pytest.fixture
def company(tmp_path: Path) -> Path:
    folder = build(tmp_path / "company")
    set_values(folder, known=())
    return folder


def set_values(folder: Path, known: tuple[str, ...], usd: int = 90_000) -> None:
    """Write the directory anew: only these customers have a value."""
    rows = [
        f"c{n},Customer {n},{'enterprise' if n < 3 else 'self-serve'},"
        f"{usd if f'c{n}' in known else ''}"
        for n in range(6)
    ]
    text = "\n".join(["customer_id,name,segment,value_usd", *rows])
    (folder / "customers.csv").write_text(f"{text}\n", encoding="utf-8")


def store_of(folder: Path) -> SqlStore:
    return SqlStore(f"sqlite:///{folder}/store.db")


def night_report(folder: Path, night: int) -> RankReport:
    with store_of(folder).begin() as tx:
        report = tx.nights.report(NIGHTS[night], RankReport)
    assert report is not None
    return report


def product_messages(folder: Path) -> list[str]:
    files = outbox_files(folder)
    return [text for name, text in files.items() if "product" in name and name.endswith(".md")]


@pytest.fixture
def nights(company: Path) -> Path:
    """Three nights, with escalation."""
    whole = pipeline(company, advice=AdvicePolicy(SUPPLIERS, "#product", escalation=ESCALATION))
    for as_of in NIGHTS:
        run_night(whole, as_of)
    return company


def test_issues_are_told_by_customers_and_no_amount_is_zero(nights: Path) -> None:
    store = store_of(nights)
    rows = ranked_issues(store)
    assert [
        (row.id, row.n_customers, row.n_tickets, row.impact_usd, row.priority) for row in rows
    ] == [
        ("FB-1", 6, 12, None, "Low"),
        ("FB-2", 6, 12, None, "Low"),
        ("FB-3", 6, 12, None, "Low"),
        ("FB-4", 6, 12, None, "Low"),
        ("FB-5", 1, 8, None, "Lowest"),
    ]
    ranking = issue_in_full(store, IssueId(1)).ranking
    assert ranking is not None
    assert (ranking.impact_usd, ranking.low_usd, ranking.high_usd) == (None, None, None)
    assert [
        (line.customer_name, line.n_tickets, line.value_usd, line.contribution_usd)
        for line in ranking.receipt[:2]
    ] == [("Customer 5", 2, None, None), ("Customer 1", 2, None, None)]
    assert {row.impact_usd for row in theme_rows(store)} == {None}
    assert timeliness_as_json(timeliness(store, TimelinessPolicy()))["open_impact"] == {
        "impact_usd": None,
        "with_current_plan_usd": None,
        "share_with_current_plan": None,
    }


def test_what_leaves_the_house_says_customers_and_tickets(nights: Path) -> None:
    files = outbox_files(nights)
    # What answering has cost is known, whatever the customers pay.
    costs = re.compile(r"Answering these tickets has cost .*|\"support_costs\": \[.*?\]", re.S)
    told = {name for name, text in files.items() if MONEY.search(costs.sub("", text))}
    assert told == set()
    (work_item,) = [text for name, text in files.items() if name.endswith("LOCAL-1.md")]
    assert (
        "## Impact: 6 customers, 12 tickets\n\n"
        "Ranked by customers, then tickets: too few customers have a known value.\n\n"
        "| customer | segment | tickets | why |\n|---|---|---:|---|\n"
        "| Customer 5 | self-serve | 2 | high priority, unanswered |\n"
    ) in work_item
    (escalation,) = [t for n, t in files.items() if "escalation" in n and n.endswith("fb-1.md")]
    assert (
        "Impact: 6 customers, 12 tickets.\n\n- Customer 5 (self-serve): 2 tickets\n" in escalation
    )
    assert "New. 10 tickets from 6 customers, priority Low.\n" in product_messages(nights)[0]


def test_the_page_and_the_pack_say_customers_and_how_to_see_money(nights: Path) -> None:
    store = store_of(nights)
    write_report(store, nights / "report.html")
    page = (nights / "report.html").read_text(encoding="utf-8")
    assert '<h1>5 issues from <span class="amount">7 customers</span>.</h1>' in page
    assert f"Ranked by customers, then tickets: too few customers have a known value. {HOW}" in page
    assert '<h2 id="issues-title">Issues, by customers</h2>' in page
    assert "a year at risk" not in page
    assert "$0" not in page
    pack = pack_markdown(read_pack(store, []))
    assert "- Asking: 6 customers (enterprise 3, self-serve 3)\n" in pack
    assert "## The largest problems without a plan\n" in pack
    assert not MONEY.search(pack)
    files = write_pack(read_pack(store, []), nights)
    assert not MONEY.search(files[1].read_text(encoding="utf-8"))


def test_what_waits_for_a_person_shows_no_money(company: Path) -> None:
    run_night(pipeline(company, apply=False), NIGHTS[0])
    plan = waiting_plan(store_of(company))
    fields = {change.field for waiting in plan.waiting for change in waiting.changes}
    assert "customers" in fields
    assert "impact" not in fields
    # No limit in money holds anything back: FB-5 has too few customers.
    assert plan.held_back == {"FB-5": "1 customer, fewer than 2"}


def test_a_night_says_what_it_ranks_by_and_a_change_is_told_once(company: Path) -> None:
    run_night(pipeline(company), NIGHTS[0])
    assert step_words(night_report(company, 0)) == "5 issues with 48 tickets from 7 customers"
    assert night_report(company, 0).measured_before is None

    set_values(company, known=("c0", "c1"))  # 2 of 7: more than a fifth
    run_night(pipeline(company), NIGHTS[1])
    report = night_report(company, 1)
    assert (report.measured_before, report.measure) == (Measure.CUSTOMERS, Measure.MONEY)
    assert (report.n_known_values, report.n_customers) == (2, 7)
    assert report.impact_usd is not None
    assert step_words(report) == (
        f"5 issues, ${report.impact_usd:,.0f} a year at risk, "
        "ranked by money at risk now, no longer by customers"
    )
    run_night(pipeline(company), NIGHTS[2])
    assert night_report(company, 2).measured_before is None
    told = [text for text in product_messages(company) if "no longer by customers" in text]
    assert len(told) == 1
    assert "Issues are ranked by money at risk now, no longer by customers.\n" in told[0]


def test_when_the_values_go_product_hears_how_to_get_them_back(company: Path) -> None:
    set_values(company, known=("c0", "c1"))
    run_night(pipeline(company), NIGHTS[0])
    set_values(company, known=("c0",))  # 1 of 7
    run_night(pipeline(company), NIGHTS[1])
    run_night(pipeline(company), NIGHTS[2])
    assert night_report(company, 1).measured_before is Measure.MONEY
    told = [text for text in product_messages(company) if "no longer by money" in text]
    assert len(told) == 1
    assert f"Issues are ranked by customers now, no longer by money. {HOW}\n" in told[0]


def test_customers_known_to_pay_nothing_make_no_headline_of_nothing(company: Path) -> None:
    set_values(company, known=("c0", "c1", "c2", "c3", "c4", "c5"), usd=0)
    run_night(pipeline(company), NIGHTS[0])
    assert step_words(night_report(company, 0)) == "5 issues with 48 tickets from 7 customers"


def test_the_largest_write_is_sent_first(company: Path) -> None:
    run_night(pipeline(company, apply=False), NIGHTS[0])
    with store_of(company).begin() as tx:
        ranks = {e.target: e.rank for e in tx.effects.in_state(EffectState.PLANNED)}
    assert ranks["FB-1"] == Decimal("6.000010")
