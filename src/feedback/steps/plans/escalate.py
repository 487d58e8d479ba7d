"""Escalate: who must hear that an important issue has no plan that anybody can rely on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from feedback.domain.impact.impact import receipt_rows
from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.issue import IssueId
from feedback.domain.plans.fix_plan import FixPlanRevision
from feedback.domain.plans.plan_debt import (
    ClimbedStep,
    EscalationPolicy,
    EscalationStep,
    PlanDebt,
    addresses,
    impact_by_segment,
    next_step,
    owing_segments,
    why_not_current,
)
from feedback.domain.plans.response import ResponseKind
from feedback.domain.publishing.effect import EffectState
from feedback.domain.publishing.readers import ESCALATION, Readers, escalation_target
from feedback.domain.wording import count
from feedback.ports import Transaction
from feedback.steps.plans.digests import DigestPolicy, quiet_until
from feedback.steps.publishing.plan_messages import Draft, plan_messages

MAX_RECEIPT_ROWS = 20
"""Customers shown one by one; a contact wants to know who, not everybody."""


_NOT_OUT = (EffectState.PLANNED, EffectState.SENDING, EffectState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Escalated:
    """What plan debt came to on a night."""

    n_planned: int
    """Messages."""
    n_owing: int
    """Issues that need a fix plan and have none."""
    n_overdue: int
    """Of these, past the date by which their segment is owed one."""


def escalate(
    ranking: Sequence[RankedIssue],
    readers: Readers,
    policy: EscalationPolicy,
    when: DigestPolicy,
    tx: Transaction,
    now: datetime,
) -> Escalated:
    """Open and end plan debts, and let those climb that are overdue: one step an issue and night,
    each step once."""
    debts = _update_debts(ranking, policy, tx, now)
    climbed = list(tx.plan_debts.steps())
    drafts: dict[str, Draft] = {}
    n_left = policy.max_messages
    for one in sorted(ranking, key=lambda ranked: ranked.rank):
        debt = debts.get(one.issue.issue_id)
        if debt is None:
            continue
        taken = [s for s in climbed if s.issue_id == debt.issue_id and s.since == debt.since]
        for step in taken:
            drafts |= _unsent(step, tx)
        if _acknowledged_until(debt, policy, tx) > now:
            continue
        messages = _climb(one, debt, taken, policy, tx, readers, now)
        if messages is None or len(messages[1]) > n_left:
            continue
        step_taken, payloads = messages
        n_left -= len(payloads)
        tx.plan_debts.add_step(step_taken)
        for target, payload in payloads.items():
            until = quiet_until(target, readers, when, now)
            drafts[target] = Draft(payload, one.impact.impact_usd, until)
    n_planned = plan_messages(drafts, prefixes=(f"{ESCALATION}:",), tx=tx, now=now)
    n_overdue = sum(debt.is_overdue(now) for debt in debts.values())
    return Escalated(n_planned=n_planned, n_owing=len(debts), n_overdue=n_overdue)


def _update_debts(
    ranking: Sequence[RankedIssue], policy: EscalationPolicy, tx: Transaction, now: datetime
) -> dict[IssueId, PlanDebt]:
    """The debt of every issue that owes a plan now: of several segments' the one due first."""
    open_debts: dict[IssueId, dict[str, PlanDebt]] = {}
    for debt in tx.plan_debts.all():
        if debt.ended_at is None:
            open_debts.setdefault(debt.issue_id, {})[debt.segment] = debt
    owed: dict[IssueId, PlanDebt] = {}
    plans = tx.fix_plans.of_all()
    for one in ranking:
        issue_id = one.issue.issue_id
        before = open_debts.pop(issue_id, {})
        owing: list[str] = []
        if _is_for_product(one, tx) and why_not_current(
            plans.get(issue_id, ()), now, policy.stale_after_days
        ):
            owing = owing_segments(one.impact, policy.targets, sorted(before))
        for segment, debt in before.items():
            if segment not in owing:
                tx.plan_debts.put(replace(debt, ended_at=now))
        standing = []
        for segment in owing:
            known = before.get(segment)
            since = known.since if known else now
            due_at = since + timedelta(hours=policy.targets[segment].plan_by_hours)
            debt = PlanDebt(issue_id, segment, since, due_at)
            if debt != known:  # new, or the profile says another time by now
                tx.plan_debts.put(debt)
            standing.append(debt)
        if standing:
            owed[issue_id] = min(standing, key=lambda debt: (debt.due_at, debt.segment))
    for of_issue in open_debts.values():  # absorbed, or without tickets by now
        for debt in of_issue.values():
            tx.plan_debts.put(replace(debt, ended_at=now))
    return owed


