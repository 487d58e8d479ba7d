"""Rank: what each issue puts at risk, its priority, and which ones spike."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from feedback.domain.customer import UNRESOLVED
from feedback.domain.issue import IssueId, LineageEvent, LineageKind
from feedback.domain.ranking import RankingPolicy, rank_issues
from feedback.domain.spike import SpikePolicy, find_spike
from feedback.domain.ticket import Stake
from feedback.ports import CustomerDirectory, Store, Transaction


def rank(
    store: Store, directory: CustomerDirectory, policy: RankingPolicy, *, now: datetime
) -> dict[str, Any]:
    """Rank all issues by impact, one transaction. Returns figures for the night's report."""
    with store.begin() as tx:
        done = tx.nights.step(now, "rank")
        if done is not None:
            return dict(done)
        tx.customers.replace(directory.customers())
        stakes = tx.tickets.stakes()
        ranked = rank_issues(
            {issue.issue_id: issue for issue in tx.issues.all()},
            stakes,
            tx.customers.all(),
            tx.rankings.priorities_before(now),
            policy,
            now,
        )
        tx.rankings.save(now, ranked)
        summary = {
            "n_issues": len(ranked),
            "impact_usd": str(sum((one.impact.impact_usd for one in ranked), Decimal(0))),
            "n_unresolved_customers": sum(
                line.customer_id.startswith(UNRESOLVED)
                for one in ranked
                for line in one.impact.lines
            ),
            "n_spikes": _record_spikes(stakes, tx, policy.spike, now),
        }
        tx.nights.record_step(now, "rank", summary)
        return summary


def _record_spikes(
    stakes: Mapping[IssueId, Sequence[Stake]],
    tx: Transaction,
    policy: SpikePolicy,
    now: datetime,
) -> int:
    n_spikes = 0
    for issue_id, of_issue in sorted(stakes.items()):
        created_at = [stake.facts.created_at for stake in of_issue]
        spike = find_spike(created_at, now, len(stakes), policy)
        if spike is not None:
            n_spikes += 1
            detail = {"n_last_day": spike.n_last_day, "per_day_before": spike.per_day_before}
            tx.issues.record([LineageEvent(issue_id, now, LineageKind.SPIKED, detail)])
    return n_spikes
