"""Whether support does its part: plan updates acknowledged, customers told after a release; and
whether product does: plans that are late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from feedback.domain.customers.supplier import SupportAgent
from feedback.domain.issues.issue import issue_label
from feedback.domain.plans.fix_plan import heard_by_customers
from feedback.domain.plans.messages.digest import Digest
from feedback.domain.plans.responses.response import ResponseKind
from feedback.domain.plans.responses.telling import still_to_tell, told_of
from feedback.domain.publishing.effect import EffectState
from feedback.domain.publishing.messages.readers import Readers, support_agent_target
from feedback.domain.supply.metrics.figures import Figure, share_figure
from feedback.ports import Transaction
from feedback.queries.supply.support_facts import SupportFacts


def late_plans(tx: Transaction, as_of: datetime) -> frozenset[str]:
    """`FB-3 enterprise`: the plans that product owes a segment by its profile, and owes too long.
    The very ones that climb the night's escalation."""
    return frozenset(
        f"{issue_label(debt.issue_id)} {debt.segment}"
        for debt in tx.plan_debts.all()
        if debt.is_overdue(as_of)
    )


@dataclass(frozen=True, slots=True)
class FollowThrough:
    """Something a supplier had to acknowledge or pass on, and whether it did."""

    supplier: str
    about: str
    """The issue and the support agent who was told of its plan; or the ticket."""
    is_done: bool


def shares(found: Sequence[FollowThrough]) -> Mapping[str, Figure]:
    """Supplier → share done."""
    counts: dict[str, tuple[int, int]] = {}
    for part in found:
        hits, n = counts.get(part.supplier, (0, 0))
        counts[part.supplier] = (hits + part.is_done, n + 1)
    return {name: share_figure(hits, n) for name, (hits, n) in sorted(counts.items())}


def plan_updates_acknowledged(
    tx: Transaction, support_agents: Sequence[SupportAgent]
) -> list[FollowThrough]:
    """What support agents were told about an issue's plan, and whether they answered, in whatever
    way (told the customer, not this issue …). Grain: person and issue."""
    people = Readers(support_agents, {})
    answered = set()
    for recorded in tx.responses.of_kinds(*ResponseKind):
        person = people.agent(recorded.response.by)
        if person is not None:
            answered.add((person.support_agent_id, issue_label(recorded.response.issue_id)))
    found = []
    for agent in support_agents:
        told = {
            issue_label(news.issue_id)
            for effect in tx.effects.of_target(support_agent_target(agent.support_agent_id))
            if effect.state is EffectState.DONE and isinstance(effect.content, Digest)
            for news in effect.content.news
        }
        found += [
            FollowThrough(
                agent.supplier,
                f"{label}, {agent.name}",
                (agent.support_agent_id, label) in answered,
            )
            for label in sorted(told)
        ]
    return found


def customers_told(tx: Transaction, facts: SupportFacts) -> list[FollowThrough]:
    """Tickets of released issues whose customer waits to hear of the release or was told."""
    readers = Readers((), {name: terms.supplier for name, terms in facts.policy.terms.items()})
    found = []
    for issue_id, revisions in tx.fix_plans.of_all().items():
        if heard_by_customers(revisions[-1].plan)[0] != "released":
            continue
        tickets = tx.tickets.of_issue(issue_id)
        told = told_of(tx.responses.of_issue(issue_id))
        waiting = {ticket.ticket_id for ticket in still_to_tell(revisions, tickets, told)}
        for ticket in tickets:
            supplier = readers.supplier_of(ticket)
            if supplier is not None and ticket.ticket_id in waiting | told.keys():
                is_told = ticket.ticket_id not in waiting
                found.append(FollowThrough(supplier.name, ticket.ticket_id, is_told))
    return found
