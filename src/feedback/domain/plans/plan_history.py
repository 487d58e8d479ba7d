"""How an issue's fix plan changes: by what product says, what the watch over a release finds, and
dates that pass.

Each function takes an issue's revisions, oldest first, and returns them with what is new: a plan
that is news is a further revision, a plan that was said again confirms the newest one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from feedback.domain.issues.issue import IssueId
from feedback.domain.issues.lineage import Fixed, LineageEvent, ReleaseVerdict
from feedback.domain.plans.fix_plan import (
    OPEN_STATUSES,
    VERDICT_STATUSES,
    FixPlan,
    FixPlanRevision,
    FixStatus,
    is_same_release,
    said_plan,
)
from feedback.domain.plans.plan_change import WatchFindings
from feedback.domain.plans.plan_choice import most_cautious
from feedback.domain.plans.plan_comparison import plan_changes
from feedback.domain.plans.regression import released_at

Revisions = Sequence[FixPlanRevision]


@dataclass(frozen=True, slots=True)
class SaidPlan:
    """A plan for a known issue, and what says so."""

    plan: FixPlan
    origin: str
    """The work item, or the issue that was absorbed; empty where there is only one."""
    is_confirmation: bool
    """Whether the same said again means that product still stands by it."""


def with_said(
    issue_id: IssueId,
    revisions: Revisions,
    said: Iterable[SaidPlan],
    now: datetime,
    today: date,
) -> Revisions:
    """With what product has said since. Of several work items the most cautious plan is told."""
    history = list(revisions)
    standing: dict[str, FixPlan] = {}
    release = next((it.plan for it in reversed(revisions) if _is_out(it.plan)), None)
    ordered = sorted(said, key=lambda it: (it.plan.recorded_at, it.origin))
    for place, spoken in enumerate(ordered):
        latest = history[-1] if history else None
        standing[spoken.origin] = spoken.plan
        told = _still_to_come(most_cautious(standing), release, latest)
        is_known = latest is not None and told.recorded_at <= latest.plan.recorded_at
        if is_known and place < len(ordered) - 1:
            continue
        before = said_plan(latest.plan) if latest else None
        changes = plan_changes(before, told, told.recorded_at.date())
        if not changes:
            is_newer = latest is not None and told.recorded_at > latest.last_confirmed_at
            if latest is not None and is_newer and spoken.is_confirmation:
                history[-1] = replace(latest, confirmed_at=told.recorded_at)
            continue
        if is_known:
            # What was said then says something else now: the row was rewritten, or the date of its
            # version moved. Nobody told us when; we know it from now on.
            told = replace(told, recorded_at=now)
        told = _still_judged(latest.plan, told) if latest else told
        told = replace(told, is_late=_is_told_late(latest.plan if latest else None, told, today))
        number = latest.revision + 1 if latest else 1
        history.append(FixPlanRevision(issue_id, number, told, changes))
        release = told if _is_out(told) else release
    return history


def with_verdicts(revisions: Revisions, events: Iterable[LineageEvent]) -> Revisions:
    """With *verified fixed* and *regressed*, which the watch over the newest release found.

    `events`: those of the issue of these kinds, oldest first.
    """
    history = list(revisions)
    for event in events:
        said = said_plan(history[-1].plan) if history else None
        verdict = event.detail
        assert isinstance(verdict, ReleaseVerdict), "only verdicts are given"
        if said is None or released_at(said) is None or verdict.released_on != _released_on(said):
            continue
        plan = _with_verdict(said, verdict, event.as_of)
        is_known = any(
            it.plan.status is plan.status and it.plan.recorded_at == event.as_of for it in history
        )
        if not is_known:
            history.append(_next(history[-1], plan))
    return history


def with_passed_date(revisions: Revisions, now: datetime, today: date) -> Revisions:
    """With the date that has passed without a word: support agents have promised it."""
    if not revisions:
        return revisions
    latest = revisions[-1]
    if latest.plan.is_late or not latest.plan.has_passed(today):
        return revisions
    late = _next(latest, replace(latest.plan, recorded_at=now, is_late=True))
    return [*revisions, replace(late, confirmed_at=latest.last_confirmed_at)]


def _next(latest: FixPlanRevision, plan: FixPlan) -> FixPlanRevision:
    changes = plan_changes(latest.plan, plan)
    return FixPlanRevision(latest.issue_id, latest.revision + 1, plan, changes)


def _is_out(plan: FixPlan) -> bool:
    return said_plan(plan).status is FixStatus.RELEASED


def _still_to_come(
    told: FixPlan, release: FixPlan | None, latest: FixPlanRevision | None
) -> FixPlan:
    """A plan without the version that is out already, and that one's date: a work item that is
    opened again, as the problem came back, still names them. They do not bring the next fix, also
    when that is done."""
    if release is None or latest is None:
        return told
    if told.status is FixStatus.RELEASED and told.target_version and not _is_out(latest.plan):
        came_back = release.status is FixStatus.REGRESSED
        if came_back and is_same_release(said_plan(release), told):
            return replace(told, status=FixStatus.DONE, target_version="", released_on=None)
    if told.status not in OPEN_STATUSES:
        return told
    is_its_version = told.target_version == release.target_version
    if is_its_version and (told.target_on is None or told.target_on <= _released_on(release)):
        return replace(told, target_version="", target_on=None)
    return told


def _still_judged(before: FixPlan, told: FixPlan) -> FixPlan:
    """What the watch has found about a release stands until product releases again, also when
    something else about the plan changes."""
    is_judged = before.status in VERDICT_STATUSES
    if is_judged and is_same_release(said_plan(before), told):
        released_on = told.released_on or before.released_on
        return replace(told, status=before.status, found=before.found, released_on=released_on)
    return told


def _is_told_late(before: FixPlan | None, told: FixPlan, today: date) -> bool:
    """Whether readers of this plan hear, or have heard, that its date has passed. That it passed
    without product saying anything about it is a revision of its own (`with_passed_date`)."""
    if not told.has_passed(today):
        return False
    return before is None or before.is_late or before.target_on != told.target_on


def _released_on(plan: FixPlan) -> date:
    return plan.released_on or plan.recorded_at.date()


def _with_verdict(plan: FixPlan, verdict: ReleaseVerdict, found_at: datetime) -> FixPlan:
    is_fixed = isinstance(verdict, Fixed)
    return replace(
        plan,
        recorded_at=found_at,
        status=FixStatus.VERIFIED_FIXED if is_fixed else FixStatus.REGRESSED,
        released_on=_released_on(plan),
        found=WatchFindings(
            verdict.n_reports, verdict.n_customers, verdict.n_days, verdict.per_day_before
        ),
    )
