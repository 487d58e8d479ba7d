"""Tell product's answer: what product says to an issue, recorded, and told to the support agents
who asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.decision import Answer, Decision, DecisionKind, answers_of
from feedback.domain.issues.issue import Issue, IssueId
from feedback.domain.plans.messages.digest_policy import DigestPolicy, quiet_until
from feedback.domain.plans.messages.product_answer import ProductAnswer, product_answer
from feedback.domain.plans.responses.muting import MUTING, hears_nothing, muted_by
from feedback.domain.publishing.effect import Effect, EffectState, plan_effect
from feedback.domain.publishing.messages.readers import (
    Readers,
    address_of,
    answer_target,
)
from feedback.domain.tickets.ticket import Ticket
from feedback.errors import InvalidInput
from feedback.ports import Store, Transaction
from feedback.steps.issues.decide import Author
from feedback.steps.issues.placing import living
from feedback.steps.plans.advice_context import AdviceContext
from feedback.steps.publishing.plan_messages import held_back


def record_product_answer(
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
        ranked = {it.issue.issue_id: it for it in tx.rankings.latest()}.get(issue_id)
        told = _Telling(
            readers, muted_by(tx.responses.of_kinds(*MUTING)), when, author.at, tx
        ).tell(issue, decision, ranked)
        return decision, told


def tell_product_answers_again(
    context: AdviceContext, issues: Mapping[IssueId, Issue], when: DigestPolicy, tx: Transaction
) -> int:
    """Plan the newest answers for those whom they have not reached: the message was refused, or it
    could not be planned while nobody knew what became of the one before. Returns how many."""
    answers = answers_of(tx.decisions.of_kind(DecisionKind.ANSWER))
    if not answers:
        return 0
    refused = {
        effect.content.issue_id
        for effect in tx.effects.in_state(EffectState.FAILED)
        if isinstance(effect.content, ProductAnswer)
    }
    telling = _Telling(context.readers, context.muted, when, context.now, tx)
    ranked = context.ranked
    n_planned = 0
    for issue_id, given in answers.items():
        issue = issues[issue_id]
        if issue.absorbed_by is None and (issue_id in refused or len(given) > 1):
            n_planned += telling.tell(issue, given[-1], ranked.get(issue_id), is_again=True)
    return n_planned


@dataclass(frozen=True, slots=True)
class _Telling:
    """To whom answers go, and when."""

    readers: Readers
    muted: Mapping[str, set[IssueId]]
    when: DigestPolicy
    now: datetime
    tx: Transaction

    def tell(
        self,
        issue: Issue,
        decision: Decision,
        ranked: RankedIssue | None,
        *,
        is_again: bool = False,
    ) -> int:
        """Plan one message per reader whose tickets asked; returns how many. `is_again`: only for
        those who were to hear of an answer, and have not heard of this one."""
        if issue.by_hand.is_muted:
            return 0
        asked = self._asked(issue)
        targets = {
            reader: answer_target(address_of(reader), issue.label) for reader in sorted(asked)
        }
        lasts = self.tx.effects.last_of_each(sorted(targets.values()))
        n_told = 0
        for reader, target in targets.items():
            last = lasts.get(target)
            if is_again and not _missed(last, decision):
                continue
            keys = tuple(ticket.key for ticket in asked[reader])
            effect = plan_effect(
                target,
                product_answer(self.readers.name_of(reader), decision, issue, keys),
                last=last,
                rank=ranked.impact.weight if ranked else Decimal(0),
                now=self.now,
            )
            if effect is not None:
                until = quiet_until(target, self.readers, self.when, self.now)
                self.tx.effects.put(held_back(effect, until, last, self.now))
                n_told += 1
        return n_told

    def _asked(self, issue: Issue) -> dict[str, list[Ticket]]:
        """Reader → their tickets of the issue."""
        asked: dict[str, list[Ticket]] = {}
        for ticket in self.tx.tickets.of_issue(issue.issue_id):
            reader = self.readers.target_of(ticket)
            if reader is not None and not hears_nothing(
                reader, issue.issue_id, self.readers, self.muted
            ):
                asked.setdefault(reader, []).append(ticket)
        return asked


def _missed(last: Effect | None, decision: Decision) -> bool:
    if last is None or not isinstance(last.content, ProductAnswer):
        return False
    is_refused = last.state is EffectState.FAILED
    return is_refused or last.content.decision_id < decision.decision_id
