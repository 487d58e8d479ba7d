"""An escalation: the message that an issue which must have a plan has none to rely on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import ClassVar

from feedback.domain.impact.impact import ReceiptLine, usd_sum
from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.issue import IssueId
from feedback.domain.plans.fix_plan import FixPlanRevision
from feedback.domain.plans.plan_debt import (
    EscalationPolicy,
    EscalationStep,
    NotCurrent,
    PlanDebt,
    PlanGap,
    impact_by_segment,
    owing_segments,
    why_not_current,
)
from feedback.domain.plans.responses.response import RecordedResponse, ResponseKind
from feedback.domain.publishing.content import EffectKind

MAX_RECEIPT_ROWS = 20
"""Customers shown one by one; a contact wants to know who, not everybody."""


@dataclass(frozen=True, slots=True)
class Escalation:
    """What one contact is told about a plan that is owed."""

    effect_kind: ClassVar[EffectKind] = EffectKind.MESSAGE

    reader: str
    """Its address."""
    issue_id: IssueId
    title: str
    segment: str
    """Whose profile owes the plan."""
    step: EscalationStep
    why: NotCurrent
    owner: str
    """Of the newest plan; empty where nobody is named."""
    segment_impact_usd: Decimal | None
    """Per year, of this segment's customers."""
    impact_usd: Decimal | None
    is_weighted: bool
    n_tickets: int
    n_customers: int
    receipt: tuple[ReceiptLine, ...]
    """The largest lines, at most `MAX_RECEIPT_ROWS`."""
    n_more_customers: int
    more_usd: Decimal | None
    """What the others put at risk."""
    since: datetime
    due_at: datetime
    overdue_days: int

    @property
    def has_plan(self) -> bool:
        """Whether there has been a plan at all."""
        return self.why.gap is not PlanGap.NO_PLAN


def escalation(
    ranked: RankedIssue,
    debt: PlanDebt,
    step: EscalationStep,
    reader: str,
    revisions: Sequence[FixPlanRevision],
    policy: EscalationPolicy,
    now: datetime,
) -> Escalation:
    """The message of one step to one contact. `revisions` of the issue's plan, oldest first."""
    why = why_not_current(revisions, now, policy.stale_after_days)
    assert why is not None, "a debt ends when there is a plan to rely on"
    lines = ranked.impact.lines
    rest = lines[MAX_RECEIPT_ROWS:]
    return Escalation(
        reader=reader,
        issue_id=ranked.issue.issue_id,
        title=ranked.issue.title,
        segment=debt.segment,
        step=step,
        why=why,
        owner=revisions[-1].plan.owner if revisions else "",
        segment_impact_usd=(
            None
            if ranked.impact.impact_usd is None
            else impact_by_segment(ranked.impact)[debt.segment]
        ),
        impact_usd=ranked.impact.impact_usd,
        is_weighted=ranked.impact.is_weighted,
        n_tickets=ranked.n_tickets,
        n_customers=ranked.n_customers,
        receipt=lines[:MAX_RECEIPT_ROWS],
        n_more_customers=len(rest),
        more_usd=(
            None
            if ranked.impact.impact_usd is None
            else usd_sum(line.contribution_usd for line in rest)
        ),
        since=debt.since,
        due_at=debt.due_at,
        overdue_days=(now - debt.due_at).days,
    )


def debts_of_issue(
    ranked: RankedIssue,
    revisions: Sequence[FixPlanRevision],
    before: Sequence[PlanDebt],
    policy: EscalationPolicy,
    now: datetime,
    *,
    is_for_product: bool,
) -> list[PlanDebt]:
    """What product owes an issue now, segment by segment.

    `before`: its debts that were open. `is_for_product`: whether product has, or is about to get,
    a work item to plan with; without one it owes nothing.
    """
    if not is_for_product or why_not_current(revisions, now, policy.stale_after_days) is None:
        return []
    since = {debt.segment: debt.since for debt in before}
    owed = []
    for segment in owing_segments(ranked.impact, policy.targets, sorted(since)):
        begun_at = since.get(segment, now)
        due_at = begun_at + timedelta(hours=policy.targets[segment].plan_by_hours)
        owed.append(PlanDebt(ranked.issue.issue_id, segment, begun_at, due_at))
    return owed


def due_first(debts: Sequence[PlanDebt]) -> PlanDebt:
    """The one of an issue's debts that climbs."""
    return min(debts, key=lambda debt: (debt.due_at, debt.segment))


def rests_until(
    debt: PlanDebt, responses: Sequence[RecordedResponse], policy: EscalationPolicy
) -> datetime:
    """Until when the debt rests because somebody has taken it up; in the past if nobody has."""
    taken_up = [
        recorded.response.at
        for recorded in responses
        if recorded.response.kind is ResponseKind.ACKNOWLEDGE and recorded.response.at >= debt.since
    ]
    if not taken_up:
        return debt.since
    return max(taken_up) + timedelta(days=policy.acknowledged_days)
