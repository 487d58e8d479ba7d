"""Plan debt through the nights: it opens, climbs step by step, rests, and ends."""

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from feedback.domain.customers.supplier import EscalationContact, SupplierContacts
from feedback.domain.issues.issue import issue_label
from feedback.domain.plans.messages.escalation import Escalation
from feedback.domain.plans.plan_debt import (
    EscalationPolicy,
    EscalationStep,
    NotCurrent,
    PlanGap,
    PlanTarget,
)
from feedback.domain.plans.responses.response import Response, ResponseKind
from feedback.domain.publishing.effect import Effect, EffectState
from feedback.domain.publishing.messages.readers import Readers
from feedback.queries.supply.follow_through import late_plans
from feedback.steps.night import Pipeline, run_night
from feedback.steps.plans.record_response import ResponsePolicy, record_response
from feedback.steps.publishing.dispatch import Outside
from tests.fakes import MemoryOutside
from tests.steps.company import NIGHTS, SUPPLIERS, build, issue_of, pipeline, write_jsonl
from tests.steps.publishing.write_faults import WAYS
from tests.steps.words_told import headline_of

POLICY = EscalationPolicy(
    targets={"enterprise": PlanTarget(24, Decimal(1_000))},
    suppliers={
        "brightwater": replace(
            SUPPLIERS["brightwater"],
            contacts=SupplierContacts(
                "lead@bw.com",
                escalation=(
                    EscalationContact("strategic", "contract", "boss@bw.com", "coo@acme.com"),
                ),
            ),
        )
    },
    product_owner="owner@acme.com",
    product_contact="#product-ops",
    head_of_support="head@acme.com",
)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = build(tmp_path_factory.mktemp("escalation") / "company")
    whole = _with(pipeline(folder), POLICY)
    run_night(whole, NIGHTS[0])
    whole.store.close()
    return folder


@pytest.fixture
def company(planned: Path, tmp_path: Path) -> Pipeline:
    return _with(pipeline(shutil.copytree(planned, tmp_path / "company")), POLICY)


def _with(whole: Pipeline, policy: EscalationPolicy) -> Pipeline:
    return replace(whole, advice=replace(whole.advice, escalation=policy))


def escalations(whole: Pipeline) -> list[Effect]:
    with whole.store.begin() as tx:
        found = tx.effects.in_state(*EffectState)
    return sorted(
        (e for e in found if e.target.startswith("escalation:")),
        key=lambda e: (e.planned_at, e.idempotency_key),
    )


def said(whole: Pipeline) -> list[Escalation]:
    """What they say."""
    return [e.content for e in escalations(whole) if isinstance(e.content, Escalation)]


def targets(whole: Pipeline, night: int) -> list[str]:
    """Targets of the night's escalations about the login problem, which nobody plans."""
    label = f"FB-{issue_of(whole.store, 'login-1')}"
    at = NIGHTS[0] + timedelta(days=night)
    return [
        e.target.removeprefix("escalation:").removesuffix(f"/{label}")
        for e in escalations(whole)
        if e.planned_at == at and e.target.endswith(f"/{label}")
    ]


def nights(whole: Pipeline, first: int, last: int) -> None:
    for n in range(first, last + 1):
        run_night(whole, NIGHTS[0] + timedelta(days=n))


def test_a_debt_climbs_one_step_a_night_and_each_step_once(company: Pipeline) -> None:
    nights(company, 1, 6)
    assert {n: targets(company, n) for n in range(7)} == {
        0: [],  # due within a day
        1: ["owner@acme.com"],
        2: ["#product-ops", "lead@bw.com"],
        3: ["boss@bw.com", "head@acme.com"],  # most of its open tickets are brightwater's
        4: [], 5: [], 6: [],
    }  # fmt: skip


def test_the_plans_that_climb_are_the_ones_that_reports_call_late(company: Pipeline) -> None:
    nights(company, 1, 1)
    climbing = {f"{issue_label(e.issue_id)} {e.segment}" for e in said(company)}
    with company.store.begin() as tx:
        assert late_plans(tx, NIGHTS[0]) == frozenset(), "owed, but there is time yet"
        assert late_plans(tx, NIGHTS[1]) == climbing
    assert f"FB-{issue_of(company.store, 'login-1')} enterprise" in climbing


def test_a_profile_that_gives_more_time_gives_it_to_plans_owed_already(company: Pipeline) -> None:
    patient = replace(POLICY, targets={"enterprise": PlanTarget(72, Decimal(1_000))})
    nights(_with(company, patient), 1, 3)
    assert [n for n in range(4) if targets(company, n)] == [3]


def test_an_issue_with_a_current_plan_owes_nothing(company: Pipeline) -> None:
    nights(company, 1, 2)
    export = f"/FB-{issue_of(company.store, 'export-1')}"
    assert not [e for e in escalations(company) if e.target.endswith(export)]


def test_an_escalation_shows_the_receipt_and_how_long_it_is_overdue(company: Pipeline) -> None:
    nights(company, 1, 3)
    label = f"FB-{issue_of(company.store, 'login-1')}"
    last = said(company)[-1]
    assert headline_of(last) == (
        f"No fix plan yet for {issue_label(last.issue_id)} (enterprise), 2 days overdue"
    )
    assert (last.step, last.overdue_days) == (EscalationStep.HEAD_OF_SUPPORT, 2)
    assert (last.due_at, last.since) == (
        datetime(2026, 3, 10, 3, tzinfo=UTC), datetime(2026, 3, 9, 3, tzinfo=UTC),
    )  # fmt: skip
    of_login = next(e for e in said(company) if issue_label(e.issue_id) == label)
    total = sum((line.contribution_usd for line in of_login.receipt), Decimal(0))
    assert total + of_login.more_usd == of_login.impact_usd


