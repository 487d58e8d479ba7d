"""Of several work items that say something about one issue, the most cautious is told."""

from datetime import date

import pytest

from feedback.domain.plans.fix_plan import FixPlan, FixStatus
from feedback.domain.plans.plan_change import FixPlanned, FixStarted, PlanClaim
from feedback.domain.plans.plan_choice import most_cautious
from feedback.domain.plans.plan_words import sentence_for_customers
from tests.domain.domain_examples import days_ago, fix_plan

SOON, LATER = date(2026, 3, 20), date(2026, 4, 3)
PLANNED_SOON = fix_plan(FixStatus.PLANNED, target_on=SOON)
PLANNED_LATER = fix_plan(FixStatus.PLANNED, target_on=LATER)
BEGUN_SOON = fix_plan(FixStatus.IN_PROGRESS, target_on=SOON)
RELEASED = fix_plan(FixStatus.RELEASED, released_on=date(2026, 3, 1))
WONT = fix_plan(FixStatus.WONT_FIX)
GONE = fix_plan(FixStatus.WITHDRAWN)


@pytest.mark.parametrize(
    ("plan", "other", "told"),
    [
        (PLANNED_SOON, PLANNED_LATER, PLANNED_LATER),
        (PLANNED_SOON, fix_plan(FixStatus.PLANNED), fix_plan(FixStatus.PLANNED)),
        (BEGUN_SOON, PLANNED_SOON, PLANNED_SOON),
        (RELEASED, PLANNED_SOON, PLANNED_SOON),
        (RELEASED, fix_plan(FixStatus.DONE), fix_plan(FixStatus.DONE)),
        (WONT, BEGUN_SOON, WONT),
        (GONE, BEGUN_SOON, BEGUN_SOON),  # only what still stands counts
        (GONE, GONE, GONE),
    ],
)
def test_the_plan_that_promises_least_wins_whatever_the_order(
    plan: FixPlan, other: FixPlan, told: FixPlan
) -> None:
    for plans in ({"P-1": plan, "P-2": other}, {"P-2": plan, "P-1": other}):
        chosen = most_cautious(plans)
        assert (chosen.status, chosen.target_on) == (told.status, told.target_on)


def test_it_says_that_the_plans_differ_and_what_each_of_them_says() -> None:
    assert most_cautious({"P-1": BEGUN_SOON, "P-2": PLANNED_LATER}).contradiction == (
        PlanClaim("P-1", FixStarted(on=SOON)),
        PlanClaim("P-2", FixPlanned(on=LATER)),
    )


def test_plans_that_let_customers_hear_the_same_do_not_contradict_each_other() -> None:
    assert most_cautious({"P-1": BEGUN_SOON, "P-2": PLANNED_SOON}).contradiction == ()
    assert most_cautious({"P-1": BEGUN_SOON, "P-2": GONE}).contradiction == ()
    assert most_cautious({"": WONT}) == WONT


def test_customers_are_not_told_no_while_another_work_item_says_yes() -> None:
    assert sentence_for_customers(most_cautious({"P-1": WONT, "P-2": BEGUN_SOON})) == (
        "Our product team has not decided yet what to do about this; we will let you know when "
        "they have."
    )


def test_a_workaround_that_only_one_of_them_knows_is_kept() -> None:
    knows = fix_plan(FixStatus.PLANNED, target_on=SOON, workaround="Use Firefox.")
    assert most_cautious({"P-1": knows, "P-2": PLANNED_LATER}).workaround == "Use Firefox."


def test_they_stand_together_from_the_newest_on() -> None:
    old = fix_plan(FixStatus.PLANNED, recorded_at=days_ago(3))
    new = fix_plan(FixStatus.IN_PROGRESS, recorded_at=days_ago(1))
    assert most_cautious({"P-1": old, "P-2": new}).recorded_at == days_ago(1)


def test_what_was_released_in_parts_is_out_with_the_last_of_them() -> None:
    first = fix_plan(FixStatus.RELEASED, target_version="4.2", released_on=date(2026, 3, 1))
    last = fix_plan(FixStatus.RELEASED, target_version="4.3", released_on=date(2026, 3, 5))
    for plans in ({"P-9": first, "P-10": last}, {"P-1": last, "P-2": first}):
        told = most_cautious(plans)
        assert (told.target_version, told.contradiction) == ("4.3", ())
