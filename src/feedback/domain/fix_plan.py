"""Fix plans: what product says it will do about an issue, every revision kept."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from feedback.domain.issue import IssueId


class FixStatus(StrEnum):
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    """Built, not yet in customers' hands. Never told to a customer as fixed."""
    RELEASED = "released"
    WONT_FIX = "wont_fix"


@dataclass(frozen=True, slots=True)
class FixPlan:
    """What product says, at one moment."""

    recorded_at: datetime
    status: FixStatus
    target_version: str = ""
    target_on: date | None = None
    released_on: date | None = None
    workaround: str = ""
    owner: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class FixPlanRevision:
    """The n-th plan of an issue and what changed against the one before, in words."""

    issue_id: IssueId
    revision: int
    plan: FixPlan
    changes: tuple[str, ...]


def changes_between(before: FixPlan | None, after: FixPlan) -> tuple[str, ...]:
    """What is news in `after`, most important first. Empty when nothing a reader needs changed.

    A new owner or a rephrased note alone is not news.
    """
    if before is None:
        return (_first_words(after),)
    changes: list[str] = []
    is_settled = after.status in (FixStatus.RELEASED, FixStatus.WONT_FIX)
    other_version = after.target_version != before.target_version
    if after.status is not before.status or (after.status is FixStatus.RELEASED and other_version):
        changes.append(_status_words(after))
    if after.target_on != before.target_on and not is_settled:
        changes.append(_date_words(before.target_on, after.target_on))
    if other_version and not is_settled:
        if after.target_version:
            changes.append(f"now planned for version {after.target_version}")
        else:
            changes.append("no longer tied to a version")
    if after.workaround != before.workaround:
        if not after.workaround:
            changes.append("the workaround was withdrawn")
        else:
            changes.append("workaround added" if not before.workaround else "workaround changed")
    return tuple(changes)


def _first_words(plan: FixPlan) -> str:
    words = _status_words(plan)
    if plan.status in (FixStatus.PLANNED, FixStatus.IN_PROGRESS):
        if plan.target_version:
            words += f" for version {plan.target_version}"
        if plan.target_on:
            words += f", expected {plan.target_on.isoformat()}"
    return words


def _status_words(plan: FixPlan) -> str:
    match plan.status:
        case FixStatus.PLANNED:
            return "a fix is planned"
        case FixStatus.IN_PROGRESS:
            return "a fix is being worked on"
        case FixStatus.DONE:
            return "the fix is built, not yet released"
        case FixStatus.RELEASED:
            version = f" in version {plan.target_version}" if plan.target_version else ""
            when = f" on {plan.released_on.isoformat()}" if plan.released_on else ""
            return f"released{version}{when}"
        case FixStatus.WONT_FIX:
            return "will not be fixed" + (f": {plan.note}" if plan.note else "")


def _date_words(before: date | None, after: date | None) -> str:
    if after is None:
        return "the target date was withdrawn"
    if before is None:
        return f"expected {after.isoformat()}"
    days = abs((after - before).days)
    plural = "day" if days == 1 else "days"
    if after > before:
        return f"slipped by {days} {plural} to {after.isoformat()}"
    return f"pulled in by {days} {plural} to {after.isoformat()}"


def sentence_for_customers(plan: FixPlan) -> str:
    """One sentence a support agent can send as it is. Promises no more than the plan does."""
    match plan.status:
        case FixStatus.PLANNED | FixStatus.IN_PROGRESS:
            if plan.target_on:
                return (
                    "Our product team is working on this; a fix is expected around "
                    f"{plan.target_on:%d %B %Y}, and we will tell you when it is there."
                )
            return "Our product team is working on this; we will tell you when we know a date."
        case FixStatus.DONE:
            return "The fix is built and waits for its release; we will tell you when it is out."
        case FixStatus.RELEASED:
            version = f" with version {plan.target_version}" if plan.target_version else ""
            return f"The fix was released{version}. Please tell us if it still happens to you."
        case FixStatus.WONT_FIX:
            return (
                "Thank you for telling us. Our product team looked at this and decided not to "
                "change it for now; I am sorry it is not the answer you hoped for."
            )
