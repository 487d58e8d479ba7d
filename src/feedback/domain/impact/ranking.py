"""The ranking: every issue by the money it puts at risk, with what answering it has cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import ClassVar

from feedback.domain.customers.customer import UNRESOLVED, Customer, Segment, Valuations
from feedback.domain.customers.supplier import Supplier, suppliers_by_group
from feedback.domain.impact.impact import Impact, ImpactPolicy, assess_impact
from feedback.domain.impact.priority import PriorityPolicy, prioritise
from feedback.domain.impact.spike import SpikePolicy
from feedback.domain.impact.support_cost import SupportCost, support_costs
from feedback.domain.impact.trend import Activity, TrendPolicy, activity_of
from feedback.domain.issues.issue import Issue, IssueId
from feedback.domain.tickets.ticket import Stake


@dataclass(frozen=True, slots=True)
class RankedIssue:
    """One issue's place in a night's ranking, with everything that explains it."""

    issue: Issue
    rank: int
    """1 is the largest impact."""
    impact: Impact
    rank_without_largest: int
    """The rank it would have if its largest customer were left out."""
    priority: str
    n_tickets: int
    n_open_tickets: int
    n_new_tickets: int
    """Tickets of this night."""
    support_costs: tuple[SupportCost, ...]
    activity: Activity = field(default_factory=Activity)

    @property
    def n_customers(self) -> int:
        """Distinct customers behind its tickets."""
        return len(self.impact.lines)


@dataclass(frozen=True, slots=True)
class RankingPolicy:
    """Everything the ranking is made of besides tickets and customers."""

    impact: ImpactPolicy
    priority: PriorityPolicy
    spike: SpikePolicy
    segments: Mapping[str, Segment]
    suppliers: Mapping[str, Supplier]
    default_segment: str
    """Of a requester without a known customer."""
    trend: TrendPolicy = field(default_factory=TrendPolicy)


def rank_issues(
    issues: Mapping[IssueId, Issue],
    stakes: Mapping[IssueId, Sequence[Stake]],
    customers: Mapping[str, Customer],
    priorities: Mapping[IssueId, str],
    policy: RankingPolicy,
    as_of: datetime,
) -> list[RankedIssue]:
    """All issues that hold a ticket, largest impact first.

    `priorities` are those of the night before, for the hysteresis. A stake whose customer is not
    among `customers` counts as a customer of the default segment with an unknown value.
    """
    placed = {
        issue_id: [_placed(stake, customers) for stake in of_issue]
        for issue_id, of_issue in stakes.items()
    }
    everyone = _with_strangers(customers, placed, policy.default_segment)
    valuations = Valuations(customers.values(), policy.segments)
    impacts = {
        issue_id: assess_impact(
            of_issue, everyone, policy.segments, valuations, policy.impact, as_of
        )
        for issue_id, of_issue in placed.items()
    }
    order = sorted(impacts, key=lambda issue_id: (-impacts[issue_id].impact_usd, issue_id))
    amounts = [impacts[issue_id].impact_usd for issue_id in order]
    by_group = suppliers_by_group(policy.suppliers.values())
    return [
        RankedIssue(
            issue=issues[issue_id],
            rank=place,
            impact=impacts[issue_id],
            rank_without_largest=_rank_without_largest(impacts[issue_id], amounts, place),
            priority=prioritise(
                impacts[issue_id].impact_usd, priorities.get(issue_id), policy.priority
            ),
            n_tickets=len(placed[issue_id]),
            n_open_tickets=sum(stake.facts.status.is_open for stake in placed[issue_id]),
            n_new_tickets=sum(
                as_of - timedelta(days=1) < stake.facts.created_at for stake in placed[issue_id]
            ),
            support_costs=support_costs(placed[issue_id], by_group),
            activity=activity_of(placed[issue_id], policy.trend, as_of),
        )
        for place, issue_id in enumerate(order, start=1)
    ]


def _rank_without_largest(impact: Impact, amounts: Sequence[Decimal], place: int) -> int:
    """Where the issue would stand among the others as they are, without its largest customer."""
    larger = sum(amount > impact.without_largest_usd for amount in amounts[place:])
    return place + larger


def _placed(stake: Stake, customers: Mapping[str, Customer]) -> Stake:
    """The stake with a customer that exists: its own, or a stand-in for who is unknown."""
    if stake.customer_id in customers:
        return stake
    if stake.customer_id.startswith(UNRESOLVED):
        return stake
    return Stake(stake.ticket_id, f"{UNRESOLVED}{stake.customer_id}", stake.facts)


def _with_strangers(
    customers: Mapping[str, Customer],
    stakes: Mapping[IssueId, Sequence[Stake]],
    default_segment: str,
) -> dict[str, Customer]:
    """The customers, and one of unknown value for everyone who could not be resolved."""
    everyone = dict(customers)
    for of_issue in stakes.values():
        for stake in of_issue:
            if stake.customer_id not in everyone:
                everyone[stake.customer_id] = Customer(
                    stake.customer_id, "unresolved requester", default_segment, None
                )
    return everyone


@dataclass(frozen=True, slots=True)
class RankReport:
    """What the night's ranking adds up to."""

    step: ClassVar[str] = "rank"
    n_issues: int
    impact_usd: Decimal
    """Of all issues, per year."""
    n_unresolved_customers: int
    """Lines of receipts that stand for a requester without a known customer."""
    n_spikes: int
    """That began."""
    n_spikes_over: int
