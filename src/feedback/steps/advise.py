"""Advise: what changed in the fix plans, as messages to those who hold the affected tickets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from feedback.domain.advice import (
    AffectedTicket,
    PlanNews,
    digest_payload,
    news_since,
    product_payload,
    told_events,
    told_revisions,
)
from feedback.domain.customer import Supplier, SupportAgent
from feedback.domain.effect import Effect, EffectKind, EffectState, plan_effect
from feedback.domain.fix_plan import FixPlanRevision, changes_between
from feedback.domain.issue import IssueId, issue_label, survivor
from feedback.domain.ranking import RankedIssue
from feedback.domain.ticket import Ticket
from feedback.ports import FixPlanSource, RecordedPlan, Store, Transaction

# What the other side has, or may have, been told. A planned message tells nobody anything.
_TOLD = (EffectState.DONE, EffectState.SENDING, EffectState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class AdvicePolicy:
    """Who hears of tickets that no known support agent holds, and where product listens."""

    suppliers: Mapping[str, Supplier]
    product_channel: str = ""
    """Empty: product is told nothing here."""
    news_days: int = 3
    """What happened longer ago is no news any more (after a pause, or a first load)."""


def advise(
    store: Store,
    plan_source: FixPlanSource,
    support_agents: Sequence[SupportAgent],
    policy: AdvicePolicy,
    *,
    now: datetime,
) -> dict[str, Any]:
    """The night's advice: `read_plans_and_plan_messages` once per night, one transaction."""
    with store.begin() as tx:
        done = tx.nights.step(now, "advise")
        if done is not None:
            return dict(done)
        summary = read_plans_and_plan_messages(tx, plan_source, support_agents, policy, now)
        tx.nights.record_step(now, "advise", summary)
        return summary


def read_plans_and_plan_messages(
    tx: Transaction,
    plan_source: FixPlanSource,
    support_agents: Sequence[SupportAgent],
    policy: AdvicePolicy,
    now: datetime,
) -> dict[str, Any]:
    """Record what is new in the fix plans and plan the messages it calls for. Sends nothing.

    Safe at any time between two nights: nobody is told the same news twice.
    """
    unplaced, n_revisions = _record_plans(plan_source.plans(now), tx)
    ranked = tx.rankings.latest()  # with every receipt: read once
    n_messages = _plan_digests(ranked, support_agents, policy, tx, now)
    n_messages += _plan_product_news(ranked, policy, tx, now)
    return {
        "n_revisions": n_revisions,
        "n_planned": n_messages,
        "plans_without_issue": unplaced,
    }


def _record_plans(recorded: Sequence[RecordedPlan], tx: Transaction) -> tuple[list[str], int]:
    """Add the revisions that are news; returns references no issue answers to, and how many."""
    unplaced: list[str] = []
    n_revisions = 0
    for one in recorded:
        issue_id = _issue_for(one.reference, tx)
        if issue_id is None:
            unplaced.append(one.reference)
            continue
        known = tx.fix_plans.revisions(issue_id)
        latest = known[-1] if known else None
        if latest is not None and one.plan.recorded_at <= latest.plan.recorded_at:
            continue
        changes = changes_between(latest.plan if latest else None, one.plan)
        if changes:
            number = latest.revision + 1 if latest else 1
            tx.fix_plans.add(FixPlanRevision(issue_id, number, one.plan, changes))
            n_revisions += 1
    return sorted(set(unplaced)), n_revisions


def _issue_for(reference: str, tx: Transaction) -> IssueId | None:
    """The issue a plan is for; an absorbed one leads to the issue that has its tickets."""
    if reference.startswith("FB-") and reference[3:].isdigit():
        issues = {issue.issue_id: issue for issue in tx.issues.all()}
        issue_id = IssueId(int(reference[3:]))
        return survivor(issues, issue_id) if issue_id in issues else None
    for ticket_id in tx.tickets.with_key(reference):
        return tx.issues.issue_of(ticket_id)
    return None


