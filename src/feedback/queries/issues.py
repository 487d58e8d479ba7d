"""The ranked issues as rows: what `feedback issues` prints."""

from typing import Any

from feedback.ports import Store


def ranked_issues(store: Store) -> list[dict[str, Any]]:
    """One row per issue of the newest ranking, largest impact first. JSON-ready.

    `impact_usd` is in USD per year; `jira_key` is None until the issue has a work item.
    """
    with store.begin() as tx:
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
            }
            for one in tx.rankings.latest()
        ]
