"""What a work item says about the fix."""

from dataclasses import replace
from datetime import date

import pytest

from feedback.domain.plans.fix_plan import FixPlan, FixStatus
from feedback.domain.plans.fix_plan_of_work_item import PlanReading, plan_of
from feedback.domain.publishing.work_item_state import FixVersion, StatusCategory, WorkItemState
from tests.domain.domain_examples import NOW

UNTOUCHED = WorkItemState("PROJ-1", "PROJ-1", assignee="Mia")
DONE = replace(UNTOUCHED, status_category=StatusCategory.DONE)
SOON = FixVersion("4.2", release_on=date(2026, 3, 20))
LATER = FixVersion("5.0", release_on=date(2026, 6, 1))
OUT = FixVersion("4.1", is_released=True, release_on=date(2026, 3, 1))


def plan(state: WorkItemState, *, had_plan: bool = False, **reading: object) -> FixPlan | None:
    return plan_of(state, PlanReading(**reading), had_plan=had_plan, as_of=NOW)  # type: ignore[arg-type]


def test_a_work_item_nobody_touched_is_no_plan_but_may_withdraw_one() -> None:
    assert plan(UNTOUCHED) is None
    withdrawn = plan(UNTOUCHED, had_plan=True)
    assert withdrawn is not None
    assert withdrawn.status is FixStatus.WITHDRAWN
    assert plan(replace(UNTOUCHED, is_gone=True)) is None
    assert plan(replace(UNTOUCHED, is_gone=True), had_plan=True) == replace(withdrawn)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (
            replace(UNTOUCHED, fix_versions=(LATER, SOON), due_on=date(2026, 3, 10)),
            FixPlan(NOW, FixStatus.PLANNED, "4.2", date(2026, 3, 20), owner="Mia"),
        ),
        (
            replace(UNTOUCHED, due_on=date(2026, 3, 10), workaround="Export one month."),
            FixPlan(
                NOW, FixStatus.PLANNED, "", date(2026, 3, 10), owner="Mia",
                workaround="Export one month.",
            ),
        ),
        (
            replace(UNTOUCHED, status_category=StatusCategory.IN_PROGRESS),
            FixPlan(NOW, FixStatus.IN_PROGRESS, owner="Mia"),
        ),
        (
            replace(DONE, fix_versions=(OUT, SOON)),
            FixPlan(NOW, FixStatus.DONE, "4.2", date(2026, 3, 20), owner="Mia"),
        ),
        (
            replace(DONE, fix_versions=(OUT,)),
            FixPlan(
                NOW, FixStatus.RELEASED, "4.1", released_on=date(2026, 3, 1), owner="Mia"
            ),
        ),
        (DONE, FixPlan(NOW, FixStatus.DONE, owner="Mia")),
        (
            replace(DONE, resolution="won't do"),
            FixPlan(NOW, FixStatus.WONT_FIX, owner="Mia", note="won't do"),
        ),
    ],
)  # fmt: skip
def test_status_resolution_and_versions_make_the_plan(
    state: WorkItemState, expected: FixPlan
) -> None:
    assert plan(state) == expected


def test_done_is_released_only_where_the_company_says_so() -> None:
    told = plan(DONE, done_is_released=True)
    assert told is not None
    assert told.status is FixStatus.RELEASED


def test_a_duplicate_says_nothing_its_plan_is_elsewhere() -> None:
    assert plan(replace(DONE, resolution="Duplicate")) is None
