"""Advise: what changed in the fix plans, as messages to those who hold the affected tickets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from feedback.domain.customers.supplier import Supplier, SupportAgent
from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.plans.advise_report import AdviseReport
from feedback.domain.plans.carry_over import put_off
from feedback.domain.plans.plan_debt import EscalationPolicy
from feedback.domain.publishing.item_news import event_id
from feedback.domain.publishing.product_news import product_payload, told_events
from feedback.domain.publishing.readers import PRODUCT, Readers
from feedback.ports import FixPlanSource, Store, Transaction
from feedback.steps.plans.answer import tell_again
from feedback.steps.plans.digests import DigestPolicy, plan_digests
from feedback.steps.plans.escalate import escalate
from feedback.steps.plans.record_plans import record_plans
from feedback.steps.plans.ticket_notes import plan_ticket_notes
from feedback.steps.publishing.plan_messages import TOLD, Draft, night_of, plan_messages, said_at

_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class AdvicePolicy:
    """Who hears of what, and when."""

    suppliers: Mapping[str, Supplier]
    product_channel: str = ""
    """Empty: product is told nothing here."""
    news_days: int = 3
    """What happened longer ago is no news any more (after a pause, or a first load)."""
    readers: Mapping[str, str] = field(default_factory=dict)
    """Assignee as the helpdesk names them → who reads instead (see `Readers`)."""
    digests: DigestPolicy = field(default_factory=DigestPolicy)
    escalation: EscalationPolicy = field(default_factory=EscalationPolicy)
    notes_source: str = ""
    """The source whose open tickets get the plan as a note; empty: none does."""


def advise(
    store: Store,
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
            tx, plan_source, support_agents, policy, now, has_read_all=has_read_all
        )
        tx.nights.record(now, report)
        return report


def read_plans_and_plan_messages(
    tx: Transaction,
    plan_source: FixPlanSource,
    support_agents: Sequence[SupportAgent],
    policy: AdvicePolicy,
    now: datetime,
    *,
    has_read_all: bool = True,
) -> AdviseReport:
    """Record what is new in the fix plans and plan the messages it calls for. Sends nothing.

    Safe at any time between two nights: nobody is told the same news twice. `has_read_all`: False
    where work items could not be read, so that product may have said what is not known here.
    """
    today = policy.digests.today(now)
    plans = plan_source.plans(now)
    recorded = record_plans(plans, tx, now, today, may_be_late=has_read_all)
    ranked = tx.rankings.latest()  # with every receipt: read once
    readers = Readers(support_agents, policy.suppliers, policy.readers)
    n_product = _plan_product_news(ranked, policy, tx, now)
    channel = policy.product_channel
    n_digests, n_unheard = plan_digests(ranked, readers, policy.digests, tx, now, channel)
    n_answers = tell_again(tx, readers, policy.digests, now)
    climbed = escalate(ranked, readers, policy.escalation, policy.digests, tx, now)
    n_notes = plan_ticket_notes(ranked, policy.notes_source, tx, now, today, channel)
    return AdviseReport(
        n_revisions=recorded.n_revisions,
        plans_without_issue=recorded.without_issue,
        contradictory_plans=recorded.contradictory,
        n_planned=n_digests + n_product + n_answers + climbed.n_planned,
        n_tickets_without_reader=n_unheard,
        n_plans_owed=climbed.n_owing,
        n_plans_overdue=climbed.n_overdue,
        n_notes_planned=n_notes,
    )


def _plan_product_news(
    ranking: Sequence[RankedIssue], policy: AdvicePolicy, tx: Transaction, now: datetime
) -> int:
    if not policy.product_channel:
        return 0
    target = f"{PRODUCT}:{policy.product_channel}"
    sent = [one for one in tx.effects.of_target(target) if one.state in TOLD]
    told = {event for effect in sent for event in told_events(effect.payload)}
    waiting = put_off((said_at(effect), effect.payload) for effect in sent)
    night = night_of(tx, now)
    since = now - timedelta(days=policy.news_days)
    happened = [datetime.fromisoformat(name.rpartition("/")[2]) for name in waiting]
    recent = [
        event
        for event in tx.issues.lineage(since=min([since, *(one - _MOMENT for one in happened)]))
        if event.as_of <= now
        # What was put off is news however old; a message of this night has put it off to tomorrow.
        and ((at := waiting.get(event_id(event))) is not None or event.as_of > since)
        and (at is None or at < night)
    ]
    # Product hears of what has or will have a work item; the rest is not ripe.
    published = {
        one.issue.issue_id: one
        for one in ranking
        if tx.effects.last_of(one.issue.label) is not None and not one.issue.by_hand.is_muted
    }
    payload = product_payload(policy.product_channel, recent, published, told)
    drafts = {} if payload is None else {target: Draft(payload, Decimal(0))}
    return plan_messages(drafts, prefixes=(target,), tx=tx, now=now)
