"""Fix plans in words: where a plan stands, what changed in it, what a customer may be told.

A medium passes the way in which it writes days (`show_day`); files and terminals write ISO dates.
"""

from collections.abc import Callable, Iterable
from datetime import date

from feedback.domain.plans.fix_plan import (
    CERTAIN,
    DATED_STATUSES,
    OPEN_STATUSES,
    FixPlan,
    FixStatus,
    PlanCertainty,
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
    VerifiedFixed,
    VersionSet,
    VersionWithdrawn,
    WatchFindings,
    WontFix,
    WorkaroundAdded,
    WorkaroundChanged,
    WorkaroundWithdrawn,
)
from feedback.domain.wording import count, long_day

ShowDay = Callable[[date], str]

STATUS_WORDS = {
    FixStatus.PLANNED: "planned, not started",
    FixStatus.IN_PROGRESS: "in progress",
    FixStatus.DONE: "built, not yet released",
    FixStatus.RELEASED: "released",
    FixStatus.VERIFIED_FIXED: "released, no longer reported",
    FixStatus.REGRESSED: "released, reported again",
    FixStatus.WONT_FIX: "will not be fixed",
    FixStatus.WITHDRAWN: "withdrawn",
}
"""Where a plan stands, in a word or two, the same wherever it is shown."""

HEADLINE_WORDS = {
    ChangeKind.REGRESSED: "came back after the release",
    ChangeKind.WONT_FIX: "will not be fixed",
    ChangeKind.WITHDRAWN: "plan withdrawn",
    ChangeKind.RELEASED: "released",
    ChangeKind.VERIFIED_FIXED: "verified fixed",
    ChangeKind.SLIPPED: "slipped",
    ChangeKind.OVERDUE: "overdue",
    ChangeKind.DATE_WITHDRAWN: "date withdrawn",
    ChangeKind.CONTRADICTION: "conflicting plans",
    ChangeKind.PULLED_IN: "pulled in",
    ChangeKind.DONE: "built, not yet released",
    ChangeKind.IN_PROGRESS: "in progress",
    ChangeKind.PLANNED: "planned",
    ChangeKind.DATE_SET: "new date",
    ChangeKind.WORKAROUND_ADDED: "new workaround",
    ChangeKind.WORKAROUND_CHANGED: "workaround changed",
    ChangeKind.WORKAROUND_WITHDRAWN: "workaround withdrawn",
    ChangeKind.VERSION_SET: "version changed",
    ChangeKind.VERSION_WITHDRAWN: "version withdrawn",
    ChangeKind.AGREEMENT: "plans agree again",
}
"""How a change is counted in the headline. The first of these that an issue has is its headline:
what breaks a promise comes first."""


def status_words(
    plan: FixPlan, certainty: PlanCertainty = CERTAIN, show_day: ShowDay = date.isoformat
) -> str:
    """Where the plan stands and, while it is still to come, how sure its date is."""
    words = STATUS_WORDS[plan.status]
    if plan.status not in OPEN_STATUSES:
        return words
    if plan.target_on is None and plan.status in DATED_STATUSES:
        words += ", no date yet"
    if certainty.late_since is not None:
        words += f", late since {show_day(certainty.late_since)}"
    if certainty.n_slips:
        times = "once" if certainty.n_slips == 1 else f"{certainty.n_slips} times"
        words += f", the date has slipped {times}"
    return f"{words}, the work items contradict each other" if plan.contradiction else words


def changes_words(
    changes: Iterable[PlanChange], show_day: ShowDay = date.isoformat
) -> tuple[str, ...]:
    """Each change in a few words without a capital or a full stop."""
    return tuple(change_words(change, show_day) for change in changes)


def change_words(change: PlanChange, show_day: ShowDay = date.isoformat) -> str:
    """`slipped by 14 days to 2026-04-02`, `workaround added`."""
    match change:
        case FixPlanned() | FixStarted():
            begun = isinstance(change, FixStarted)
            words = "a fix is in progress" if begun else "a fix is planned"
            if change.version:
                words += f" for version {change.version}"
            if change.on:
                words += f", {_expected(change.on, show_day, has_passed=change.has_passed)}"
            return words
        case FixBuilt():
            return "the fix is built, not yet released"
        case Released(version, on):
            in_version = f" in version {version}" if version else ""
            return f"released{in_version}{f' on {show_day(on)}' if on else ''}"
        case WontFix(why):
            return f"will not be fixed{_because(why)}"
        case PlanWithdrawn(why):
            return f"the plan was withdrawn{_because(why)}"
        case VerifiedFixed(found):
            return f"verified fixed{_because(verified_words(found) if found else '')}"
        case Regressed(found):
            return f"came back after the release{_because(regressed_words(found) if found else '')}"
        case PlanSlipped():
            return f"slipped {_how_far(change, show_day)}"
        case PlanPulledIn():
            return f"pulled in {_how_far(change, show_day)}"
        case DateSet(on, has_passed):
            return _expected(on, show_day, has_passed=has_passed)
        case DateWithdrawn():
            return "the target date was withdrawn"
        case DatePassed(on):
            return f"the date {show_day(on)} has passed, no new date yet"
        case VersionSet(version):
            return f"now planned for version {version}"
        case VersionWithdrawn():
            return "no longer tied to a version"
        case WorkaroundAdded():
            return "workaround added"
        case WorkaroundChanged():
            return "workaround changed"
        case WorkaroundWithdrawn():
            return "the workaround was withdrawn"
        case PlansContradict(claims):
            return contradiction_words(claims, show_day)
        case PlansAgree():
            return "the work items no longer contradict each other"


