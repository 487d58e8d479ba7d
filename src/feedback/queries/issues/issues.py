"""The ranked issues as rows: what `feedback issues` prints."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from feedback.domain.impact.spike_period import SPIKE_KINDS, spike_periods
from feedback.domain.impact.trend import Activity
from feedback.domain.issues.issue import IssueKind, IssueState
from feedback.ports import Store


@dataclass(frozen=True, slots=True)
class RankedRow:
    """One issue of the newest ranking."""

    id: str
    title: str
    kind: IssueKind
    state: IssueState
    impact_usd: Decimal | None
    """Per year; None where the night ranks by customers."""
    n_tickets: int
    n_customers: int
    priority: str
    jira_key: str | None
    """None until it has a work item."""
    activity: Activity
    """Tickets and customers per day (28) and week (12) up to the night, oldest first."""
    spiking_since: datetime | None


def ranked_issues(store: Store) -> Sequence[RankedRow]:
    """One row per issue of the newest ranking, largest impact first."""
    with store.begin() as tx:
        told = spike_periods(tx.issues.lineage(kinds=SPIKE_KINDS))
        started_at = {spike.issue_id: spike.started_at for spike in told if not spike.ended_at}
        return [
            RankedRow(
                id=ranked.issue.label,
                title=ranked.issue.title,
                kind=ranked.issue.kind,
                state=ranked.issue.state,
                impact_usd=ranked.impact.impact_usd,
                n_tickets=ranked.n_tickets,
                n_customers=ranked.n_customers,
                priority=ranked.priority,
                jira_key=tx.effects.remote_key(ranked.issue.label),
                activity=ranked.activity,
                spiking_since=started_at.get(ranked.issue.issue_id),
            )
            for ranked in tx.rankings.latest()
        ]
