"""What the advice of one night rests on, read once and handed to each of its parts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from feedback.domain.customers.customer import Customer
from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.issue import IssueId
from feedback.domain.plans.fix_plan import FixPlanRevision
from feedback.domain.plans.responses.muting import MUTING, muted_by
from feedback.domain.plans.responses.response import RecordedResponse
from feedback.domain.publishing.content import EffectKind
from feedback.domain.publishing.messages.readers import Readers
from feedback.domain.tickets.ticket import Ticket
from feedback.ports import Transaction
from feedback.steps.publishing.plan_messages import night_of


@dataclass(frozen=True, slots=True)
class AdviceContext:
    """What is known on a night before anybody is told anything."""

    now: datetime
    night: datetime
    """That `now` belongs to."""
    today: date
    ranking: Sequence[RankedIssue]
    plans: Mapping[IssueId, Sequence[FixPlanRevision]]
    """Issue → every revision of its plan, oldest first."""
    readers: Readers
    customers: Mapping[str, Customer]
    """By id."""
    muted: Mapping[str, set[IssueId]]
    """Person → the issues they hear no more of."""
    for_product: frozenset[IssueId]
    """Ranked issues that have or will have a work item and are not muted: the rest is not ripe."""
    open_tickets: Callable[[IssueId], Sequence[Ticket]]
    """Of an issue; each issue is asked for once."""
    responses: Callable[[IssueId], Sequence[RecordedResponse]]
    """Likewise."""

    @property
    def ranked(self) -> dict[IssueId, RankedIssue]:
        """The ranking by issue."""
        return {ranked.issue.issue_id: ranked for ranked in self.ranking}


def advice_context(
    tx: Transaction,
    plans: Mapping[IssueId, Sequence[FixPlanRevision]],
    readers: Readers,
    now: datetime,
    today: date,
) -> AdviceContext:
    """Read what the parts of the advice have in common."""
    ranking = tx.rankings.latest()  # with every receipt: read once
    with_work_item = tx.effects.targets_of_kind(EffectKind.WORK_ITEM)
    return AdviceContext(
        now=now,
        night=night_of(tx.nights, now),
        today=today,
        ranking=ranking,
        plans=plans,
        readers=readers,
        customers=tx.customers.all(),
        muted=muted_by(tx.responses.of_kinds(*MUTING)),
        for_product=frozenset(
            ranked.issue.issue_id
            for ranked in ranking
            if ranked.issue.label in with_work_item and not ranked.issue.by_hand.is_muted
        ),
        open_tickets=cache(tx.tickets.open_of_issue),
        responses=cache(tx.responses.of_issue),
    )
