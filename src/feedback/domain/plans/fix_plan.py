"""Fix plans: what product says it will do about an issue, every revision kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise

from feedback.domain.issues.issue import IssueId


class FixStatus(StrEnum):
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
STATUS_WORDS = {
    FixStatus.PLANNED: "planned",
    FixStatus.IN_PROGRESS: "being worked on",
    FixStatus.DONE: "built, not yet released",
    FixStatus.RELEASED: "released",
    FixStatus.VERIFIED_FIXED: "released, and quiet since",
    FixStatus.REGRESSED: "released, and back again",
    FixStatus.WONT_FIX: "will not be fixed",
    FixStatus.WITHDRAWN: "withdrawn",
}
"""Where a plan stands, in a word or two; `how_sure` says more of one that is open."""
_DATED = (FixStatus.PLANNED, FixStatus.IN_PROGRESS)


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
    """Why it will not be fixed; what the watch over the release found."""
    contradiction: str = ""
    """What the plans of several work items say against each other; this is the most cautious."""
    is_late: bool = False
    """Found here, never said by product: its date has passed, and no other one has been given."""

    def has_passed(self, today: date) -> bool:
        """Whether a fix is still to come and its date lies before `today`."""
        is_open = self.status in OPEN_STATUSES
        return is_open and self.target_on is not None and self.target_on < today


@dataclass(frozen=True, slots=True)
class FixPlanRevision:
    """The n-th plan of an issue and what changed against the one before, in words."""

    issue_id: IssueId
    revision: int
    plan: FixPlan
    changes: tuple[str, ...]
    confirmed_at: datetime | None = None
    """When product last said the same again; None: not since it was recorded. Before that where
    the revision was found here: that a date passed, product did not say."""

    @property
    def last_confirmed_at(self) -> datetime:
        return self.confirmed_at or self.plan.recorded_at


class ChangeKind(StrEnum):
    """What can be news about a plan."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    RELEASED = "released"
    WONT_FIX = "wont_fix"
    WITHDRAWN = "withdrawn"
    VERIFIED_FIXED = "verified_fixed"
    REGRESSED = "regressed"
    SLIPPED = "slipped"
    PULLED_IN = "pulled_in"
    DATE_SET = "date_set"
    DATE_WITHDRAWN = "date_withdrawn"
    OVERDUE = "overdue"
    """The date has passed without a word."""
    VERSION_SET = "version_set"
    VERSION_WITHDRAWN = "version_withdrawn"
    WORKAROUND_ADDED = "workaround_added"
    WORKAROUND_CHANGED = "workaround_changed"
    WORKAROUND_WITHDRAWN = "workaround_withdrawn"
    CONTRADICTION = "contradiction"
    AGREEMENT = "agreement"


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One piece of news about a plan."""

    kind: ChangeKind
    words: str


def changes_between(
    before: FixPlan | None, after: FixPlan, today: date | None = None
) -> tuple[str, ...]:
    """`plan_changes` in words only."""
    return tuple(change.words for change in plan_changes(before, after, today))


def plan_changes(
    before: FixPlan | None, after: FixPlan, today: date | None = None
) -> tuple[PlanChange, ...]:
    """What is news in `after`, most important first. Empty when nothing a reader needs changed.

    A new owner or a rephrased note alone is not news. A date that lies before `today` is told as
    one that has passed.
    """
    if before is None:
        return (_first(after, today), *_contradiction("", after.contradiction))
    changes: list[PlanChange] = []
    is_settled = after.status not in OPEN_STATUSES
    other_version = after.target_version != before.target_version
    is_released_again = after.status is FixStatus.RELEASED and not is_same_release(before, after)
    if after.status is not before.status or is_released_again:
        changes.append(PlanChange(ChangeKind(after.status), _status_words(after)))
    if after.target_on != before.target_on and not is_settled:
        changes.append(_date_change(before.target_on, after.target_on, today))
    elif after.is_late and not before.is_late and after.target_on is not None:
        words = f"the date {after.target_on.isoformat()} has passed, no new date yet"
        changes.append(PlanChange(ChangeKind.OVERDUE, words))
    was_settled = before.status not in OPEN_STATUSES
    if other_version and not is_settled and (after.target_version or not was_settled):
        changes.append(
            PlanChange(ChangeKind.VERSION_SET, f"now planned for version {after.target_version}")
            if after.target_version
            else PlanChange(ChangeKind.VERSION_WITHDRAWN, "no longer tied to a version")
        )
    if after.workaround != before.workaround:
        changes.append(_workaround_change(before.workaround, after.workaround))
    changes += _contradiction(before.contradiction, after.contradiction)
    return tuple(changes)


def said_plan(plan: FixPlan) -> FixPlan:
    """The plan as product said it: without what was found here."""
    if plan.status in VERDICT_STATUSES:
        return replace(plan, status=FixStatus.RELEASED, note="")
    return replace(plan, is_late=False)


def is_same_release(before: FixPlan, after: FixPlan) -> bool:
    """Whether both speak of one release; a day that only one of them knows tells nothing."""
    days = {before.released_on, after.released_on} - {None}
    return (
        before.status is after.status is FixStatus.RELEASED
        and before.target_version == after.target_version
        and len(days) < 2
    )


def _first(plan: FixPlan, today: date | None) -> PlanChange:
    words = _status_words(plan)
    if plan.status in _DATED:
        if plan.target_version:
            words += f" for version {plan.target_version}"
        if plan.target_on:
            words += f", {_expected(plan.target_on, today)}"
    return PlanChange(ChangeKind(plan.status), words)


def _status_words(plan: FixPlan) -> str:
    note = f": {plan.note}" if plan.note else ""
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
            return f"will not be fixed{note}"
        case FixStatus.WITHDRAWN:
            return f"the plan was withdrawn{note}"
        case FixStatus.VERIFIED_FIXED:
            return f"verified fixed{note}"
        case FixStatus.REGRESSED:
            return f"came back after the release{note}"


def _expected(on: date, today: date | None) -> str:
    if today is not None and on < today:
        return f"was expected {on.isoformat()}, which has passed"
    return f"expected {on.isoformat()}"


def _date_change(before: date | None, after: date | None, today: date | None) -> PlanChange:
    if after is None:
        return PlanChange(ChangeKind.DATE_WITHDRAWN, "the target date was withdrawn")
    if before is None:
        return PlanChange(ChangeKind.DATE_SET, _expected(after, today))
    days = abs((after - before).days)
    how_far = f"by {days} {'day' if days == 1 else 'days'} to {after.isoformat()}"
    if today is not None and after < today:
        how_far += ", which has passed"
    if after > before:
        return PlanChange(ChangeKind.SLIPPED, f"slipped {how_far}")
    return PlanChange(ChangeKind.PULLED_IN, f"pulled in {how_far}")


def _workaround_change(before: str, after: str) -> PlanChange:
    if not after:
        return PlanChange(ChangeKind.WORKAROUND_WITHDRAWN, "the workaround was withdrawn")
    if not before:
        return PlanChange(ChangeKind.WORKAROUND_ADDED, "workaround added")
    return PlanChange(ChangeKind.WORKAROUND_CHANGED, "workaround changed")


def _contradiction(before: str, after: str) -> tuple[PlanChange, ...]:
    if after and after != before:
        return (PlanChange(ChangeKind.CONTRADICTION, after),)
    if before and not after:
        return (PlanChange(ChangeKind.AGREEMENT, "the work items no longer contradict each other"),)
    return ()


def sentence_for_customers(
    plan: FixPlan, today: date | None = None, *, product_knows: bool = False
) -> str:
    """One sentence a support agent can send as it is. Promises no more than the plan does: what is
    planned is not being worked on, and a date before `today` is not one that lies ahead.

    `product_knows`: that the problem came back; else nobody says so.
    """
    match plan.status:
        case FixStatus.PLANNED | FixStatus.IN_PROGRESS:
            has_begun = plan.status is FixStatus.IN_PROGRESS
            begun = "is working on this" if has_begun else "has planned a fix for this"
            if plan.target_on is None:
                return f"Our product team {begun}; we will tell you when we know a date."
            if plan.is_late or (today is not None and plan.target_on < today):
                return (
                    "The fix for this takes longer than our product team expected; we will tell "
                    "you when we know a new date."
                )
            fix = "a fix" if has_begun else "it"
            return (
                f"Our product team {begun}; {fix} is expected around "
                f"{plan.target_on.day} {plan.target_on:%B %Y}, and we will tell you when it is "
                "there."
            )
        case FixStatus.DONE:
            return "The fix is built and waits for its release; we will tell you when it is out."
        case FixStatus.RELEASED:
            return f"The fix was released{_with(plan)}. Please tell us if it still happens to you."
        case FixStatus.VERIFIED_FIXED:
            return (
                f"The fix was released{_with(plan)}, and since then we have hardly heard of this "
                "problem. Please tell us if it still happens to you."
            )
        case FixStatus.REGRESSED:
            known = "our product team has been told, and " if product_knows else ""
            return (
                "We released a fix for this, and we know that it still happens to some customers; "
                f"{known}we will tell you when there is news."
            )
        case FixStatus.WITHDRAWN:
            return (
                "There is no date for a fix of this at the moment; we will tell you when we know "
                "more."
            )
        case FixStatus.WONT_FIX if plan.contradiction:
            return (
                "Our product team has not settled yet what to do about this; we will tell you "
                "when we know."
            )
        case FixStatus.WONT_FIX:
            return (
                "Thank you for telling us. Our product team looked at this and decided not to "
                "change it for now; I am sorry it is not the answer you hoped for."
            )


def _with(plan: FixPlan) -> str:
    return f" with version {plan.target_version}" if plan.target_version else ""


def heard_by_customers(plan: FixPlan) -> tuple[str, str]:
    """What a customer knows who was told of this plan. Where it differs there is news for them."""
    match plan.status:
        case FixStatus.PLANNED | FixStatus.IN_PROGRESS if plan.is_late:
            return "to come", "late"
        case FixStatus.PLANNED | FixStatus.IN_PROGRESS:
            return "to come", plan.target_on.isoformat() if plan.target_on else ""
        case FixStatus.RELEASED | FixStatus.VERIFIED_FIXED:
            return "released", plan.target_version
        case _:
            return str(plan.status), plan.contradiction


def how_sure(revisions: Sequence[FixPlanRevision], today: date) -> str:
    """How sure the newest plan's date is, in words. `revisions` of one issue, oldest first."""
    plan = revisions[-1].plan
    if plan.status not in OPEN_STATUSES:
        return ""
    words = {
        FixStatus.PLANNED: "planned, not begun",
        FixStatus.IN_PROGRESS: "being worked on",
        FixStatus.DONE: "built, waits for its release",
    }[plan.status]
    if plan.target_on is None:
        words += ", no date yet" if plan.status in _DATED else ""
    elif plan.target_on < today:
        words += f", late since {plan.target_on.isoformat()}"
    n_slips = sum(
        later.plan.target_on > earlier.plan.target_on
        for earlier, later in pairwise(revisions)
        if earlier.plan.target_on and later.plan.target_on
    )
    if n_slips:
        words += f", the date has slipped {'once' if n_slips == 1 else f'{n_slips} times'}"
    return f"{words}, the work items contradict each other" if plan.contradiction else words
