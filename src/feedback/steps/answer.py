"""Answer: what product says to an issue, recorded, and told to the support agents who asked."""

from decimal import Decimal

from feedback.domain.decision import Answer, Decision, DecisionKind, answers_of
from feedback.domain.effect import EffectKind, plan_effect
from feedback.domain.issue import Issue, IssueId
from feedback.domain.readers import Readers, address_of, answer_target
from feedback.domain.supply.answers import answer_payload
from feedback.domain.ticket import Ticket
from feedback.errors import InvalidInput
from feedback.ports import Store, Transaction
from feedback.steps.answers import hears_nothing, muted_by
from feedback.steps.decide import Author
from feedback.steps.digests import DigestPolicy, quiet_until
from feedback.steps.placing import living
from feedback.steps.plan_messages import held_back


def answer(
    store: Store,
    issue_id: IssueId,
    given: Answer,
    author: Author,
    readers: Readers,
    when: DigestPolicy,
) -> tuple[Decision, int]:
    """Record the answer and plan one message per support agent (or team) whose tickets asked.

    As on a night, who has muted the issue hears nothing, nobody does of one that is muted for all,
    and a person's quiet hours hold their message back. Returns the decision and how many are told.
    Raises `InvalidInput` for an unknown or absorbed issue, or for the answer and reason that stand
    already.
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
        return decision, _tell(tx, issue, decision, readers, when)


def _tell(
    tx: Transaction,
    issue: Issue,
    decision: Decision,
    readers: Readers,
    when: DigestPolicy,
) -> int:
    if issue.by_hand.is_muted:
        return 0
    muted = muted_by(tx)
    asked: dict[str, list[Ticket]] = {}
    for ticket in tx.tickets.of_issue(issue.issue_id):
        reader = readers.target_of(ticket)
        if reader is not None and not hears_nothing(reader, issue.issue_id, readers, muted):
            asked.setdefault(reader, []).append(ticket)
    ranked = {one.issue.issue_id: one for one in tx.rankings.latest()}
    found = ranked.get(issue.issue_id)
    worth = found.impact.impact_usd if found else Decimal(0)
    n_told = 0
    for reader, tickets in sorted(asked.items()):
        target = answer_target(address_of(reader), issue.label)
        keys = [ticket.key for ticket in tickets]
        last = tx.effects.last_of(target)
        effect = plan_effect(
            EffectKind.MESSAGE,
            target,
            answer_payload(readers.name_of(reader), decision, issue.label, issue.title, keys),
            last=last,
            rank=worth,
            now=decision.made_at,
        )
        if effect is not None:
            until = quiet_until(target, readers, when, decision.made_at)
            tx.effects.put(held_back(effect, until, last, decision.made_at))
            n_told += 1
    return n_told
