"""What changed in a fix plan, in words, and what a customer may be told."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from feedback.domain.issues.issue import IssueId
from feedback.domain.plans.fix_plan import (
    FixPlan,
    FixPlanRevision,
    FixStatus,
    certainty_of,
    heard_by_customers,
)
from feedback.domain.plans.plan_change import FixPlanned, PlanClaim, Released, WatchFindings
from feedback.domain.plans.plan_comparison import plan_changes
from feedback.domain.plans.plan_words import changes_words, sentence_for_customers, status_words
from tests.domain.domain_examples import days_ago, fix_plan

PLANNED, IN_PROGRESS, DONE, RELEASED, WONT_FIX = (
    FixStatus.PLANNED,
    FixStatus.IN_PROGRESS,
    FixStatus.DONE,
    FixStatus.RELEASED,
    FixStatus.WONT_FIX,
)
MARCH_20, APRIL_3 = date(2026, 3, 20), date(2026, 4, 3)
CLAIMS = (PlanClaim("P-1", Released(on=MARCH_20)), PlanClaim("", FixPlanned(on=APRIL_3)))


def said(before: FixPlan | None, after: FixPlan, today: date | None = None) -> tuple[str, ...]:
    """What changed, in words."""
    return changes_words(plan_changes(before, after, today))


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (fix_plan(PLANNED), "a fix is planned"),
        (
            fix_plan(PLANNED, target_version="2.4", target_on=MARCH_20),
            "a fix is planned for version 2.4, expected 2026-03-20",
        ),
        (
            fix_plan(IN_PROGRESS, target_on=MARCH_20),
            "a fix is in progress, expected 2026-03-20",
        ),
        (fix_plan(DONE, target_version="2.4"), "the fix is built, not yet released"),
        (
            fix_plan(RELEASED, target_version="2.4", released_on=MARCH_20),
            "released in version 2.4 on 2026-03-20",
        ),
        (fix_plan(RELEASED), "released"),
        (fix_plan(WONT_FIX, note="works as designed"), "will not be fixed: works as designed"),
        (fix_plan(WONT_FIX), "will not be fixed"),
    ],
)
def test_the_first_plan_is_told_as_it_stands(plan: FixPlan, words: str) -> None:
    assert said(None, plan) == (words,)


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        (
            {"target_on": MARCH_20},
            {"target_on": APRIL_3},
            ("slipped by 14 days to 2026-04-03",),
        ),
        (
            {"target_on": MARCH_20},
            {"target_on": date(2026, 3, 21)},
            ("slipped by 1 day to 2026-03-21",),
        ),
        (
            {"target_on": APRIL_3},
            {"target_on": MARCH_20},
            ("pulled in by 14 days to 2026-03-20",),
        ),
        ({}, {"target_on": MARCH_20}, ("expected 2026-03-20",)),
        ({"target_on": MARCH_20}, {}, ("the target date was withdrawn",)),
        ({}, {"target_version": "2.4"}, ("now planned for version 2.4",)),
        (
            {"target_version": "2.4"},
            {"target_version": "2.5"},
            ("now planned for version 2.5",),
        ),
        ({"target_version": "2.4"}, {}, ("no longer tied to a version",)),
        ({}, {"workaround": "Use Firefox."}, ("workaround added",)),
        ({"workaround": "Use Firefox."}, {"workaround": "Use Edge."}, ("workaround changed",)),
        ({"workaround": "Use Firefox."}, {}, ("the workaround was withdrawn",)),
        (
            {"target_on": MARCH_20, "target_version": "2.4"},
            {"target_on": APRIL_3, "target_version": "2.5", "workaround": "Use Firefox."},
            (
                "slipped by 14 days to 2026-04-03",
                "now planned for version 2.5",
                "workaround added",
            ),
        ),
        # Neither is news to a reader.
        ({"owner": "Ada", "note": "soon"}, {"owner": "Bo", "note": "quite soon"}, ()),
        ({}, {}, ()),
    ],
)
def test_a_change_of_plan_is_told_in_words(
    before: dict[str, Any], after: dict[str, Any], changes: tuple[str, ...]
) -> None:
    assert said(fix_plan(**before), fix_plan(**after)) == changes


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        (fix_plan(PLANNED), fix_plan(IN_PROGRESS), ("a fix is in progress",)),
        (fix_plan(IN_PROGRESS), fix_plan(DONE), ("the fix is built, not yet released",)),
        (fix_plan(RELEASED), fix_plan(IN_PROGRESS), ("a fix is in progress",)),
        (
            fix_plan(IN_PROGRESS, target_on=MARCH_20),
            fix_plan(WONT_FIX, note="too rare"),
            ("will not be fixed: too rare",),
        ),
        # A release says its version and its day once, and nothing of what was planned.
        (
            fix_plan(DONE, target_on=APRIL_3),
            fix_plan(RELEASED, target_version="2.4", released_on=MARCH_20),
            ("released in version 2.4 on 2026-03-20",),
        ),
        (
            fix_plan(RELEASED, target_version="2.4", released_on=MARCH_20),
            fix_plan(RELEASED, target_version="2.4.1", released_on=APRIL_3),
            ("released in version 2.4.1 on 2026-04-03",),
        ),
        (
            fix_plan(PLANNED, target_version="2.4"),
            fix_plan(WONT_FIX),
            ("will not be fixed",),
        ),
        (
            fix_plan(DONE, workaround="Use Firefox."),
            fix_plan(RELEASED),
            ("released", "the workaround was withdrawn"),
        ),
    ],
)
def test_a_change_of_status_comes_first_and_says_all_of_it(
    before: FixPlan, after: FixPlan, changes: tuple[str, ...]
) -> None:
    assert said(before, after) == changes


def test_reading_the_same_plan_at_another_time_is_no_change() -> None:
    assert said(fix_plan(recorded_at=days_ago(3)), fix_plan()) == ()


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        (
            fix_plan(PLANNED, target_on=MARCH_20),
            "Our product team has planned a fix for this; we expect it around 20 March 2026 and "
            "will let you know when it's available.",
        ),
        (
            fix_plan(PLANNED),
            "Our product team has planned a fix for this; we will let you know when we have a "
            "date.",
        ),
        (
            fix_plan(IN_PROGRESS, target_on=APRIL_3),
            "Our product team is working on this; we expect a fix around 3 April 2026 and will let "
            "you know when it's available.",
        ),
        (
            fix_plan(IN_PROGRESS),
            "Our product team is working on this; we will let you know when we have a date.",
        ),
        (
            fix_plan(RELEASED, target_version="2.4"),
            "The fix was released with version 2.4. Please tell us if it still happens to you.",
        ),
        (
            fix_plan(RELEASED),
            "The fix was released. Please tell us if it still happens to you.",
        ),
        (
            # The note is product's own and goes to no customer.
            fix_plan(WONT_FIX, note="only two customers care"),
            "Thank you for telling us. Our product team looked at this and decided not to "
            "change it for now; I am sorry it is not the answer you hoped for.",
        ),
    ],
)
def test_a_customer_is_told_no_more_than_the_plan_promises(plan: FixPlan, sentence: str) -> None:
    assert sentence_for_customers(plan) == sentence


def test_done_is_not_released() -> None:
    plan = fix_plan(DONE, target_version="2.4", target_on=MARCH_20)
    assert sentence_for_customers(plan) == (
        "The fix is built but not released yet; we will let you know when it's out."
    )


TODAY = date(2026, 4, 1)


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        (
            fix_plan(RELEASED, target_version="2.4"),
            fix_plan(
                FixStatus.VERIFIED_FIXED,
                target_version="2.4",
                found=WatchFindings(0, 0, 14, 1.5),
            ),
            ("verified fixed: no reports in 14 days, 1.5 a day before the release",),
        ),
        (
            fix_plan(RELEASED),
            fix_plan(FixStatus.REGRESSED, found=WatchFindings(4, 3, 2, 0.5)),
            (
                "came back after the release: 4 reports from 3 customers in 2 days, "
                "0.5 a day before the release",
            ),
        ),
        (
            fix_plan(PLANNED, target_on=APRIL_3),
            fix_plan(FixStatus.WITHDRAWN, note="PROJ-7 was deleted"),
            ("the plan was withdrawn: PROJ-7 was deleted",),
        ),
        (fix_plan(), fix_plan(target_on=MARCH_20), ("was expected 2026-03-20, which has passed",)),
        (
            fix_plan(target_on=date(2026, 3, 10)),
            fix_plan(target_on=MARCH_20),
            ("slipped by 10 days to 2026-03-20, which has passed",),
        ),
        (
            fix_plan(),
            fix_plan(contradiction=CLAIMS),
            (
                "the plans differ (P-1 says: released on 2026-03-20; another plan says: a fix is "
                "planned, expected 2026-04-03); the more cautious one is told",
            ),
        ),
        (
            fix_plan(contradiction=CLAIMS),
            fix_plan(),
            ("the work items no longer contradict each other",),
        ),
    ],
)
def test_what_else_may_change(before: FixPlan, after: FixPlan, changes: tuple[str, ...]) -> None:
    assert said(before, after, TODAY) == changes


def test_a_date_that_has_passed_is_never_told_as_one_that_lies_ahead() -> None:
    plan = fix_plan(IN_PROGRESS, target_version="2.4", target_on=MARCH_20)
    assert said(None, plan, TODAY) == (
        "a fix is in progress for version 2.4, was expected 2026-03-20, which has passed",
    )
    assert sentence_for_customers(plan, is_late=plan.has_passed(TODAY)) == (
        "This fix is taking longer than expected; we will let you know when we have a new date."
    )
    # On the day itself it may still come true.
    assert "20 March 2026" in sentence_for_customers(plan, is_late=plan.has_passed(MARCH_20))


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        (
            fix_plan(FixStatus.VERIFIED_FIXED, target_version="2.4"),
            "The fix was released with version 2.4, and we have hardly heard of this problem "
            "since. Please tell us if it still happens to you.",
        ),
        (
            fix_plan(FixStatus.REGRESSED, target_version="2.4"),
            "We released a fix for this, and we know that it still happens to some customers; "
            "we will let you know when there is news.",
        ),
        (
            fix_plan(FixStatus.WITHDRAWN),
            "There is no date for a fix at the moment; we will let you know when we know more.",
        ),
    ],
)
def test_there_is_a_sentence_for_what_happens_after_a_release(plan: FixPlan, sentence: str) -> None:
    assert sentence_for_customers(plan, is_late=plan.has_passed(TODAY)) == sentence


def revisions(*plans: FixPlan) -> list[FixPlanRevision]:
    return [FixPlanRevision(IssueId(1), n, plan, ()) for n, plan in enumerate(plans, start=1)]


@pytest.mark.parametrize(
    ("plans", "words"),
    [
        ([fix_plan()], "planned, not started, no date yet"),
        ([fix_plan(IN_PROGRESS, target_on=APRIL_3)], "in progress"),
        ([fix_plan(IN_PROGRESS, target_on=MARCH_20)], "in progress, late since 2026-03-20"),
        (
            [fix_plan(target_on=APRIL_3), fix_plan(target_on=APRIL_3, workaround="Wait.")],
            "planned, not started",
        ),
        (
            [fix_plan(target_on=date(2026, 3, day)) for day in (5, 10, 8, 30)]
            + [fix_plan(DONE, target_on=APRIL_3)],
            "built, not yet released, the date has slipped 3 times",
        ),
        ([fix_plan(RELEASED)], "released"),
        ([fix_plan(WONT_FIX)], "will not be fixed"),
    ],
)
def test_how_sure_a_date_is_tells_of_its_past(plans: list[FixPlan], words: str) -> None:
    assert status_words(plans[-1], certainty_of(revisions(*plans), TODAY)) == words


def test_customers_hear_nothing_new_when_a_release_is_verified() -> None:
    released = fix_plan(RELEASED, target_version="2.4")
    verified = fix_plan(FixStatus.VERIFIED_FIXED, target_version="2.4")
    assert heard_by_customers(released) == heard_by_customers(verified)
    begun, planned = fix_plan(IN_PROGRESS, target_on=APRIL_3), fix_plan(target_on=APRIL_3)
    assert heard_by_customers(begun) == heard_by_customers(planned)
    assert heard_by_customers(begun) != heard_by_customers(fix_plan(target_on=MARCH_20))


def test_a_date_that_passes_without_a_word_is_a_change_of_its_own() -> None:
    promised = fix_plan(IN_PROGRESS, target_on=MARCH_20)
    late = replace(promised, is_late=True)
    passed = "the date 2026-03-20 has passed, no new date yet"
    assert said(promised, late) == (passed,)
    assert said(late, late) == ()
    assert said(late, replace(late, workaround="Wait")) == ("workaround added",)
    assert said(late, fix_plan(IN_PROGRESS, target_on=APRIL_3)) == (
        "slipped by 14 days to 2026-04-03",
    )
    built = fix_plan(DONE, target_on=MARCH_20)
    assert said(promised, replace(built, is_late=True)) == (
        "the fix is built, not yet released",
        passed,
    )


def test_only_a_fix_that_is_still_to_come_can_be_late() -> None:
    for status, is_late in ((PLANNED, True), (DONE, True), (RELEASED, False), (WONT_FIX, False)):
        assert fix_plan(status, target_on=MARCH_20).has_passed(date(2026, 3, 21)) is is_late
    assert not fix_plan(PLANNED, target_on=MARCH_20).has_passed(MARCH_20), "not on the day itself"


def test_who_was_told_a_date_is_to_be_told_that_it_is_not_kept() -> None:
    promised = fix_plan(IN_PROGRESS, target_on=MARCH_20)
    assert heard_by_customers(promised) != heard_by_customers(replace(promised, is_late=True))


def test_that_product_was_told_is_said_only_where_it_was() -> None:
    back = fix_plan(FixStatus.REGRESSED, target_version="2.4")
    assert "product team has been told" not in sentence_for_customers(back)
    assert sentence_for_customers(back, product_knows=True) == (
        "We released a fix for this, and we know that it still happens to some customers; "
        "our product team has been told, and we will let you know when there is news."
    )