def contradiction_words(claims: Iterable[PlanClaim], show_day: ShowDay = date.isoformat) -> str:
    """What each work item says, and that the most cautious one is told."""
    said = (
        f"{claim.origin or 'another plan'} says: {change_words(claim.says, show_day)}"
        for claim in claims
    )
    return f"the plans differ ({'; '.join(said)}); the more cautious one is told"


def found_words(plan: FixPlan) -> str:
    """What the watch over its release counted; empty where it has found nothing."""
    if plan.found is None:
        return ""
    is_fixed = plan.status is FixStatus.VERIFIED_FIXED
    return verified_words(plan.found) if is_fixed else regressed_words(plan.found)


def verified_words(found: WatchFindings) -> str:
    """`no reports in 14 days, 2.1 a day before the release`."""
    reports = count(found.n_reports, "report") if found.n_reports else "no reports"
    return f"{reports} in {count(found.n_days, 'day')}, {_before(found)}"


def regressed_words(found: WatchFindings) -> str:
    """`4 reports from 3 customers in 2 days, 1.2 a day before the release`."""
    reports, customers = count(found.n_reports, "report"), count(found.n_customers, "customer")
    return f"{reports} from {customers} in {count(found.n_days, 'day')}, {_before(found)}"


def _before(found: WatchFindings) -> str:
    return f"{found.per_day_before} a day before the release"


def _because(why: str) -> str:
    return f": {why}" if why else ""


def _expected(on: date, show_day: ShowDay, *, has_passed: bool) -> str:
    if has_passed:
        return f"was expected {show_day(on)}, which has passed"
    return f"expected {show_day(on)}"


def _how_far(change: PlanSlipped | PlanPulledIn, show_day: ShowDay) -> str:
    days = abs((change.now_on - change.was_on).days)
    passed = ", which has passed" if change.has_passed else ""
    return f"by {count(days, 'day')} to {show_day(change.now_on)}{passed}"


def sentence_for_customers(
    plan: FixPlan, *, is_late: bool = False, product_knows: bool = False
) -> str:
    """One sentence a support agent can send as it is. Promises no more than the plan does: what is
    planned is not in progress, and a date that has passed is not one that lies ahead.

    `is_late`: the date has passed, whether or not that is recorded. `product_knows`: that the
    problem came back; else nobody says so.
    """
    match plan.status:
        case FixStatus.PLANNED | FixStatus.IN_PROGRESS:
            has_begun = plan.status is FixStatus.IN_PROGRESS
            begun = "is working on this" if has_begun else "has planned a fix for this"
            if plan.target_on is None:
                return f"Our product team {begun}; we will let you know when we have a date."
            if plan.is_late or is_late:
                return (
                    "This fix is taking longer than expected; we will let you know when we have a "
                    "new date."
                )
            fix = "a fix" if has_begun else "it"
            return (
                f"Our product team {begun}; we expect {fix} around {long_day(plan.target_on)} and "
                "will let you know when it's available."
            )
        case FixStatus.DONE:
            return "The fix is built but not released yet; we will let you know when it's out."
        case FixStatus.RELEASED:
            return f"The fix was released{_with(plan)}. Please tell us if it still happens to you."
        case FixStatus.VERIFIED_FIXED:
            return (
                f"The fix was released{_with(plan)}, and we have hardly heard of this problem "
                "since. Please tell us if it still happens to you."
            )
        case FixStatus.REGRESSED:
            known = "our product team has been told, and " if product_knows else ""
            return (
                "We released a fix for this, and we know that it still happens to some customers; "
                f"{known}we will let you know when there is news."
            )
        case FixStatus.WITHDRAWN:
            return (
                "There is no date for a fix at the moment; we will let you know when we know more."
            )
        case FixStatus.WONT_FIX if plan.contradiction:
            return (
                "Our product team has not decided yet what to do about this; we will let you know "
                "when they have."
            )
        case FixStatus.WONT_FIX:
            return (
                "Thank you for telling us. Our product team looked at this and decided not to "
                "change it for now; I am sorry it is not the answer you hoped for."
            )


def _with(plan: FixPlan) -> str:
    return f" with version {plan.target_version}" if plan.target_version else ""
