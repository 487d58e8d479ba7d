"""Watching a release: whether the tickets stopped (fixed) or came again (regressed).

What is counted are *reports*: a customer counts once a day, however often it writes. The reports
since the release (and a grace) are compared with those of the weeks before it by the conditional
binomial test of two Poisson counts (Przyborowski & Wilenski 1940).

- **regressed**: in the newest `quiet_days` at least `min_customers` wrote, and more reports came
  than the `residual` share that a working fix may leave explains (chance at most `max_p`).
- **fixed**: for at least `quiet_days` no more than that share came, from fewer than
  `min_customers`, and this is less than chance explains had nothing changed. An issue that was
  rare before has to be quiet for longer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import ClassVar

from scipy.special import betainc

from feedback.domain.issues.issue import IssueId
from feedback.domain.issues.lineage import (
    Fixed,
    LineageEvent,
    LineageKind,
    Regressed,
    ReleaseVerdict,
)
from feedback.domain.plans.fix_plan import FixPlan, FixPlanRevision, FixStatus
from feedback.domain.tickets.ticket import Stake

VERDICTS = (LineageKind.FIXED, LineageKind.REGRESSED)
"""What the watch over a release can find."""


@dataclass(frozen=True, slots=True)
class RegressionPolicy:
    """How long a release is watched, and how sure the watch must be."""

    grace_days: int = 3
    """After the release: customers do not update the same day."""
    baseline_days: int = 28
    """Before the release, to compare with: four of every weekday."""
    quiet_days: int = 14
    min_customers: int = 3
    residual: float = 0.2
    """Share of the rate before that a working fix may leave: old versions, late reports."""
    max_p: float = 0.01
    """Chance that a fix which left no more than `residual` is called a regression."""


@dataclass(frozen=True, slots=True)
class WatchReport:
    """What became of released fixes on a night."""

    step: ClassVar[str] = "watch releases"
    n_fixed: int
    n_regressed: int


def released_at(plan: FixPlan) -> datetime | None:
    """The end of the day of the release; None when the plan does not say it was released, or when
    its problem came back and product has not released anything since."""
    if plan.status not in (FixStatus.RELEASED, FixStatus.VERIFIED_FIXED):
        return None
    on = plan.released_on or plan.recorded_at.date()
    return datetime.combine(on + timedelta(days=1), time(), UTC)


def release_event(
    issue_id: IssueId,
    stakes: Iterable[Stake],
    revisions: Sequence[FixPlanRevision],
    lineage: Iterable[LineageEvent],
    policy: RegressionPolicy,
    as_of: datetime,
) -> LineageEvent | None:
    """What the watch over the newest release says on this night, if that is news.

    `revisions` of the issue's fix plan, oldest first; `lineage` of the issue before the night.
    After *regressed* the watch rests until product releases again.
    """
    release = released_at(revisions[-1].plan) if revisions else None
    if release is None:
        return None
    on = (release - timedelta(days=1)).date()
    told = {
        event.kind
        for event in lineage
        if isinstance(event.detail, ReleaseVerdict)
        and event.detail.released_on == on
        and event.as_of < as_of
    }
    watch_from = release + timedelta(days=policy.grace_days)
    if as_of <= watch_from or LineageKind.REGRESSED in told:
        return None
    before_from = release - timedelta(days=1 + policy.baseline_days)
    stakes = list(stakes)
    before = _reports(stakes, before_from, release - timedelta(days=1))
    newest_from = max(watch_from, as_of - timedelta(days=policy.quiet_days))
    newest = _reports(stakes, newest_from, as_of)
    n_days = (as_of - newest_from) / timedelta(days=1)
    if _came_again(newest, n_days, len(before), policy):
        verdict: type[ReleaseVerdict] = Regressed
    else:
        newest = _reports(stakes, watch_from, as_of)
        n_days = (as_of - watch_from) / timedelta(days=1)
        if told or not _stopped(newest, n_days, len(before), policy):
            return None
        verdict = Fixed
    found = verdict(
        released_on=on,
        version=revisions[-1].plan.target_version,
        n_reports=len(newest),
        n_customers=len({customer for customer, _ in newest}),
        n_days=round(n_days),
        per_day_before=round(len(before) / policy.baseline_days, 2),
    )
    return LineageEvent(issue_id, as_of, found)


_Reports = set[tuple[str, int]]


def _reports(stakes: Iterable[Stake], after: datetime, until: datetime) -> _Reports:
    """(customer, day) of every ticket written after `after` and up to `until`."""
    return {
        (stake.customer_id, (until - stake.facts.created_at) // timedelta(days=1))
        for stake in stakes
        if after < stake.facts.created_at <= until
    }


def _came_again(newest: _Reports, n_days: float, n_before: int, policy: RegressionPolicy) -> bool:
    if len({customer for customer, _ in newest}) < policy.min_customers:
        return False
    ours = policy.residual * n_days
    share = ours / (ours + policy.baseline_days)
    # The chance of so many or more of n + n_before, each with this share.
    return bool(betainc(len(newest), n_before + 1, share) <= policy.max_p)


def _stopped(newest: _Reports, n_days: float, n_before: int, policy: RegressionPolicy) -> bool:
    if n_days < policy.quiet_days or n_before == 0:
        return False
    if len({customer for customer, _ in newest}) >= policy.min_customers:
        return False
    if len(newest) > policy.residual * n_before * n_days / policy.baseline_days:
        return False
    share = n_days / (n_days + policy.baseline_days)
    # The chance of so few or fewer, had nothing changed.
    return bool(1 - betainc(len(newest) + 1, n_before, share) <= _SURE_P)


_SURE_P = 0.05