def test_a_debt_that_somebody_has_taken_up_rests(company: Pipeline) -> None:
    nights(company, 1, 1)
    words = _acknowledge(company, NIGHTS[1] + timedelta(hours=5))
    assert words.endswith("is paused until 17 March 2026, plan or not.")
    again = _acknowledge(company, NIGHTS[1] + timedelta(hours=6))
    assert again == "You have already acknowledged this; escalation is paused until 17 March 2026."
    nights(company, 2, 9)
    assert [n for n in range(10) if targets(company, n)] == [1, 9]


def _acknowledge(whole: Pipeline, at: object) -> str:
    policy = ResponsePolicy(
        Readers(whole.support_agents, whole.advice.suppliers),
        lambda text: text,
        contacts=frozenset({"owner@acme.com"}),
    )
    issue_id = issue_of(whole.store, "login-1")
    response = Response(ResponseKind.ACKNOWLEDGE, issue_id, None, "Owner@acme.com", at)  # type: ignore[arg-type]
    return record_response(whole.store, response, policy)


def test_a_plan_ends_the_debt_and_withdraws_what_has_not_gone_out(
    company: Pipeline, tmp_path: Path
) -> None:
    run_night(replace(company, apply=False), NIGHTS[1])
    assert {e.state for e in escalations(company)} == {EffectState.PLANNED}
    write_jsonl(
        tmp_path / "company" / "fix_plans.jsonl",
        [
            {"ticket_id": f"{problem}-0", "recorded_at": "2026-03-10T12:00:00Z",
             "status": "planned", "target_on": "2026-03-30"}
            for problem in ("export", "login", "labels", "dark")
        ],
    )  # fmt: skip
    nights(company, 2, 4)
    assert {e.state for e in escalations(company)} == {EffectState.SUPERSEDED}
    with company.store.begin() as tx:
        assert all(debt.ended_at == NIGHTS[2] for debt in tx.plan_debts.all())


def test_a_step_that_has_not_gone_out_is_not_passed(company: Pipeline) -> None:
    """Dry nights plan the first step once; with the first applied night it goes out."""
    for n in (1, 2, 3):
        run_night(replace(company, apply=False), NIGHTS[0] + timedelta(days=n))
    assert targets(company, 1) == ["owner@acme.com"]
    assert targets(company, 2) == targets(company, 3) == []
    nights(company, 4, 5)
    assert targets(company, 5) == ["#product-ops", "lead@bw.com"]


def test_a_plan_whose_date_passes_is_owed_again(company: Pipeline, tmp_path: Path) -> None:
    write_jsonl(
        tmp_path / "company" / "fix_plans.jsonl",
        [{"ticket_id": "login-0", "recorded_at": "2026-03-09T12:00:00Z", "status": "planned",
          "target_on": "2026-03-11", "owner": "Mia"}],
    )  # fmt: skip
    nights(company, 1, 4)
    label = f"FB-{issue_of(company.store, 'login-1')}"
    (effect,) = [e for e in escalations(company) if e.target.endswith(f"/{label}")]
    assert effect.planned_at == NIGHTS[0] + timedelta(days=4)
    (first,) = [e for e in said(company) if issue_label(e.issue_id) == label]
    assert first.why == NotCurrent(PlanGap.DATE_PASSED, passed_on=date(2026, 3, 11))
    assert first.owner == "Mia"


def test_no_more_than_the_cap_goes_out_in_a_night_and_the_rest_follows(company: Pipeline) -> None:
    capped = _with(company, replace(POLICY, max_messages=1))
    nights(capped, 1, 2)
    per_night = [sum(e.planned_at == NIGHTS[n] for e in escalations(capped)) for n in (1, 2)]
    assert per_night == [1, 1]


def test_a_step_that_names_nobody_is_passed_over(company: Pipeline) -> None:
    lonely = _with(
        company, EscalationPolicy(targets=POLICY.targets, head_of_support="head@acme.com")
    )
    nights(lonely, 1, 2)
    assert targets(lonely, 1) == ["head@acme.com"]
    assert targets(lonely, 2) == []


def test_a_refused_escalation_is_sent_again_while_the_debt_is_open(company: Pipeline) -> None:
    outside = MemoryOutside()
    broken = replace(company, outside=Outside(tracker=outside, channel=outside))
    when, fault = WAYS["final"]

    def trouble(_n: int, moment: str) -> None:
        if moment == when:
            raise fault

    outside.trouble = trouble
    run_night(broken, NIGHTS[1])
    assert {e.state for e in escalations(broken)} == {EffectState.FAILED}
    run_night(broken, NIGHTS[2])
    assert targets(broken, 2) == ["#product-ops", "lead@bw.com", "owner@acme.com"], "it climbs on"
    outside.trouble = lambda _n, _when: None
    run_night(broken, NIGHTS[2])
    assert {e.state for e in escalations(broken)} == {EffectState.DONE}
