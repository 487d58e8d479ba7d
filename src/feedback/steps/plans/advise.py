"""Advise: what changed in the fix plans, as messages to those who hold the affected tickets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from feedback.domain.customers.supplier import Supplier, SupportAgent
from feedback.domain.impact.measure import MeasureChange
from feedback.domain.impact.ranking import RankReport
from feedback.domain.issues.lineage import event_key
from feedback.domain.plans.advise_report import AdviseReport
from feedback.domain.plans.messages.digest_policy import DigestPolicy
from feedback.domain.plans.plan_debt import EscalationPolicy
from feedback.domain.publishing.effect import Effect, EffectState
from feedback.domain.publishing.messages.product_news import product_news
from feedback.domain.publishing.messages.readers import PRODUCT, Readers
from feedback.domain.publishing.messages.told import (
    ToldNews,
    events_put_off,
    events_told,
    measure_changes_told,
)
from feedback.ports import FixPlanSource, Nights, Store, Transaction
from feedback.steps.night_state import NightState
from feedback.steps.plans.advice_context import AdviceContext, advice_context
from feedback.steps.plans.digests import plan_digests
from feedback.steps.plans.escalate import escalate
from feedback.steps.plans.product_told import regressions_told
from feedback.steps.plans.record_plans import record_plans
from feedback.steps.plans.tell_product_answer import tell_product_answers_again
from feedback.steps.plans.ticket_notes import plan_ticket_notes
from feedback.steps.publishing.plan_messages import Draft, plan_messages

_MOMENT = timedelta(seconds=1)
_MAX_ASSIGNEES = 50
"""Named of those that the roster does not know."""


@dataclass(frozen=True, slots=True)
class AdvicePolicy:
    """Who hears of what, and when."""

    suppliers: Mapping[str, Supplier]
    product_channel: str = ""
    """Empty: product is told nothing here."""
    news_days: int = 3
    """Older events are not news (after a pause, or a first load)."""
    readers: Mapping[str, str] = field(default_factory=dict)
    """Assignee as the helpdesk names them → who reads instead (see `Readers`)."""
    digests: DigestPolicy = field(default_factory=DigestPolicy)
    escalation: EscalationPolicy = field(default_factory=EscalationPolicy)
    notes_source: str = ""
    """The source whose open tickets get the plan as a note; empty: none does."""


def advise(
    store: Store,
    state: NightState,
    plan_source: FixPlanSource,
    support_agents: Sequence[SupportAgent],
    policy: AdvicePolicy,
    *,
    now: datetime,
    has_read_all: bool = True,
) -> AdviseReport:
    """The night's advice: `read_plans_and_plan_messages` once per night, one transaction."""
    with store.begin() as tx:
        if done := tx.nights.report(now, AdviseReport):
            return done
        report = read_plans_and_plan_messages(
            tx, state, plan_source, support_agents, policy, now, now, has_read_all=has_read_all
        )
        tx.nights.record(now, report)
        return report


def read_plans_and_plan_messages(
    tx: Transaction,
    state: NightState,
    plan_source: FixPlanSource,
    support_agents: Sequence[SupportAgent],
    policy: AdvicePolicy,
    night: datetime,
    now: datetime,
    *,
    has_read_all: bool = True,
) -> AdviseReport:
    """Record what is new in the fix plans and plan the messages it calls for. Sends nothing.

    Safe at any time between two nights: nobody is told the same news twice. `night`: that `now`
    belongs to. `has_read_all`: False where work items could not be read, so that product may have
    said what is not known here.
    """
    today = policy.digests.today(now)
    recorded = record_plans(plan_source.plans(now), tx, state, now, today, may_be_late=has_read_all)
    readers = Readers(support_agents, policy.suppliers, policy.readers)
    context = advice_context(tx, state.ranking, recorded.plans, readers, night, now, today)
    waiting = tx.effects.in_state(EffectState.PLANNED)
    n_product = _plan_product_news(context, policy, waiting, tx)
    told = regressions_told(context.plans, policy.product_channel, waiting, tx.told)
    n_digests, n_unheard = plan_digests(context, policy.digests, told, waiting, tx)
    n_answers = tell_product_answers_again(context, state.issues, policy.digests, tx)
    climbed = escalate(
        context, policy.escalation, policy.digests, waiting, tx.effects, tx.plan_debts
    )
    n_notes = plan_ticket_notes(context, policy.notes_source, told, waiting, tx)
    unknown = readers.unknown_among(tx.tickets.open_by_assignee())
    return AdviseReport(
        n_revisions=recorded.n_revisions,
        plans_without_issue=recorded.without_issue,
        contradictory_plans=recorded.contradictory,
        n_planned=n_digests + n_product + n_answers + climbed.n_planned,
        n_tickets_without_reader=n_unheard,
        n_plans_owed=climbed.n_owed,
        n_plans_overdue=climbed.n_overdue,
        n_notes_planned=n_notes,
        unknown_assignees=dict(list(unknown.items())[:_MAX_ASSIGNEES]),
    )


def _measure_change(
    rows: Sequence[ToldNews], nights: Nights, since: datetime, now: datetime
) -> MeasureChange | None:
    """The newest change of what issues are ranked by, if this reader has not been told of it."""
    changes = [
        MeasureChange(as_of, report.measured_before)
        for as_of, report in nights.reports_of(RankReport).items()
        if report.measured_before is not None and since < as_of <= now
    ]
    newest = changes[-1] if changes else None
    return None if newest is None or newest.as_of in measure_changes_told(rows) else newest


def _plan_product_news(
    context: AdviceContext, policy: AdvicePolicy, waiting: Iterable[Effect], tx: Transaction
) -> int:
    if not policy.product_channel:
        return 0
    target = f"{PRODUCT}:{policy.product_channel}"
    rows = tx.told.of_readers([target]).get(target, ())
    put_off = events_put_off(rows)
    since = context.now - timedelta(days=policy.news_days)
    oldest = min([since, *(key.as_of - _MOMENT for key in put_off)])
    recent = [
        event
        for event in tx.issues.lineage(since=oldest)
        if event.as_of <= context.now
        # What was put off is news however old; a message of this night has put it off to tomorrow.
        and ((at := put_off.get(event_key(event))) is not None or event.as_of > since)
        and (at is None or at < context.night)
    ]
    published = {
        issue_id: ranked
        for issue_id, ranked in context.ranked.items()
        if issue_id in context.for_product
    }
    change = _measure_change(rows, tx.nights, since, context.now)
    news = product_news(policy.product_channel, recent, published, events_told(rows), change)
    drafts = {} if news is None else {target: Draft(news, Decimal(0))}
    ours = [effect for effect in waiting if effect.target == target]
    return plan_messages(drafts, ours, tx.effects, context.now)
