"""Which issues owe a plan, when a plan is current, and which step of the ladder is next."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from feedback.domain.customers.supplier import EscalationContact, Supplier, SupplierContacts
from feedback.domain.issues.issue import IssueId
from feedback.domain.plans.fix_plan import FixPlan, FixPlanRevision, FixStatus
from feedback.domain.plans.messages.escalation_words import not_current_words
from feedback.domain.plans.plan_debt import (
    ClimbedStep,
    EscalationPolicy,
    EscalationStep,
    PlanDebt,
    PlanTarget,
    addresses,
    next_step,
    owing_segments,
    why_not_current,
)
from tests.domain.domain_examples import NOW, days_ago, fix_plan, impact

FB_1 = IssueId(1)
OWNER, CONTACTS, HEAD = EscalationStep


def words_why(*arguments: Any) -> str:
    """Why a plan is not current, in words; empty if it is."""
    why = why_not_current(*arguments)
    return not_current_words(why) if why else ""


def supplier(name: str, contact: str, *escalation: EscalationContact) -> Supplier:
    contacts = SupplierContacts(contact, escalation=escalation)
    return Supplier(name, True, (name,), Decimal(4), contacts=contacts)


POLICY = EscalationPolicy(
    targets={
        "enterprise": PlanTarget(48, Decimal(5_000)),
        "partners": PlanTarget(48, Decimal(9_000), product_owner="pia@acme.com"),
    },
    suppliers={
        "in-house": supplier(
            "in-house",
            "head@acme.com",
            EscalationContact("strategic", "budget", "head@acme.com", "coo@acme.com"),
        ),
        "Helpful Ltd": supplier(
            "Helpful Ltd",
            "lead@helpful.com",
            EscalationContact("tactical", "a queue", "shift@helpful.com", "sam@acme.com"),
            EscalationContact("strategic", "contract", "boss@helpful.com", "coo@acme.com"),
        ),
        "night shift": supplier("night shift", "#nights"),
    },
    product_owner="owner@acme.com",
    product_contact="ops@acme.com",
    head_of_support="head@acme.com",
)


@pytest.mark.parametrize(
    ("plan", "why"),
    [
        (fix_plan(target_on=date(2026, 3, 20), recorded_at=days_ago(14)), ""),
        (fix_plan(recorded_at=days_ago(15)), "nobody has confirmed the plan for 15 days"),
        (fix_plan(target_on=date(2026, 3, 8)), "the plan's date, 2026-03-08, has passed"),
        (fix_plan(target_on=NOW.date()), ""),
        (fix_plan(FixStatus.WITHDRAWN), "the plan was withdrawn"),
        (
            fix_plan(FixStatus.REGRESSED),
            "the problem came back after the release, and there is no new plan",
        ),
        (fix_plan(FixStatus.RELEASED, recorded_at=days_ago(300)), ""),
        (fix_plan(FixStatus.WONT_FIX, recorded_at=days_ago(300)), ""),
    ],
)
def test_a_plan_is_current_while_somebody_can_rely_on_it(plan: FixPlan, why: str) -> None:
    assert words_why([FixPlanRevision(FB_1, 1, plan, ())], NOW, 14) == why


def test_a_plan_that_is_confirmed_stays_current() -> None:
    old = FixPlanRevision(FB_1, 1, fix_plan(recorded_at=days_ago(40)), (), days_ago(2))
    assert words_why([old], NOW, 14) == ""
    assert words_why([], NOW, 14) == "no plan"


def test_a_segment_owes_nothing_below_its_limit_and_a_debt_does_not_tremble() -> None:
    def owing(usd: str, *already: str) -> list[str]:
        return owing_segments(impact(usd), POLICY.targets, already)

    assert owing("4999.99") == []
    assert owing("5000.00") == ["enterprise"]
    assert owing("4500.00", "enterprise") == ["enterprise"]
    assert owing("4499.99", "enterprise") == []


DEBT = PlanDebt(FB_1, "enterprise", days_ago(5), days_ago(3))


def step(number: EscalationStep, days: float) -> ClimbedStep:
    return ClimbedStep(FB_1, DEBT.since, number, days_ago(days), ())


def test_the_ladder_is_climbed_step_by_step_and_each_step_once() -> None:
    def after(*taken: ClimbedStep) -> EscalationStep | None:
        return next_step(DEBT, taken, POLICY, NOW)

    assert next_step(DEBT, [], POLICY, DEBT.due_at - timedelta(seconds=1)) is None
    assert next_step(DEBT, [], POLICY, DEBT.due_at) is OWNER
    assert after() is OWNER
    assert after(step(OWNER, 0.5)) is None  # a day for everybody
    assert after(step(OWNER, 1)) is CONTACTS
    assert after(step(OWNER, 3), step(CONTACTS, 2)) is HEAD
    assert after(step(OWNER, 4), step(CONTACTS, 3), step(HEAD, 2)) is None
    # Steps of an earlier debt of the issue do not count.
    assert after(ClimbedStep(FB_1, days_ago(50), OWNER, days_ago(45), ())) is OWNER


def test_a_contact_who_is_the_head_of_support_hears_of_the_last_step_only() -> None:
    def who(number: EscalationStep) -> list[str]:
        return addresses(number, "enterprise", ["in-house"], POLICY)

    assert who(CONTACTS) == ["ops@acme.com"]
    assert who(HEAD) == ["head@acme.com"]


def test_a_debt_is_overdue_from_its_time_on_and_no_longer_once_it_has_ended() -> None:
    assert not DEBT.is_overdue(DEBT.due_at - timedelta(seconds=1))
    assert DEBT.is_overdue(DEBT.due_at)
    assert not replace(DEBT, ended_at=NOW).is_overdue(NOW)


def test_who_is_told_depends_on_segment_and_supplier() -> None:
    def who(number: EscalationStep, segment: str, *suppliers: str) -> list[str]:
        return addresses(number, segment, suppliers, POLICY)

    assert who(OWNER, "enterprise", "in-house") == ["owner@acme.com"]
    assert who(OWNER, "partners", "in-house") == ["pia@acme.com"]
    assert who(CONTACTS, "enterprise", "Helpful Ltd", "night shift", "unknown") == [
        "ops@acme.com", "lead@helpful.com", "#nights",
    ]  # fmt: skip
    assert who(HEAD, "enterprise", "night shift", "Helpful Ltd") == ["head@acme.com"]
    assert who(HEAD, "enterprise", "Helpful Ltd", "night shift") == [
        "head@acme.com", "boss@helpful.com",
    ]  # fmt: skip
    assert addresses(OWNER, "enterprise", [], EscalationPolicy(POLICY.targets)) == []
