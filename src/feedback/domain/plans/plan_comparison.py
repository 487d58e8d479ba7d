"""What changed from one fix plan to another: the news in it for somebody who knows the first."""

from collections.abc import Sequence
from datetime import date, datetime

from feedback.domain.plans.fix_plan import (
    DATED_STATUSES,
    OPEN_STATUSES,
    FixPlan,
    FixPlanRevision,
    FixStatus,
    is_same_release,
)
from feedback.domain.plans.plan_change import (
    ChangeKind,
    DatePassed,
    DateSet,
    DateWithdrawn,
    FixBuilt,
    FixPlanned,
    FixStarted,
    PlanChange,
    PlanClaim,
    PlanPulledIn,
    PlansAgree,
    PlansContradict,
    PlanSlipped,
    PlanWithdrawn,
    Regressed,
    Released,
    Step,
    VerifiedFixed,
    VersionSet,
    VersionWithdrawn,
    WontFix,
    WorkaroundAdded,
    WorkaroundChanged,
    WorkaroundWithdrawn,
)


def plan_changes(
    before: FixPlan | None, after: FixPlan, today: date | None = None
) -> tuple[PlanChange, ...]:
    """What is news in `after`, most important first. Empty when nothing a reader needs changed.

    A new owner or a rephrased note alone is not news. A date that lies before `today` is told as
    one that has passed.
    """
    if before is None:
        return (first_step(after, today), *_contradiction((), after.contradiction))
    changes: list[PlanChange] = []
    is_settled = after.status not in OPEN_STATUSES
    other_version = after.target_version != before.target_version
    is_released_again = after.status is FixStatus.RELEASED and not is_same_release(before, after)
    if after.status is not before.status or is_released_again:
        changes.append(_step(after))
    if after.target_on != before.target_on and not is_settled:
        changes.append(_date_change(before.target_on, after.target_on, today))
    elif after.is_late and not before.is_late and after.target_on is not None:
        changes.append(DatePassed(after.target_on))
    was_settled = before.status not in OPEN_STATUSES
    if other_version and not is_settled and (after.target_version or not was_settled):
        changes.append(
            VersionSet(after.target_version) if after.target_version else VersionWithdrawn()
        )
    if after.workaround != before.workaround:
        changes.append(_workaround_change(before.workaround, after.workaround))
    changes += _contradiction(before.contradiction, after.contradiction)
    return tuple(changes)


def first_step(plan: FixPlan, today: date | None = None) -> Step:
    """Where the plan stands, with version and date, for somebody who hears of it first."""
    if plan.status not in DATED_STATUSES:
        return _step(plan)
    has_passed = _has_passed(plan.target_on, today)
    if plan.status is FixStatus.PLANNED:
        return FixPlanned(plan.target_version, plan.target_on, has_passed)
    return FixStarted(plan.target_version, plan.target_on, has_passed)


def _step(plan: FixPlan) -> Step:
    match plan.status:
        case FixStatus.PLANNED:
            return FixPlanned()
        case FixStatus.IN_PROGRESS:
            return FixStarted()
        case FixStatus.DONE:
            return FixBuilt()
        case FixStatus.RELEASED:
            return Released(plan.target_version, plan.released_on)
        case FixStatus.WONT_FIX:
            return WontFix(plan.note)
        case FixStatus.WITHDRAWN:
            return PlanWithdrawn(plan.note)
        case FixStatus.VERIFIED_FIXED:
            return VerifiedFixed(plan.found)
        case FixStatus.REGRESSED:
            return Regressed(plan.found)


def _has_passed(on: date | None, today: date | None) -> bool:
    return on is not None and today is not None and on < today


def _date_change(before: date | None, after: date | None, today: date | None) -> PlanChange:
    if after is None:
        return DateWithdrawn()
    has_passed = _has_passed(after, today)
    if before is None:
        return DateSet(after, has_passed)
    if after > before:
        return PlanSlipped(before, after, has_passed)
    return PlanPulledIn(before, after, has_passed)


def _workaround_change(before: str, after: str) -> PlanChange:
    if not after:
        return WorkaroundWithdrawn()
    return WorkaroundChanged() if before else WorkaroundAdded()


def _contradiction(
    before: tuple[PlanClaim, ...], after: tuple[PlanClaim, ...]
) -> tuple[PlanChange, ...]:
    if after and after != before:
        return (PlansContradict(after),)
    if before and not after:
        return (PlansAgree(),)
    return ()


def news_since(
    revisions: Sequence[FixPlanRevision], told_revision: int, today: date | None = None
) -> tuple[PlanChange, ...]:
    """What changed after the revision a reader was told of (0: never told anything).

    `revisions` are all of the issue's, oldest first. The newest plan is compared with the one the
    reader knows, so a change that was undone is not news; only that the problem came back
    after a release is told even if there is a new plan since. A reader who hears of the plan for
    the first time gets where it stands now, not its history.
    """
    if not revisions:
        return ()
    latest = revisions[-1]
    known = next((it for it in revisions if it.revision == told_revision), None)
    if known is None:
        return plan_changes(None, latest.plan, today) if told_revision == 0 else ()
    came_back = [
        change
        for between in revisions
        if told_revision < between.revision < latest.revision
        and between.plan.status is FixStatus.REGRESSED
        for change in plan_changes(known.plan, between.plan, today)
        if change.kind is ChangeKind.REGRESSED
    ]
    now = plan_changes(known.plan, latest.plan, today)
    return (*(came_back if now else ()), *now)


def stands_since(revisions: Sequence[FixPlanRevision]) -> datetime:
    """When product last said what the newest plan says. A passed date does not count.

    `revisions` are all of the issue's, oldest first.
    """
    newest = revisions[-1].plan
    if len(revisions) > 1:
        before = revisions[-2].plan
        if {change.kind for change in plan_changes(before, newest)} == {ChangeKind.OVERDUE}:
            return before.recorded_at
    return newest.recorded_at
