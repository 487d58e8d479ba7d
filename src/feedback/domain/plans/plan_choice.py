"""Which plan is told when several work items say something about one issue."""

from collections.abc import Mapping
from dataclasses import replace

from feedback.domain.plans.fix_plan import OPEN_STATUSES, FixPlan, FixStatus
from feedback.domain.plans.plan_change import PlanClaim
from feedback.domain.plans.plan_comparison import first_step

_CAUTION = (
    FixStatus.RELEASED,
    FixStatus.DONE,
    FixStatus.IN_PROGRESS,
    FixStatus.PLANNED,
    FixStatus.WITHDRAWN,
    FixStatus.WONT_FIX,
)
"""From what promises customers most to what promises them least."""


def most_cautious(plans: Mapping[str, FixPlan]) -> FixPlan:
    """The plan that promises least, by the work item that says it; with what the others say
    against it, if they do.

    A fix is released when all of it is, with the version of the last part; of two dates the later
    one counts, and none at all more than any. `recorded_at` is that of the newest plan: from then
    on they stand together. A workaround that only another one knows is taken over.
    """
    standing = {
        origin: plan for origin, plan in plans.items() if plan.status is not FixStatus.WITHDRAWN
    } or dict(plans)
    _, chosen = max(standing.items(), key=lambda item: (_caution(item[1]), item[0]))
    workarounds = [one.workaround for _, one in sorted(standing.items()) if one.workaround]
    return replace(
        chosen,
        recorded_at=max(plan.recorded_at for plan in plans.values()),
        workaround=chosen.workaround or (workarounds[0] if workarounds else ""),
        contradiction=_contradiction(standing),
    )


def _caution(plan: FixPlan) -> tuple[int, bool, str]:
    if plan.status is FixStatus.RELEASED:
        released_on = plan.released_on or plan.recorded_at.date()
        return _CAUTION.index(plan.status), False, released_on.isoformat()
    target_on = plan.target_on if plan.status in OPEN_STATUSES else None
    on = target_on.isoformat() if target_on else ""
    return _CAUTION.index(plan.status), target_on is None, on


def _contradiction(plans: Mapping[str, FixPlan]) -> tuple[PlanClaim, ...]:
    """Empty where the plans agree in what customers hear: status, date, version."""
    if len({_promise(plan) for plan in plans.values()}) < 2:
        return ()
    return tuple(PlanClaim(origin, first_step(plan)) for origin, plan in sorted(plans.items()))


def _promise(plan: FixPlan) -> tuple[str, str, str]:
    match plan.status:
        case FixStatus.PLANNED | FixStatus.IN_PROGRESS:
            on = plan.target_on.isoformat() if plan.target_on else ""
            return "to come", on, plan.target_version
        case FixStatus.RELEASED:
            return "released", "", ""
        case _:
            return str(plan.status), "", ""
