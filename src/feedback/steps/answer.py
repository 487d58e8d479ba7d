"""Answer: what product says to an issue, recorded, and told to the support agents who asked."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from feedback.domain.customer import Supplier, SupportAgent
from feedback.domain.decision import Answer, Decision, DecisionKind, answers_of
from feedback.domain.effect import EffectKind, plan_effect
from feedback.domain.issue import Issue, IssueId
from feedback.domain.readers import Readers, address_of, answer_target
from feedback.domain.supply.answers import answer_payload
from feedback.domain.ticket import Ticket
from feedback.errors import InvalidInput
from feedback.ports import Store, Transaction
from feedback.steps.decide import Author
from feedback.steps.placing import living


def answer(
    store: Store,
    issue_id: IssueId,
    given: Answer,
    author: Author,
    support_agents: Sequence[SupportAgent],
    suppliers: Mapping[str, Supplier],
) -> tuple[Decision, int]:
    """Record the answer and plan one message per support agent (or team) whose tickets asked.

    Returns the decision and how many are told. Raises `InvalidInput` for an unknown or absorbed
    issue, or for the answer and reason that stand already.
    """
    with store.lock(), store.begin() as tx:
        issue = living(tx, issue_id)
        before = answers_of(tx.decisions.all()).get(issue_id, [])
        if before and (before[-1].value, before[-1].why) == (str(given), author.why):
            raise InvalidInput(
                f"{issue.label} has that answer already (`feedback issues decisions`)."
            )
        decision = Decision(
            tx.decisions.next_id(),
            DecisionKind.ANSWER,
            issue_id,
            author.at,
            author.name,
            author.why,
            value=str(given),
        )
        tx.decisions.add(decision)
        return decision, _tell(tx, issue, decision, support_agents, suppliers)


def _tell(
    tx: Transaction,
    issue: Issue,
    decision: Decision,
    support_agents: Sequence[SupportAgent],
    suppliers: Mapping[str, Supplier],
) -> int:
    readers = Readers(support_agents, suppliers)
    asked: dict[str, list[Ticket]] = {}
    for ticket in tx.tickets.of_issue(issue.issue_id):
        reader = readers.target_of(ticket)
        if reader is not None:
            asked.setdefault(reader, []).append(ticket)
    ranked = {one.issue.issue_id: one for one in tx.rankings.latest()}
    found = ranked.get(issue.issue_id)
    worth = found.impact.impact_usd if found else Decimal(0)
    n_told = 0
    for reader, tickets in sorted(asked.items()):
        target = answer_target(address_of(reader), issue.label)
        keys = [ticket.key for ticket in tickets]
        effect = plan_effect(
            EffectKind.MESSAGE,
            target,
            answer_payload(readers.name_of(reader), decision, issue.label, issue.title, keys),
            last=tx.effects.last_of(target),
            rank=worth,
            now=decision.made_at,
        )
        if effect is not None:
            tx.effects.put(effect)
            n_told += 1
    return n_told
