"""Answer: what product says to an issue, recorded, and told to the support agents who asked."""

from datetime import datetime
from decimal import Decimal

from feedback.domain.issues.decision import Answer, Decision, DecisionKind, answers_of
from feedback.domain.issues.issue import Issue, IssueId
from feedback.domain.plans.product_answer import answer_payload
from feedback.domain.publishing.content import EffectKind, UntypedContent
from feedback.domain.publishing.effect import Effect, EffectState, plan_effect
from feedback.domain.publishing.readers import (
    ANSWER,
    Readers,
    address_of,
    answer_target,
    kind_of_target,
)
from feedback.domain.tickets.ticket import Ticket
from feedback.errors import InvalidInput
from feedback.ports import Store, Transaction
from feedback.steps.issues.decide import Author
from feedback.steps.issues.placing import living
from feedback.steps.plans.answers import hears_nothing, muted_by
from feedback.steps.plans.digests import DigestPolicy, quiet_until
from feedback.steps.publishing.plan_messages import held_back


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
        return decision, _tell(tx, issue, decision, readers, when, author.at)


def tell_again(tx: Transaction, readers: Readers, when: DigestPolicy, now: datetime) -> int:
    """Plan the newest answers for those whom they have not reached: the message was refused, or it
    could not be planned while nobody knew what became of the one before. Returns how many."""
    refused = {
        one.target
        for one in tx.effects.in_state(EffectState.FAILED)
        if kind_of_target(one.target) == ANSWER
    }
    issues = {issue.issue_id: issue for issue in tx.issues.all()}
    n_planned = 0
    for issue_id, given in answers_of(tx.decisions.all()).items():
        issue = issues[issue_id]
        is_refused = any(target.endswith(f"/{issue.label}") for target in refused)
        if issue.absorbed_by is None and (is_refused or len(given) > 1):
            n_planned += _tell(tx, issue, given[-1], readers, when, now, is_again=True)
    return n_planned


def _tell(
    tx: Transaction,
    issue: Issue,
    decision: Decision,
    readers: Readers,
    when: DigestPolicy,
    now: datetime,
    *,
    is_again: bool = False,
) -> int:
    """`is_again`: only those who were to hear of an answer, and have not heard of this one."""
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
        if is_again and not _missed(last, decision):
            continue
        effect = plan_effect(
            target,
            UntypedContent(
                EffectKind.MESSAGE,
                answer_payload(readers.name_of(reader), decision, issue.label, issue.title, keys),
            ),
            last=last,
            rank=worth,
            now=now,
        )
        if effect is not None:
            tx.effects.put(held_back(effect, quiet_until(target, readers, when, now), last, now))
            n_told += 1
    return n_told


def _missed(last: Effect | None, decision: Decision) -> bool:
    if last is None:
        return False
    told = int(last.payload.get("decision_id", decision.decision_id))
    return last.state is EffectState.FAILED or told < decision.decision_id
