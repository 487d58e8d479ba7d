"""What the advice of one night rests on, read once and handed to each of its parts."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

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

_Found = TypeVar("_Found")


@dataclass(slots=True)
class ByIssue(Generic[_Found]):
    """What there is of each issue, asked for once; of many issues together where they are known."""

    ask: Callable[[Collection[IssueId]], Mapping[IssueId, Sequence[_Found]]]
    found: dict[IssueId, Sequence[_Found]] = field(default_factory=dict)

    def read(self, issue_ids: Iterable[IssueId]) -> None:
        """Ask for these, but for those that are known."""
        if new := set(issue_ids) - self.found.keys():
            self.found |= dict.fromkeys(new, ()) | dict(self.ask(new))

    def of(self, issue_id: IssueId) -> Sequence[_Found]:
        """What there is of one issue."""
        self.read([issue_id])
        return self.found[issue_id]


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
    open_tickets: ByIssue[Ticket]
    responses: ByIssue[RecordedResponse]

    @property
    def ranked(self) -> dict[IssueId, RankedIssue]:
        """The ranking by issue."""
        return {ranked.issue.issue_id: ranked for ranked in self.ranking}


def advice_context(
    tx: Transaction,
    ranking: Sequence[RankedIssue],
    plans: Mapping[IssueId, Sequence[FixPlanRevision]],
    readers: Readers,
    night: datetime,
    now: datetime,
    today: date,
) -> AdviceContext:
    """Read what the parts of the advice have in common."""
    told_of = [
        ranked.issue.issue_id
        for ranked in ranking
        if ranked.issue.issue_id in plans and not ranked.issue.by_hand.is_muted
    ]
    open_tickets = ByIssue(tx.tickets.open_of_issues)
    responses = ByIssue(tx.responses.of_issues)
    open_tickets.read(told_of)
    responses.read(told_of)
    with_work_item = tx.effects.targets_of_kind(EffectKind.WORK_ITEM)
    return AdviceContext(
        now=now,
        night=night,
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
        open_tickets=open_tickets,
        responses=responses,
    )
