"""Escalate: who must hear that an important issue has no plan that anybody can rely on."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.issue import IssueId
from feedback.domain.plans.messages.digest_policy import DigestPolicy, quiet_until
from feedback.domain.plans.messages.escalation import (
    Escalation,
    debts_of_issue,
    due_first,
    escalation,
    rests_until,
)
from feedback.domain.plans.plan_debt import (
    ClimbedStep,
    EscalationPolicy,
    PlanDebt,
    addresses,
    next_step,
)
from feedback.domain.publishing.effect import Effect, EffectState
from feedback.domain.publishing.messages.readers import (
    ESCALATION,
    escalation_target,
    kind_of_target,
)
from feedback.ports import Effects, PlanDebts
from feedback.steps.plans.advice_context import AdviceContext
from feedback.steps.publishing.plan_messages import Draft, plan_messages

_NOT_OUT = (EffectState.PLANNED, EffectState.SENDING, EffectState.UNKNOWN)
_UNSENT = (EffectState.PLANNED, EffectState.FAILED)


@dataclass(frozen=True, slots=True)
class Escalated:
    """What a night's escalation did."""

    n_planned: int
    """Messages."""
    n_owed: int
    """Issues without a fix plan in time."""
    n_overdue: int
    """How many of them owe it too long."""


def escalate(
    context: AdviceContext,
    policy: EscalationPolicy,
    when: DigestPolicy,
    waiting: Iterable[Effect],
    effects: Effects,
    plan_debts: PlanDebts,
) -> Escalated:
    """Open and end plan debts, and let those climb that are overdue: one step an issue and night,
    each step once."""
    debts = _update_debts(context, policy, plan_debts)
    taken = _taken(debts, plan_debts)
    targets = {target for steps in taken.values() for it in steps for target in it.targets}
    lasts = effects.last_of_each(sorted(targets)) if targets else {}
    drafts = {
        target: Draft(last.content, last.rank, last.not_before)
        for target, last in lasts.items()  # of climbed steps: still wanted
        if last.state in _UNSENT
    }
    context.open_tickets.read(debts)
    context.responses.read(debts)
    n_left = policy.max_messages
    for ranked in sorted(context.ranking, key=lambda ranked: ranked.rank):
        debt = debts.get(ranked.issue.issue_id)
        if debt is None:
            continue
        if rests_until(debt, context.responses.of(debt.issue_id), policy) > context.now:
            continue
        steps = taken.get(debt.issue_id, [])
        messages = _climb(ranked, debt, steps, lasts, context, policy, plan_debts)
        if messages is None or len(messages[1]) > n_left:
            continue
        climbed, contents = messages
        n_left -= len(contents)
        plan_debts.add_step(climbed)
        for target, content in contents.items():
            until = quiet_until(target, context.readers, when, context.now)
            drafts[target] = Draft(content, ranked.impact.weight, until)
    ours = [it for it in waiting if kind_of_target(it.target) == ESCALATION]
    return Escalated(
        n_planned=plan_messages(drafts, ours, effects, context.now),
        n_owed=len(debts),
        n_overdue=sum(debt.is_overdue(context.now) for debt in debts.values()),
    )


def _update_debts(
    context: AdviceContext, policy: EscalationPolicy, kept: PlanDebts
) -> dict[IssueId, PlanDebt]:
    """The debt of every issue that owes a plan now: of several segments' the one due first."""
    open_debts: dict[IssueId, dict[str, PlanDebt]] = {}
    for debt in kept.all():
        if debt.ended_at is None:
            open_debts.setdefault(debt.issue_id, {})[debt.segment] = debt
    owed: dict[IssueId, PlanDebt] = {}
    for ranked in context.ranking:
        issue_id = ranked.issue.issue_id
        before = open_debts.pop(issue_id, {})
        debts = debts_of_issue(
            ranked,
            context.plans.get(issue_id, ()),
            list(before.values()),
            policy,
            context.now,
            is_for_product=issue_id in context.for_product,
        )
        for debt in debts:
            if debt != before.pop(debt.segment, None):  # new, or the profile says another time
                kept.put(debt)
        for debt in before.values():
            kept.put(replace(debt, ended_at=context.now))
        if debts:
            owed[issue_id] = due_first(debts)
    for of_issue in open_debts.values():  # absorbed, or without tickets by now
        for debt in of_issue.values():
            kept.put(replace(debt, ended_at=context.now))
    return owed


def _taken(debts: Mapping[IssueId, PlanDebt], kept: PlanDebts) -> dict[IssueId, list[ClimbedStep]]:
    """The steps that each debt has climbed."""
    taken: dict[IssueId, list[ClimbedStep]] = {}
    for step in kept.steps():
        debt = debts.get(step.issue_id)
        if debt is not None and step.since == debt.since:
            taken.setdefault(step.issue_id, []).append(step)
    return taken


def _climb(
    ranked: RankedIssue,
    debt: PlanDebt,
    taken: Sequence[ClimbedStep],
    lasts: Mapping[str, Effect],
    context: AdviceContext,
    policy: EscalationPolicy,
    kept: PlanDebts,
) -> tuple[ClimbedStep, Mapping[str, Escalation]] | None:
    """The step that is due, with its messages by target; steps that name nobody are passed over."""
    if any(_waits(lasts.get(target)) for step in taken for target in step.targets):
        return None  # the step before has not gone out yet
    suppliers = _suppliers(debt.issue_id, context)
    taken = list(taken)
    while (step := next_step(debt, taken, policy, context.now)) is not None:
        reached = addresses(step, debt.segment, suppliers, policy)
        targets = {escalation_target(who, ranked.issue.label): who for who in reached}
        climbed = ClimbedStep(debt.issue_id, debt.since, step, context.now, tuple(targets))
        if targets:
            revisions = context.plans.get(debt.issue_id, ())
            return climbed, {
                target: escalation(ranked, debt, step, who, revisions, policy, context.now)
                for target, who in targets.items()
            }
        kept.add_step(replace(climbed, at=debt.due_at))
        taken.append(replace(climbed, at=debt.due_at - timedelta(hours=policy.step_hours)))
    return None


def _waits(last: Effect | None) -> bool:
    """Whether nobody has had the chance to read it yet. What was refused holds nothing up."""
    return last is not None and last.state in _NOT_OUT


def _suppliers(issue_id: IssueId, context: AdviceContext) -> list[str]:
    """Those that answer the issue's open tickets, most tickets first."""
    n_of = Counter(
        supplier.name
        for ticket in context.open_tickets.of(issue_id)
        if (supplier := context.readers.supplier_of(ticket)) is not None
    )
    return sorted(n_of, key=lambda name: (-n_of[name], name))