def _is_for_product(one: RankedIssue, tx: Transaction) -> bool:
    """Whether product has, or is about to get, a work item to plan with."""
    return not one.issue.by_hand.is_muted and tx.effects.last_of(one.issue.label) is not None


def _acknowledged_until(debt: PlanDebt, policy: EscalationPolicy, tx: Transaction) -> datetime:
    """Until when the debt rests because somebody has taken it up; in the past if nobody has."""
    taken_up = [
        recorded.response.at
        for recorded in tx.responses.of_issue(debt.issue_id)
        if recorded.response.kind is ResponseKind.ACKNOWLEDGE and recorded.response.at >= debt.since
    ]
    return max(taken_up, default=debt.since) + timedelta(
        days=policy.acknowledged_days if taken_up else 0
    )


def _unsent(step: ClimbedStep, tx: Transaction) -> dict[str, Draft]:
    """The messages of a climbed step that have not gone out; they are still wanted."""
    found = {}
    for target in step.targets:
        last = tx.effects.last_of(target)
        if last is not None and last.state in (EffectState.PLANNED, EffectState.FAILED):
            found[target] = Draft(last.payload, last.rank, last.not_before)
    return found


def _climb(
    one: RankedIssue,
    debt: PlanDebt,
    taken: Sequence[ClimbedStep],
    policy: EscalationPolicy,
    tx: Transaction,
    readers: Readers,
    now: datetime,
) -> tuple[ClimbedStep, Mapping[str, dict[str, Any]]] | None:
    """The step that is due, with its messages by target; steps that name nobody are passed over."""
    suppliers = _suppliers(debt.issue_id, readers, tx)
    if any(_waits(target, tx) for one in taken for target in one.targets):
        return None  # the step before has not gone out yet
    taken = list(taken)
    while (step := next_step(debt, taken, policy, now)) is not None:
        reached = addresses(step, debt.segment, suppliers, policy)
        targets = {escalation_target(who, one.issue.label): who for who in reached}
        climbed = ClimbedStep(debt.issue_id, debt.since, step, now, tuple(targets))
        if targets:
            revisions = tx.fix_plans.revisions(debt.issue_id)
            return climbed, {
                target: _payload(one, debt, step, who, revisions, policy, now)
                for target, who in targets.items()
            }
        tx.plan_debts.add_step(replace(climbed, at=debt.due_at))
        taken.append(replace(climbed, at=debt.due_at - timedelta(hours=policy.step_hours)))
    return None


def _waits(target: str, tx: Transaction) -> bool:
    """Whether nobody has had the chance to read it yet. What was refused holds nothing up."""
    last = tx.effects.last_of(target)
    return last is not None and last.state in _NOT_OUT


def _suppliers(issue_id: IssueId, readers: Readers, tx: Transaction) -> list[str]:
    n_of = Counter(
        supplier.name
        for ticket in tx.tickets.open_of_issue(issue_id)
        if (supplier := readers.supplier_of(ticket)) is not None
    )
    return sorted(n_of, key=lambda name: (-n_of[name], name))


def _payload(
    one: RankedIssue,
    debt: PlanDebt,
    step: EscalationStep,
    who: str,
    revisions: Sequence[FixPlanRevision],
    policy: EscalationPolicy,
    now: datetime,
) -> dict[str, Any]:
    lines = one.impact.lines
    rest = lines[MAX_RECEIPT_ROWS:]
    why = why_not_current(revisions, now, policy.stale_after_days)
    overdue_days = (now - debt.due_at).days
    because = f": {why}" if revisions else ""
    return {
        "kind": "escalation",
        "reader": who,
        "headline": f"{one.issue.label} has owed {debt.segment} customers a plan for "
        f"{count(overdue_days, 'day')}{because}"
        if overdue_days
        else f"{one.issue.label} owes {debt.segment} customers a plan{because}",
        "issue_id": one.issue.label,
        "title": one.issue.title,
        "step": int(step),
        "step_words": step.words,
        "why": why,
        "owner": revisions[-1].plan.owner if revisions else "",
        "segment": debt.segment,
        "segment_impact_usd": str(impact_by_segment(one.impact)[debt.segment]),
        "impact_usd": str(one.impact.impact_usd),
        "is_weighted": one.impact.is_weighted,
        "n_tickets": one.n_tickets,
        "n_customers": one.n_customers,
        "receipt": receipt_rows(lines[:MAX_RECEIPT_ROWS]),
        "rest": {
            "n_customers": len(rest),
            "contribution_usd": str(sum((line.contribution_usd for line in rest), Decimal(0))),
        },
        "since": debt.since.isoformat(),
        "due_at": debt.due_at.isoformat(),
        "overdue_days": overdue_days,
        "acknowledge_id": one.issue.label,
    }
