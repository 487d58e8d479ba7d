"""Rank: what each issue puts at risk, its priority, and the spikes that began or are over."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from feedback.domain.customers.customer import UNRESOLVED
from feedback.domain.impact.impact import usd_sum
from feedback.domain.impact.measure import KnownValues, Measure
from feedback.domain.impact.ranking import (
    RankedIssue,
    RankingPolicy,
    RankReport,
    rank_issues,
    values_behind,
)
from feedback.domain.impact.spike import SpikePolicy, spike_events
from feedback.domain.impact.spike_period import SPIKE_KINDS
from feedback.domain.issues.issue import IssueId
from feedback.domain.issues.lineage import LineageEvent, LineageKind
from feedback.domain.tickets.ticket import Stake
from feedback.ports import CustomerDirectory, Issues, Store


def rank(
    store: Store, directory: CustomerDirectory, policy: RankingPolicy, *, now: datetime
) -> RankReport:
    """Rank all issues by impact and record what spikes, one transaction."""
    with store.begin() as tx:
        if done := tx.nights.report(now, RankReport):
            return done
        customers = directory.customers()
        tx.customers.replace(customers, now)
        stakes = tx.tickets.stakes()
        by_id = {customer.customer_id: customer for customer in customers}
        before = tx.rankings.before(now)
        ranked = rank_issues(
            tx.issues.some(stakes),
            stakes,
            by_id,
            before.priorities,
            policy,
            now,
            before.measure,
        )
        tx.rankings.save(now, ranked)
        spikes = _record_spikes(stakes, tx.issues, policy.spike, now)
        report = _report(ranked, spikes, values_behind(stakes, by_id), before.measure)
        tx.nights.record(now, report)
        return report


def _record_spikes(
    stakes: Mapping[IssueId, Sequence[Stake]], issues: Issues, policy: SpikePolicy, now: datetime
) -> Sequence[LineageEvent]:
    created_at = {
        issue_id: [stake.facts.created_at for stake in of_issue]
        for issue_id, of_issue in stakes.items()
    }
    events = spike_events(created_at, issues.lineage(kinds=SPIKE_KINDS), policy, now)
    if events:
        issues.record(events)
    return events


def _report(
    ranked: Sequence[RankedIssue],
    spikes: Sequence[LineageEvent],
    known: KnownValues,
    measured_before: Measure | None,
) -> RankReport:
    kinds = [event.kind for event in spikes]
    is_changed = bool(ranked) and measured_before not in (None, ranked[0].impact.measure)
    return RankReport(
        n_issues=len(ranked),
        impact_usd=usd_sum(issue.impact.impact_usd for issue in ranked) if ranked else None,
        n_unresolved_customers=sum(
            line.customer_id.startswith(UNRESOLVED)
            for issue in ranked
            for line in issue.impact.lines
        ),
        n_spikes=kinds.count(LineageKind.SPIKED),
        n_spikes_over=kinds.count(LineageKind.SPIKE_ENDED),
        n_customers=known.n_customers,
        n_known_values=known.n_known,
        n_tickets=sum(issue.n_tickets for issue in ranked),
        measured_before=measured_before if is_changed else None,
    )
