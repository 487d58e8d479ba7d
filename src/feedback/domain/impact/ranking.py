"""The ranking: every issue by the money it puts at risk (by its customers while too few of their
values are known), with what answering it has cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import ClassVar

from feedback.domain.customers.customer import UNRESOLVED, Customer, Segment, Valuations
from feedback.domain.customers.supplier import Supplier, suppliers_by_group
from feedback.domain.impact.impact import (
    Impact,
    ImpactPolicy,
    assess_impact,
    usd_sum,
    without_money,
)
from feedback.domain.impact.measure import KnownValues, Measure, known_values, measure_of
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
    """1 is the largest impact, or the most customers."""
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
    measured_before: Measure | None = None,
) -> list[RankedIssue]:
    """All issues that hold a ticket, largest impact first.

    While fewer than a fifth of their customers have a known value, all of them are ranked by
    customers, then tickets, and none has an amount. `priorities` are those of the night before,
    for the hysteresis, and `measured_before` what that night went by (None: as this one does): a
    border in dollars says nothing about customers. A stake whose customer is not among `customers`
    counts as a customer of the default segment with an unknown value.
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
    known = values_behind(placed, customers)
    measure = measure_of(known, usd_sum(i.impact_usd for i in impacts.values()) or Decimal(0))
    if measure is Measure.CUSTOMERS:
        impacts = {issue_id: without_money(impact) for issue_id, impact in impacts.items()}
    if measured_before is not None and measured_before is not measure:
        priorities = {}
    sizes = {issue_id: impact.size for issue_id, impact in impacts.items()}
    order = sorted(impacts, key=lambda issue_id: (*(-n for n in sizes[issue_id]), issue_id))
    ordered = [sizes[issue_id] for issue_id in order]
    by_group = suppliers_by_group(policy.suppliers.values())
    return [
        RankedIssue(
            issue=issues[issue_id],
            rank=place,
            impact=impacts[issue_id],
            rank_without_largest=_rank_without_largest(impacts[issue_id], ordered, place),
            priority=prioritise(
                sizes[issue_id][0], priorities.get(issue_id), policy.priority, measure
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


def values_behind(
    stakes: Mapping[IssueId, Sequence[Stake]], customers: Mapping[str, Customer]
) -> KnownValues:
    """How many of the customers behind these tickets have a known value; one that is not among
    `customers` has none."""
    behind = {stake.customer_id for of_issue in stakes.values() for stake in of_issue}
    known = known_values(customers[name] for name in behind if name in customers)
    return KnownValues(len(behind), known.n_known)


def _rank_without_largest(impact: Impact, sizes: Sequence[tuple[Decimal, ...]], place: int) -> int:
    """Where the issue would stand among the others as they are, without its largest customer."""
    larger = sum(size > impact.size_without_largest for size in sizes[place:])
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
    impact_usd: Decimal | None
    """Of all issues, per year; None: they are ranked by customers."""
    n_unresolved_customers: int
    """Lines of receipts that stand for a requester without a known customer."""
    n_spikes: int
    """That began."""
    n_spikes_over: int
    n_customers: int = 0
    """Distinct ones behind the tickets of all issues; `n_known_values` of them have a value."""
    n_known_values: int = 0
    n_tickets: int = 0
    """In issues."""
    measured_before: Measure | None = None
    """What the night before went by, where this one goes by something else."""

    @property
    def measure(self) -> Measure:
        """What the night ranks by."""
        return Measure.CUSTOMERS if self.impact_usd is None else Measure.MONEY
