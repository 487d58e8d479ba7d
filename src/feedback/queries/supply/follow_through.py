"""What other parts of the program record about support's side of the loop, by supplier."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from feedback.domain.customers.supplier import SupportAgent
from feedback.domain.issues.issue import issue_label
from feedback.domain.plans.advice import told_revisions
from feedback.domain.plans.fix_plan import heard_by_customers
from feedback.domain.plans.response import ResponseKind
from feedback.domain.plans.telling import still_to_tell, told_of
from feedback.domain.publishing.effect import EffectState
from feedback.domain.publishing.readers import Readers, support_agent_target
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
class Heard:
    """Something that was owed to somebody's ears, and whether it got there."""

    supplier: str
    what: str
    """The issue and the support agent who was told of its plan; or the ticket."""
    is_done: bool


def shares(found: Sequence[Heard]) -> Mapping[str, Figure]:
    """Supplier → share done."""
    counts: dict[str, tuple[int, int]] = {}
    for one in found:
        hits, n = counts.get(one.supplier, (0, 0))
        counts[one.supplier] = (hits + one.is_done, n + 1)
    return {name: share_figure(hits, n) for name, (hits, n) in sorted(counts.items())}


def plan_updates_heard(tx: Transaction, support_agents: Sequence[SupportAgent]) -> list[Heard]:
    """What support agents were told about an issue's plan, and whether they answered, in whatever
    way (told the customer, not this issue …). Grain: person and issue."""
    people = Readers(support_agents, {})
    answered = set()
    for recorded in tx.responses.of_kinds(*ResponseKind):
        person = people.agent(recorded.response.by)
        if person is not None:
            answered.add((person.support_agent_id, issue_label(recorded.response.issue_id)))
    found = []
    for one in support_agents:
        told = {
            label
            for effect in tx.effects.of_target(support_agent_target(one.support_agent_id))
            if effect.state is EffectState.DONE
            for label in told_revisions(effect.payload)
        }
        found += [
            Heard(one.supplier, f"{label}, {one.name}", (one.support_agent_id, label) in answered)
            for label in sorted(told)
        ]
    return found


def releases_heard(tx: Transaction, facts: SupportFacts) -> list[Heard]:
    """Tickets of released issues whose customer waits to hear of the release or was told."""
    readers = Readers((), {one.name: one.supplier for one in facts.policy.terms.values()})
    found = []
    for issue_id, revisions in tx.fix_plans.of_all().items():
        if heard_by_customers(revisions[-1].plan)[0] != "released":
            continue
        tickets = tx.tickets.of_issue(issue_id)
        told = told_of(tx.responses.of_issue(issue_id))
        waiting = {one.ticket_id for one in still_to_tell(revisions, tickets, told)}
        for ticket in tickets:
            supplier = readers.supplier_of(ticket)
            if supplier is not None and ticket.ticket_id in waiting | told.keys():
                is_told = ticket.ticket_id not in waiting
                found.append(Heard(supplier.name, ticket.ticket_id, is_told))
    return found
