"""What can be news about a fix plan, as values.

`plan_comparison.py` finds them between two plans, `plan_words.py` puts them into words.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal


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
class WatchFindings:
    """What the watch over a release counted."""

    n_reports: int
    n_customers: int
    n_days: int
    per_day_before: float
    """Reports a day before the release."""


@dataclass(frozen=True, slots=True)
class FixPlanned:
    """Product plans a fix. Version and date only where its reader hears of the plan for the first
    time; else they are changes of their own."""

    version: str = ""
    on: date | None = None
    has_passed: bool = False
    """Whether the date lay in the past when this was told."""
    kind: Literal[ChangeKind.PLANNED] = ChangeKind.PLANNED


@dataclass(frozen=True, slots=True)
class FixStarted:
    """Product works on a fix; otherwise as `FixPlanned`."""

    version: str = ""
    on: date | None = None
    has_passed: bool = False
    kind: Literal[ChangeKind.IN_PROGRESS] = ChangeKind.IN_PROGRESS


@dataclass(frozen=True, slots=True)
class FixBuilt:
    """The fix is built and not yet released."""

    kind: Literal[ChangeKind.DONE] = ChangeKind.DONE


@dataclass(frozen=True, slots=True)
class Released:
    """The fix is in customers' hands; version and day where they are known."""

    version: str = ""
    on: date | None = None
    kind: Literal[ChangeKind.RELEASED] = ChangeKind.RELEASED


@dataclass(frozen=True, slots=True)
class WontFix:
    """Product will not fix it."""

    why: str = ""
    """As product said it."""
    kind: Literal[ChangeKind.WONT_FIX] = ChangeKind.WONT_FIX


@dataclass(frozen=True, slots=True)
class PlanWithdrawn:
    """There was a plan and there is none now."""

    why: str = ""
    """As product said it."""
    kind: Literal[ChangeKind.WITHDRAWN] = ChangeKind.WITHDRAWN


@dataclass(frozen=True, slots=True)
class VerifiedFixed:
    """The tickets stopped after the release."""

    found: WatchFindings | None = None
    kind: Literal[ChangeKind.VERIFIED_FIXED] = ChangeKind.VERIFIED_FIXED


@dataclass(frozen=True, slots=True)
class Regressed:
    """The tickets came again after the release."""

    found: WatchFindings | None = None
    kind: Literal[ChangeKind.REGRESSED] = ChangeKind.REGRESSED


@dataclass(frozen=True, slots=True)
class PlanSlipped:
    """The target date moved back."""

    was_on: date
    now_on: date
    has_passed: bool = False
    """Whether the new date lay in the past as well when this was told."""
    kind: Literal[ChangeKind.SLIPPED] = ChangeKind.SLIPPED


@dataclass(frozen=True, slots=True)
class PlanPulledIn:
    """The target date moved forward."""

    was_on: date
    now_on: date
    has_passed: bool = False
    kind: Literal[ChangeKind.PULLED_IN] = ChangeKind.PULLED_IN


@dataclass(frozen=True, slots=True)
class DateSet:
    """There is a target date now."""

    on: date
    has_passed: bool = False
    kind: Literal[ChangeKind.DATE_SET] = ChangeKind.DATE_SET


@dataclass(frozen=True, slots=True)
class DateWithdrawn:
    """There is no target date any more."""

    kind: Literal[ChangeKind.DATE_WITHDRAWN] = ChangeKind.DATE_WITHDRAWN


@dataclass(frozen=True, slots=True)
class DatePassed:
    """The target date has passed, and product has not said a word."""

    on: date
    kind: Literal[ChangeKind.OVERDUE] = ChangeKind.OVERDUE


@dataclass(frozen=True, slots=True)
class VersionSet:
    """The fix is planned for this version now."""

    version: str
    kind: Literal[ChangeKind.VERSION_SET] = ChangeKind.VERSION_SET


@dataclass(frozen=True, slots=True)
class VersionWithdrawn:
    """The fix is not tied to a version any more."""

    kind: Literal[ChangeKind.VERSION_WITHDRAWN] = ChangeKind.VERSION_WITHDRAWN


@dataclass(frozen=True, slots=True)
class WorkaroundAdded:
    """There is a workaround now; the plan says which."""

    kind: Literal[ChangeKind.WORKAROUND_ADDED] = ChangeKind.WORKAROUND_ADDED


@dataclass(frozen=True, slots=True)
class WorkaroundChanged:
    """There is another workaround now."""

    kind: Literal[ChangeKind.WORKAROUND_CHANGED] = ChangeKind.WORKAROUND_CHANGED


@dataclass(frozen=True, slots=True)
class WorkaroundWithdrawn:
    """There is no workaround any more."""

    kind: Literal[ChangeKind.WORKAROUND_WITHDRAWN] = ChangeKind.WORKAROUND_WITHDRAWN


Step = (
    FixPlanned
    | FixStarted
    | FixBuilt
    | Released
    | WontFix
    | PlanWithdrawn
    | VerifiedFixed
    | Regressed
)
"""Where a plan stands, as news."""


@dataclass(frozen=True, slots=True)
class PlanClaim:
    """What one of several work items says about an issue's plan."""

    origin: str
    """The work item, or the issue that was absorbed; empty where neither is known."""
    says: Step


@dataclass(frozen=True, slots=True)
class PlansContradict:
    """Several work items promise customers different things; the most cautious one is told."""

    claims: tuple[PlanClaim, ...]
    kind: Literal[ChangeKind.CONTRADICTION] = ChangeKind.CONTRADICTION


@dataclass(frozen=True, slots=True)
class PlansAgree:
    """They no longer do."""

    kind: Literal[ChangeKind.AGREEMENT] = ChangeKind.AGREEMENT


PlanChange = (
    Step
    | PlanSlipped
    | PlanPulledIn
    | DateSet
    | DateWithdrawn
    | DatePassed
    | VersionSet
    | VersionWithdrawn
    | WorkaroundAdded
    | WorkaroundChanged
    | WorkaroundWithdrawn
    | PlansContradict
    | PlansAgree
)
"""One piece of news about a plan."""


def change_days(change: PlanChange) -> tuple[date, ...]:
    """The days that the change names."""
    match change:
        case PlanSlipped() | PlanPulledIn():
            return (change.now_on,)
        case FixPlanned(on=on) | FixStarted(on=on) | Released(on=on):
            return () if on is None else (on,)
        case DateSet(on=on) | DatePassed(on=on):
            return (on,)
        case PlansContradict():
            return tuple(on for claim in change.claims for on in change_days(claim.says))
        case _:
            return ()
