"""The ranked issues as rows: what `feedback issues` prints."""

from typing import Any

from feedback.domain.impact.spike_period import SPIKE_KINDS, spike_periods
from feedback.domain.impact.trend import Activity
from feedback.ports import Store


def ranked_issues(store: Store) -> list[dict[str, Any]]:
    """One row per issue of the newest ranking, largest impact first. JSON-ready.

    `impact_usd` is in USD per year; `jira_key` is None until the issue has a work item. Tickets and
    customers per day (28) and week (12) end at the night, oldest first.
    """
    with store.begin() as tx:
        told = spike_periods(tx.issues.lineage(kinds=SPIKE_KINDS))
        open_spikes = {one.issue_id: one for one in told if not one.ended_at}
        return [
            {
                "id": one.issue.label,
                "title": one.issue.title,
                "kind": str(one.issue.kind),
                "state": str(one.issue.state),
                "impact_usd": float(one.impact.impact_usd),
                "n_tickets": one.n_tickets,
                "n_customers": one.n_customers,
                "priority": one.priority,
                "jira_key": tx.effects.remote_key(one.issue.label),
                **_happening(one.activity),
                "spiking_since": (
                    open_spikes[one.issue.issue_id].started_at.isoformat()
                    if one.issue.issue_id in open_spikes
                    else None
                ),
            }
            for one in tx.rankings.latest()
        ]


def _happening(activity: Activity) -> dict[str, Any]:
    first, last = activity.first_seen_at, activity.last_seen_at
    return {
        "trend": str(activity.trend),
        "trend_ratio": activity.ratio,
        "trend_interval": [activity.ratio_low, activity.ratio_high],
        "tickets_per_day": list(activity.tickets_per_day),
        "customers_per_day": list(activity.customers_per_day),
        "tickets_per_week": list(activity.tickets_per_week),
        "customers_per_week": list(activity.customers_per_week),
        "first_seen_at": first.isoformat() if first else None,
        "last_seen_at": last.isoformat() if last else None,
    }
