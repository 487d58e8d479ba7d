"""A fix plan as a work item tells it: status, resolution, versions, due date, owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from feedback.domain.plans.fix_plan import FixPlan, FixStatus
from feedback.domain.publishing.work_item_state import FixVersion, StatusCategory, WorkItemState


@dataclass(frozen=True, slots=True)
class PlanReading:
    """How a company's trackers say it. Names are compared without regard to case."""

    wont_fix_resolutions: Sequence[str] = (
        "Won't Do",
        "Won't Fix",
        "Declined",
        "Cannot Reproduce",
        "Rejected",
    )
    elsewhere_resolutions: Sequence[str] = ("Duplicate",)
    """The plan is another work item's: nothing is read from this one."""
    done_is_released: bool = False
    """Work without a version reaches customers when it is done."""


def plan_of(
    state: WorkItemState, reading: PlanReading, *, had_plan: bool, as_of: datetime
) -> FixPlan | None:
    """What product says on this night; None when it has said nothing.

    An untouched work item is not a plan. Where there was one before (`had_plan`), what was
    promised is withdrawn. *Done is not released*: every version it is tied to must be.
    """
    status = None if state.is_gone else _status(state, reading)
    says_nothing = not (state.fix_versions or state.due_on or state.workaround)
    if status is None or (status is FixStatus.PLANNED and says_nothing):
        return FixPlan(as_of, FixStatus.WITHDRAWN, owner=state.assignee) if had_plan else None
    version = _version(state.fix_versions, status)
    return FixPlan(
        recorded_at=as_of,
        status=status,
        target_version=version.name if version else "",
        target_on=_target_on(state, version, status),
        released_on=version.release_on if version and status is FixStatus.RELEASED else None,
        workaround=state.workaround,
        owner=state.assignee,
        note=state.resolution if status is FixStatus.WONT_FIX else "",
    )


def _status(state: WorkItemState, reading: PlanReading) -> FixStatus | None:
    match state.status_category:
        case StatusCategory.TO_DO:
            return FixStatus.PLANNED
        case StatusCategory.IN_PROGRESS:
            return FixStatus.IN_PROGRESS
        case StatusCategory.DONE:
            resolution = state.resolution.casefold()
            if resolution in {one.casefold() for one in reading.elsewhere_resolutions}:
                return None
            if resolution in {one.casefold() for one in reading.wont_fix_resolutions}:
                return FixStatus.WONT_FIX
            versions = state.fix_versions
            is_out = all(one.is_released for one in versions) and (
                bool(versions) or reading.done_is_released
            )
            return FixStatus.RELEASED if is_out else FixStatus.DONE


def _version(versions: Sequence[FixVersion], status: FixStatus) -> FixVersion | None:
    """The one to speak of: the last that was released, else the first still to come."""
    if status is FixStatus.RELEASED:
        return max(versions, key=lambda one: (one.release_on or date.min, one.name), default=None)
    to_come = [one for one in versions if not one.is_released] or list(versions)
    return min(to_come, key=lambda one: (one.release_on or date.max, one.name), default=None)


def _target_on(state: WorkItemState, version: FixVersion | None, status: FixStatus) -> date | None:
    """Customers get it with the version; the due date is the developers', and second best."""
    if status in (FixStatus.RELEASED, FixStatus.WONT_FIX):
        return None
    if version is not None and version.release_on is not None:
        return version.release_on
    return state.due_on
