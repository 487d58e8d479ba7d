"""Plan debt: an important issue without a current plan, and the people it climbs to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import IntEnum, StrEnum

from feedback.domain.customers.supplier import STRATEGIC, Supplier
from feedback.domain.impact.impact import Impact
from feedback.domain.impact.measure import Measure
from feedback.domain.issues.issue import IssueId
from feedback.domain.plans.fix_plan import OPEN_STATUSES, FixPlanRevision, FixStatus

KEEPS = Decimal("0.9")
"""A debt that is open stays so down to this share of its limit: impact trembles."""


@dataclass(frozen=True, slots=True)
class PlanTarget:
    """What a segment is owed: a plan within so many hours, from this impact within it on, and it
    climbs to these people (empty: the ones of the whole deployment)."""

    plan_by_hours: float
    """From the night that first found an issue to owe one."""
    min_impact_usd: Decimal = Decimal(0)
    product_owner: str = ""
    product_contact: str = ""
    head_of_support: str = ""


class EscalationStep(IntEnum):
    """Whom a debt climbs to, in this order."""

    PRODUCT_OWNER = 1
    CONTACTS = 2
    """The single points of contact: product's, and that of every supplier that answers."""
    HEAD_OF_SUPPORT = 3


@dataclass(frozen=True, slots=True)
class EscalationPolicy:
    """Which issues need a plan, when a plan is current, and who is told when. An address is an
    e-mail address, a channel (`#product`) or a support agent's id; empty is nobody."""

    targets: Mapping[str, PlanTarget] = field(default_factory=dict)
    """By segment, from its profile; a segment that is not named is owed nothing."""
    suppliers: Mapping[str, Supplier] = field(default_factory=dict)
    product_owner: str = ""
    product_contact: str = ""
    head_of_support: str = ""
    step_hours: float = 24.0
    stale_after_days: int = 14
    acknowledged_days: int = 7
    max_messages: int = 20


@dataclass(frozen=True, slots=True)
class PlanDebt:
    """Product owes an issue a current plan because of one segment."""

    issue_id: IssueId
    segment: str
    since: datetime
    due_at: datetime
    ended_at: datetime | None = None

    def is_overdue(self, now: datetime) -> bool:
        """Still owed, and past its time."""
        return self.ended_at is None and self.due_at <= now


@dataclass(frozen=True, slots=True)
class ClimbedStep:
    """A step that a debt has climbed."""

    issue_id: IssueId
    since: datetime
    """Of the debt."""
    step: EscalationStep
    at: datetime
    targets: tuple[str, ...]
    """Of the messages that said so."""


class PlanGap(StrEnum):
    """Why a plan is none to rely on."""

    NO_PLAN = "no_plan"
    CAME_BACK = "came_back"
    """The problem did, after the release, and there is no new plan."""
    WITHDRAWN = "withdrawn"
    DATE_PASSED = "date_passed"
    UNCONFIRMED = "unconfirmed"
    """Product has said nothing about it for too long."""


@dataclass(frozen=True, slots=True)
class NotCurrent:
    """Why the newest plan is none to rely on, with what that rests on."""

    gap: PlanGap
    passed_on: date | None = None
    """The plan's date, where it has passed."""
    unconfirmed_days: int = 0
    """Since product last said the plan, where that is too long ago."""


def why_not_current(
    revisions: Sequence[FixPlanRevision], now: datetime, stale_after_days: int
) -> NotCurrent | None:
    """Why the newest plan is none to rely on; None if it is current.

    A plan that is settled (released and not come back, will not be fixed) is current for good.
    """
    if not revisions:
        return NotCurrent(PlanGap.NO_PLAN)
    latest = revisions[-1]
    plan = latest.plan
    if plan.status is FixStatus.REGRESSED:
        return NotCurrent(PlanGap.CAME_BACK)
    if plan.status is FixStatus.WITHDRAWN:
        return NotCurrent(PlanGap.WITHDRAWN)
    if plan.status not in OPEN_STATUSES:
        return None
    if plan.target_on is not None and plan.target_on < now.date():
        return NotCurrent(PlanGap.DATE_PASSED, passed_on=plan.target_on)
    unconfirmed = now - latest.last_confirmed_at
    if unconfirmed > timedelta(days=stale_after_days):
        return NotCurrent(PlanGap.UNCONFIRMED, unconfirmed_days=unconfirmed.days)
    return None


def impact_by_segment(impact: Impact) -> dict[str, Decimal]:
    """USD per year at risk of each segment's customers; 0 of all where the night ranks by
    customers."""
    shares: dict[str, Decimal] = {}
    for line in impact.lines:
        shares[line.segment] = shares.get(line.segment, Decimal(0)) + (line.contribution_usd or 0)
    return shares


def owing_segments(
    impact: Impact, targets: Mapping[str, PlanTarget], already: Sequence[str]
) -> list[str]:
    """The segments whose limit this impact passes; those of `already` down to nine tenths of it.

    Limits in money do not apply to a night that ranks by customers: then every segment with a
    customer in the issue is owed.
    """
    shares = impact_by_segment(impact)
    if impact.measure is Measure.CUSTOMERS:
        return sorted(segment for segment in targets if segment in shares)
    return sorted(
        segment
        for segment, target in targets.items()
        if shares.get(segment, Decimal(0))
        >= target.min_impact_usd * (KEEPS if segment in already else 1)
        and shares.get(segment, Decimal(0)) > 0
    )


def next_step(
    debt: PlanDebt, climbed: Sequence[ClimbedStep], policy: EscalationPolicy, now: datetime
) -> EscalationStep | None:
    """The step that is due now: the first one at the debt's due time, each later one so many hours
    after the one before. One step a night."""
    taken = [one for one in climbed if one.since == debt.since]
    if len(taken) == len(EscalationStep) or now < debt.due_at:
        return None
    if taken and now < max(one.at for one in taken) + timedelta(hours=policy.step_hours):
        return None
    return EscalationStep(max((one.step for one in taken), default=0) + 1)


def addresses(
    step: EscalationStep,
    segment: str,
    suppliers: Sequence[str],
    policy: EscalationPolicy,
) -> list[str]:
    """Whom a step tells, each once. `suppliers` answer the issue's open tickets, most tickets
    first. A contact who is the head of support as well, as in-house, hears of the last step only.
    """
    own = policy.targets[segment]
    named = [policy.suppliers[name] for name in suppliers if name in policy.suppliers]
    head = own.head_of_support or policy.head_of_support
    match step:
        case EscalationStep.PRODUCT_OWNER:
            found = [own.product_owner or policy.product_owner]
        case EscalationStep.CONTACTS:
            found = [own.product_contact or policy.product_contact]
            theirs = (supplier.contacts.theirs for supplier in named)
            found += [address for address in theirs if address != head]
        case EscalationStep.HEAD_OF_SUPPORT:
            found = [head, *(named[0].contacts.their_escalation(STRATEGIC) if named else ())]
    return list(dict.fromkeys(one for one in found if one))
