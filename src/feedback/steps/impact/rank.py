"""Rank: what each issue puts at risk, its priority, and what is happening to it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from feedback.domain.customers.customer import UNRESOLVED
from feedback.domain.impact.ranking import RankingPolicy, rank_issues
from feedback.domain.impact.spike import spike_events
from feedback.domain.impact.spike_period import SPIKE_KINDS
from feedback.domain.issues.issue import IssueId
from feedback.domain.issues.lineage import LineageEvent, LineageKind
from feedback.domain.plans.regression import VERDICTS, release_event
from feedback.domain.plans.response import ResponseKind
from feedback.domain.tickets.ticket import Stake
from feedback.ports import CustomerDirectory, Store, Transaction


def rank(
    store: Store, directory: CustomerDirectory, policy: RankingPolicy, *, now: datetime
) -> dict[str, Any]:
    """Rank all issues by impact, one transaction. Returns figures for the night's report."""
    with store.begin() as tx:
        done = tx.nights.step(now, "rank")
        if done is not None:
            return dict(done)
        tx.customers.replace(directory.customers(), now)
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
            **_record_events(stakes, tx, policy, now),
        }
        tx.nights.record_step(now, "rank", summary)
        return summary


def _record_events(
    stakes: Mapping[IssueId, Sequence[Stake]],
    tx: Transaction,
    policy: RankingPolicy,
    now: datetime,
) -> dict[str, int]:
    """Spikes that began or are over, and what became of released fixes; counted by kind."""
    lineage = tx.issues.lineage(kinds=(*SPIKE_KINDS, *VERDICTS))
    created_at = {
        issue_id: [stake.facts.created_at for stake in of_issue]
        for issue_id, of_issue in stakes.items()
    }
    events = spike_events(created_at, lineage, policy.spike, now)
    by_issue: dict[IssueId, list[LineageEvent]] = {}
    for event in lineage:
        by_issue.setdefault(event.issue_id, []).append(event)
    said_again = _said_again(stakes, tx)
    for issue_id, revisions in tx.fix_plans.of_all().items():
        of_release = release_event(
            issue_id,
            [*stakes.get(issue_id, ()), *said_again.get(issue_id, ())],
            revisions,
            by_issue.get(issue_id, ()),
            policy.regression,
            now,
        )
        if of_release is not None:
            events.append(of_release)
    tx.issues.record(events)
    kinds = [event.kind for event in events]
    return {
        "n_spikes": kinds.count(LineageKind.SPIKED),
        "n_spikes_over": kinds.count(LineageKind.SPIKE_ENDED),
        "n_fixed": kinds.count(LineageKind.FIXED),
        "n_regressed": kinds.count(LineageKind.REGRESSED),
    }


def _said_again(
    stakes: Mapping[IssueId, Sequence[Stake]], tx: Transaction
) -> dict[IssueId, list[Stake]]:
    """What support agents know of customers to whom it still happens: as good as a new ticket of
    theirs, of the day on which it was said."""
    by_ticket = {
        stake.ticket_id: (issue_id, stake) for issue_id, of in stakes.items() for stake in of
    }
    found: dict[IssueId, list[Stake]] = {}
    for recorded in tx.responses.of_kinds(ResponseKind.STILL_HAPPENING):
        ticket_id, at = recorded.response.ticket_id, recorded.response.at
        if ticket_id in by_ticket:
            issue_id, stake = by_ticket[ticket_id]
            facts = replace(stake.facts, created_at=at)
            found.setdefault(issue_id, []).append(replace(stake, facts=facts))
    return found