def _plan_digests(
    ranking: Sequence[RankedIssue],
    support_agents: Sequence[SupportAgent],
    policy: AdvicePolicy,
    tx: Transaction,
    now: datetime,
) -> int:
    readers = _Readers(support_agents, policy.suppliers)
    customers = tx.customers.all()
    ranked = {one.issue.issue_id: one for one in ranking}
    news: dict[str, list[PlanNews]] = {}
    for issue_id in tx.fix_plans.with_plans():
        revisions = tx.fix_plans.revisions(issue_id)
        by_reader: dict[str, list[Ticket]] = {}
        for ticket in tx.tickets.open_of_issue(issue_id):
            target = readers.target_of(ticket)
            if target is not None:
                by_reader.setdefault(target, []).append(ticket)
        for target, tickets in by_reader.items():
            changes = news_since(revisions, _told(target, tx).get(issue_label(issue_id), 0))
            if changes:
                affected = tuple(
                    AffectedTicket(ticket, *_customer_words(ticket, customers))
                    for ticket in tickets
                )
                title = ranked[issue_id].issue.title
                news.setdefault(target, []).append(
                    PlanNews(issue_id, title, revisions[-1], changes, affected)
                )
    return _plan_messages(
        {
            target: (
                digest_payload(readers.name_of(target), items),
                max(ranked[item.issue_id].impact.impact_usd for item in items),
            )
            for target, items in news.items()
        },
        prefixes=("support-agent:", "team:"),
        tx=tx,
        now=now,
    )


def _plan_product_news(
    ranking: Sequence[RankedIssue], policy: AdvicePolicy, tx: Transaction, now: datetime
) -> int:
    if not policy.product_channel:
        return 0
    target = f"product:{policy.product_channel}"
    told = {
        event
        for effect in tx.effects.of_target(target)
        if effect.state in _TOLD
        for event in told_events(effect.payload)
    }
    recent = [
        event
        for event in tx.issues.lineage()
        if now - timedelta(days=policy.news_days) < event.as_of <= now
    ]
    # Product hears of what has or will have a work item; the rest is not ripe.
    published = {
        one.issue.issue_id: one
        for one in ranking
        if tx.effects.last_of(one.issue.label) is not None
    }
    payload = product_payload(policy.product_channel, recent, published, told)
    messages = {} if payload is None else {target: (payload, Decimal(0))}
    return _plan_messages(messages, prefixes=(target,), tx=tx, now=now)


def _plan_messages(
    messages: Mapping[str, tuple[dict[str, Any], Decimal]],
    *,
    prefixes: tuple[str, ...],
    tx: Transaction,
    now: datetime,
) -> int:
    """Plan each target's message; withdraw waiting ones that have nothing left to say."""
    for waiting in tx.effects.in_state(EffectState.PLANNED):
        if waiting.target.startswith(prefixes) and waiting.target not in messages:
            tx.effects.put(replace(waiting, state=EffectState.SUPERSEDED))
    n_planned = 0
    for target, (payload, worth) in sorted(messages.items()):
        effect: Effect | None = plan_effect(
            EffectKind.MESSAGE,
            target,
            payload,
            last=tx.effects.last_of(target),
            rank=worth,
            now=now,
        )
        if effect is not None:
            tx.effects.put(effect)
            n_planned += 1
    return n_planned


def _told(target: str, tx: Transaction) -> dict[str, int]:
    told: dict[str, int] = {}
    for effect in tx.effects.of_target(target):
        if effect.state in _TOLD:
            for label, revision in told_revisions(effect.payload).items():
                told[label] = max(told.get(label, 0), revision)
    return told


def _customer_words(ticket: Ticket, customers: Mapping[str, Any]) -> tuple[str, str]:
    customer = customers.get(ticket.customer_id or "")
    return (customer.name, customer.segment) if customer else ("unknown customer", "unresolved")


class _Readers:
    """From a ticket to who should hear about it: its support agent, else its group's team."""

    def __init__(
        self, support_agents: Sequence[SupportAgent], suppliers: Mapping[str, Supplier]
    ) -> None:
        self._agents = {agent.support_agent_id: agent for agent in support_agents}
        self._by_group = {group: one for one in suppliers.values() for group in one.groups}

    def target_of(self, ticket: Ticket) -> str | None:
        agent = self._agents.get(ticket.facts.support_agent_id or "")
        if agent is not None:
            return f"support-agent:{agent.support_agent_id}"
        supplier = self._by_group.get(ticket.facts.group)
        if supplier is not None and supplier.team_channel:
            return f"team:{supplier.team_channel}"
        return None

    def name_of(self, target: str) -> str:
        kind, name = target.split(":", 1)
        return self._agents[name].name if kind == "support-agent" else name
