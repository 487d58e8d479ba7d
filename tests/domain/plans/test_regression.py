"""Whether the tickets stopped after a release, or came again."""

from datetime import date, timedelta
from typing import Any

from feedback.domain.issues.issue import IssueId
from feedback.domain.issues.lineage import LineageEvent, LineageKind, Regressed, ReleaseVerdict
from feedback.domain.plans.fix_plan import FixPlanRevision, FixStatus
from feedback.domain.plans.regression import RegressionPolicy, release_event
from feedback.domain.tickets.ticket import Stake
from tests.domain.domain_examples import NOW, days_ago, fix_plan, stake

ISSUE = IssueId(12)
POLICY = RegressionPolicy()


def released(days_before: float, **changes: Any) -> FixPlanRevision:
    on = days_ago(days_before)
    plan = fix_plan(
        FixStatus.RELEASED, recorded_at=on, released_on=on.date(), target_version="4.2", **changes
    )
    return FixPlanRevision(ISSUE, 3, plan, ("released",))


def reports(first: float, last: float, per_day: float, n_customers: int = 8) -> list[Stake]:
    """Evenly between so many days ago and so many days ago, by customers in turn."""
    n = round((first - last) * per_day)
    return [
        stake(
            f"{first}-{place}",
            f"customer {place % n_customers}",
            created_at=days_ago(last + (first - last) * (place + 0.5) / n),
        )
        for place in range(n)
    ]


def verdict(
    stakes: list[Stake], revision: FixPlanRevision, *lineage: LineageEvent
) -> LineageEvent | None:
    return release_event(ISSUE, stakes, [revision], lineage, POLICY, NOW)


def test_tickets_that_come_again_are_a_regression() -> None:
    found = verdict(reports(60, 0, 1), released(20))
    assert found is not None
    assert found.kind is LineageKind.REGRESSED
    assert found.detail == Regressed(
        released_on=days_ago(20).date(),
        version="4.2",
        per_day_before=1.0,
        n_reports=14,
        n_customers=8,
        n_days=14,
    )


def test_tickets_that_stop_are_a_fix() -> None:
    found = verdict(reports(60, 20, 1), released(20))
    assert found is not None
    assert found.kind is LineageKind.FIXED
    assert isinstance(found.detail, ReleaseVerdict)
    assert (found.detail.n_reports, found.detail.per_day_before) == (0, 1.0)


def test_before_the_quiet_days_are_over_nothing_is_called_fixed() -> None:
    assert verdict(reports(60, 10, 1), released(10)) is None


def test_late_updaters_within_the_grace_say_nothing() -> None:
    assert verdict(reports(60, 0, 2), released(3)) is None


def test_a_few_who_still_have_the_old_version_are_no_regression() -> None:
    few = reports(14, 0, 3 / 14, n_customers=3)
    assert verdict([*reports(60, 20, 2), *few], released(20)) is None


def test_one_customer_that_writes_every_day_is_no_regression() -> None:
    loud = reports(15, 0, 3, n_customers=1)
    assert verdict([*reports(60, 20, 1), *loud], released(20)) is None


def test_a_rare_issue_has_to_be_quiet_for_longer() -> None:
    rare = reports(118, 90, 3 / 28)
    assert verdict(rare, released(90)) is not None
    assert verdict(reports(48, 20, 3 / 28), released(20)) is None


def test_each_verdict_is_told_once_and_a_fix_may_still_regress() -> None:
    stakes = reports(60, 20, 1)
    fixed = verdict(stakes, released(20))
    assert fixed is not None
    earlier = LineageEvent(ISSUE, NOW - timedelta(days=1), fixed.detail)
    assert verdict(stakes, released(20), earlier) is None
    again = verdict([*stakes, *reports(10, 0, 1)], released(20), earlier)
    assert again is not None
    assert again.kind is LineageKind.REGRESSED
    told = LineageEvent(ISSUE, NOW - timedelta(days=1), again.detail)
    assert verdict([*stakes, *reports(10, 0, 1)], released(20), earlier, told) is None


def test_a_new_release_is_watched_anew() -> None:
    told = LineageEvent(ISSUE, days_ago(30), Regressed(date(2026, 1, 1), "4.1", 3, 3, 1, 1.0))
    assert verdict(reports(60, 0, 1), released(20), told) is not None


def test_only_a_release_is_watched() -> None:
    plan = FixPlanRevision(ISSUE, 1, fix_plan(FixStatus.DONE, recorded_at=days_ago(40)), ())
    assert verdict(reports(60, 0, 1), plan) is None
    assert release_event(ISSUE, reports(60, 0, 1), [], [], POLICY, NOW) is None


def test_a_night_that_is_run_again_says_the_same() -> None:
    found = verdict(reports(60, 0, 1), released(20))
    assert found is not None
    assert verdict(reports(60, 0, 1), released(20), found) == found
