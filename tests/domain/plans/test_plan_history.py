"""How an issue's fix plan changes: what is a revision, what a confirmation, and what is neither."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from feedback.domain.issues.issue import IssueId
from feedback.domain.issues.lineage import Fixed, LineageEvent
from feedback.domain.plans.fix_plan import FixPlan, FixPlanRevision, FixStatus
from feedback.domain.plans.plan_history import SaidPlan, with_passed_date, with_said, with_verdicts
from tests.domain.domain_examples import NOW, days_ago, fix_plan

FB_1 = IssueId(1)
TODAY = NOW.date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def said(plan: FixPlan, origin: str = "P-1", *, is_confirmation: bool = True) -> SaidPlan:
    return SaidPlan(plan, origin, is_confirmation)


def history(*plans: SaidPlan, before: Sequence[FixPlanRevision] = ()) -> Sequence[FixPlanRevision]:
    return with_said(FB_1, before, plans, NOW, TODAY)


def told(revisions: Sequence[FixPlanRevision]) -> list[tuple[int, FixStatus]]:
    return [(revision.revision, revision.plan.status) for revision in revisions]


def test_revisions_are_numbered_in_the_order_in_which_they_were_said() -> None:
    begun = fix_plan(FixStatus.IN_PROGRESS, recorded_at=days_ago(1))
    planned = fix_plan(recorded_at=days_ago(2))
    expected = [(1, FixStatus.PLANNED), (2, FixStatus.IN_PROGRESS)]
    assert told(history(said(begun), said(planned))) == expected
    assert told(history(said(begun), before=history(said(planned)))) == expected


def test_the_same_plan_said_again_confirms_it_and_is_no_revision() -> None:
    first = history(said(fix_plan(recorded_at=days_ago(5))))
    (again,) = history(said(fix_plan(recorded_at=days_ago(2))), before=first)
    assert (again.revision, again.confirmed_at) == (1, days_ago(2))
    (silent,) = history(
        said(fix_plan(recorded_at=days_ago(2)), is_confirmation=False), before=first
    )
    assert silent.confirmed_at is None


def test_an_older_confirmation_takes_no_newer_one_back() -> None:
    plan = fix_plan(recorded_at=days_ago(5))
    (first,) = history(said(plan))
    confirmed = [replace(first, confirmed_at=days_ago(1))]
    assert history(said(replace(plan, recorded_at=days_ago(3))), before=confirmed) == confirmed


def test_what_was_rewritten_without_a_new_date_counts_from_now_on() -> None:
    before = history(said(fix_plan(recorded_at=days_ago(3), target_on=TOMORROW)))
    later = TOMORROW + timedelta(days=7)
    rewritten = history(said(fix_plan(recorded_at=days_ago(3), target_on=later)), before=before)
    assert [revision.plan.recorded_at for revision in rewritten] == [days_ago(3), NOW]


def test_the_same_plan_read_every_night_changes_nothing() -> None:
    plan = said(fix_plan(recorded_at=days_ago(3), target_on=TOMORROW))
    once = history(plan)
    assert history(plan, before=once) == once


def test_a_date_that_passes_without_a_word_is_one_revision_and_no_confirmation() -> None:
    before = history(said(fix_plan(recorded_at=days_ago(9), target_on=YESTERDAY)))
    before = [replace(before[0], plan=replace(before[0].plan, is_late=False))]
    late = with_passed_date(before, NOW, TODAY)
    assert told(late) == [(1, FixStatus.PLANNED), (2, FixStatus.PLANNED)]
    assert late[-1].plan.is_late
    assert late[-1].last_confirmed_at == days_ago(9)
    assert with_passed_date(late, NOW, TODAY) == late


def test_on_its_own_day_a_date_has_not_passed() -> None:
    today = history(said(fix_plan(recorded_at=days_ago(9), target_on=TODAY)))
    assert with_passed_date(today, NOW, TODAY) == today


def test_a_plan_whose_date_had_passed_when_it_was_first_told_is_late_from_the_start() -> None:
    (first,) = history(said(fix_plan(target_on=YESTERDAY)))
    assert first.plan.is_late
    assert with_passed_date([first], NOW, TODAY) == [first]


def test_a_verdict_is_about_one_release_and_is_recorded_once() -> None:
    on = date(2026, 2, 1)
    released = fix_plan(FixStatus.RELEASED, recorded_at=days_ago(36), released_on=on)
    before = history(said(released))
    verdict = Fixed(
        released_on=on, version="", n_reports=0, n_customers=0, n_days=20, per_day_before=1.5
    )
    found = LineageEvent(FB_1, days_ago(1), verdict)
    judged = with_verdicts(before, [found])
    assert told(judged) == [(1, FixStatus.RELEASED), (2, FixStatus.VERIFIED_FIXED)]
    assert with_verdicts(judged, [found]) == judged
    of_another = replace(found, detail=replace(verdict, released_on=on - timedelta(days=1)))
    assert with_verdicts(before, [of_another]) == before


def test_a_verdict_stands_while_product_says_the_same_release_in_other_words() -> None:
    on = date(2026, 2, 1)
    released = fix_plan(FixStatus.RELEASED, recorded_at=days_ago(36), released_on=on)
    verdict = Fixed(
        released_on=on, version="", n_reports=0, n_customers=0, n_days=20, per_day_before=1.5
    )
    judged = with_verdicts(history(said(released)), [LineageEvent(FB_1, days_ago(2), verdict)])
    reworded = replace(released, recorded_at=days_ago(1), workaround="None needed.")
    after = history(said(reworded), before=judged)
    assert [revision.plan.status for revision in after] == [
        FixStatus.RELEASED,
        FixStatus.VERIFIED_FIXED,
        FixStatus.VERIFIED_FIXED,
    ]
