"""Fix plans: what product says it will do about an issue, every revision kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise

from feedback.domain.issues.issue import IssueId
from feedback.domain.plans.plan_change import PlanChange, PlanClaim, WatchFindings


class FixStatus(StrEnum):
    """Where a plan stands."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    """Built, not yet in customers' hands. Never told to a customer as fixed."""
    RELEASED = "released"
    WONT_FIX = "wont_fix"
    WITHDRAWN = "withdrawn"
    """There was a plan and there is none now: its work item is gone, or product took it back."""
    VERIFIED_FIXED = "verified_fixed"
    """Said by the watch over the release, never by product: the tickets stopped."""
    REGRESSED = "regressed"
    """Likewise: they came again."""


VERDICT_STATUSES = (FixStatus.VERIFIED_FIXED, FixStatus.REGRESSED)
OPEN_STATUSES = (FixStatus.PLANNED, FixStatus.IN_PROGRESS, FixStatus.DONE)
"""A fix is still to come."""
DATED_STATUSES = (FixStatus.PLANNED, FixStatus.IN_PROGRESS)
"""A date or a version is still news."""


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
    """Why it will not be fixed, as product said it."""
    contradiction: tuple[PlanClaim, ...] = ()
    """What several work items say against each other; this is the most cautious of their plans."""
    is_late: bool = False
    """Found here, never said by product: its date has passed, and no other one has been given."""
    found: WatchFindings | None = None
    """What the watch over its release counted; only of what was verified fixed or came back."""

    def has_passed(self, today: date) -> bool:
        """Whether a fix is still to come and its date lies before `today`."""
        is_open = self.status in OPEN_STATUSES
        return is_open and self.target_on is not None and self.target_on < today


@dataclass(frozen=True, slots=True)
class FixPlanRevision:
    """The n-th plan of an issue and what changed against the one before."""

    issue_id: IssueId
    revision: int
    plan: FixPlan
    changes: tuple[PlanChange, ...]
    confirmed_at: datetime | None = None
    """When product last said the same again; None: not since it was recorded. Before that where
    the revision was found here: that a date passed, product did not say."""

    @property
    def last_confirmed_at(self) -> datetime:
        """When product last said this: then, or when it was recorded."""
        return self.confirmed_at or self.plan.recorded_at


def said_plan(plan: FixPlan) -> FixPlan:
    """The plan as product said it: without what was found here."""
    if plan.status in VERDICT_STATUSES:
        return replace(plan, status=FixStatus.RELEASED, found=None)
    return replace(plan, is_late=False)


def is_same_release(before: FixPlan, after: FixPlan) -> bool:
    """Whether both speak of one release; a day that only one of them knows tells nothing."""
    days = {before.released_on, after.released_on} - {None}
    return (
        before.status is after.status is FixStatus.RELEASED
        and before.target_version == after.target_version
        and len(days) < 2
    )


CustomersKnow = tuple[str, date | str | tuple[PlanClaim, ...] | None]
"""What tells one thing that customers can be told from another."""
LATE = "late"


def heard_by_customers(plan: FixPlan) -> CustomersKnow:
    """What a customer knows who was told of this plan. Where it differs there is news for them."""
    match plan.status:
        case FixStatus.PLANNED | FixStatus.IN_PROGRESS:
            return "to come", LATE if plan.is_late else plan.target_on
        case FixStatus.RELEASED | FixStatus.VERIFIED_FIXED:
            return "released", plan.target_version
        case _:
            return str(plan.status), plan.contradiction


@dataclass(frozen=True, slots=True)
class PlanCertainty:
    """What its past says about the date of a plan that is still to come."""

    late_since: date | None = None
    """Its date, where that has passed."""
    n_slips: int = 0
    """How often a revision moved the date back."""


CERTAIN = PlanCertainty()
"""Of a plan whose date has not passed and never slipped; and of one that is settled."""


def certainty_of(revisions: Sequence[FixPlanRevision], today: date) -> PlanCertainty:
    """How sure the newest plan's date is. `revisions` of one issue, oldest first."""
    plan = revisions[-1].plan
    if plan.status not in OPEN_STATUSES:
        return CERTAIN
    n_slips = sum(
        later.plan.target_on > earlier.plan.target_on
        for earlier, later in pairwise(revisions)
        if earlier.plan.target_on and later.plan.target_on
    )
    return PlanCertainty(plan.target_on if plan.has_passed(today) else None, n_slips)
