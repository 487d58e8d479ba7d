"""Whether product was told that a problem came back, so that support agents may say so."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from feedback.domain.issues.lineage import EventKey, LineageKind
from feedback.domain.plans.fix_plan import FixPlanRevision, FixStatus


def has_come_back(revisions: Sequence[FixPlanRevision]) -> bool:
    """Whether the newest plan says that the problem came back. `revisions`: oldest first."""
    return bool(revisions) and revisions[-1].plan.status is FixStatus.REGRESSED


def product_knows(revisions: Sequence[FixPlanRevision], told: Iterable[EventKey]) -> bool:
    """Whether product was told that it came back. False of a plan that has not come back.

    `revisions`: of one issue, oldest first. `told`: what product's channel and the comments on
    work items have said, or will with what waits: that goes out with the message that says so.
    """
    if not has_come_back(revisions):
        return False
    since = _came_back_at(revisions)
    issue_id = revisions[-1].issue_id
    return any(
        key.issue_id == issue_id and key.kind is LineageKind.REGRESSED and key.as_of >= since
        for key in told
    )


def _came_back_at(revisions: Sequence[FixPlanRevision]) -> datetime:
    """When the plan that has come back was first known to have."""
    at = revisions[-1].plan.recorded_at
    for revision in reversed(revisions):
        if revision.plan.status is not FixStatus.REGRESSED:
            break
        at = revision.plan.recorded_at
    return at
