"""Customers to tell, and timeliness, as commands print them with `--json`."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from feedback.domain.plans.messages.escalation_words import not_current_words
from feedback.domain.plans.timeliness import Span
from feedback.queries.plans.telling import IssueToTell
from feedback.queries.plans.timeliness import OpenImpact, Timeliness
from feedback.terminal.as_json.row import Row


def telling_as_json(found: Sequence[IssueToTell]) -> list[Row]:
    """JSON-ready; amounts as strings of USD per year."""
    return [
        {
            "issue_id": issue.label,
            "title": issue.title,
            "impact_usd": issue.impact_usd,
            "status": str(issue.plan.status),
            "say": issue.say,
            "n_told": issue.n_told,
            "tickets": [asdict(ticket) for ticket in issue.tickets],
        }
        for issue in found
    ]


def timeliness_as_json(found: Timeliness) -> Row:
    """JSON-ready; durations in hours, amounts as strings of USD per year, shares 0..1."""

    def stages(of: Mapping[str, Span | None]) -> Row:
        return {stage: asdict(span) if span else None for stage, span in of.items()}

    def impact(of: OpenImpact) -> Row:
        return {
            "impact_usd": of.impact_usd,
            "with_current_plan_usd": of.planned_usd,
            "share_with_current_plan": of.share,
        }

    return {
        "as_of": found.as_of.isoformat() if found.as_of else None,
        "overall": stages(found.overall),
        "by_segment": {name: stages(of) for name, of in found.by_segment.items()},
        "by_supplier": {name: stages(of) for name, of in found.by_supplier.items()},
        "open_impact": impact(found.open_impact),
        "open_impact_by_segment": {
            name: impact(of) for name, of in found.open_impact_by_segment.items()
        },
        "stale_plans": [
            {
                "issue_id": stale.label,
                "title": stale.title,
                "impact_usd": stale.impact_usd,
                "owner": stale.owner,
                "last_confirmed_at": stale.last_confirmed_at.isoformat(),
                "why": not_current_words(stale.why),
            }
            for stale in found.stale_plans
        ],
        "owed_plans": [
            {
                "issue_id": owed.label,
                "title": owed.title,
                "segment": owed.segment,
                "impact_usd": owed.impact_usd,
                "since": owed.since.isoformat(),
                "due_at": owed.due_at.isoformat(),
                "n_steps": owed.n_steps,
            }
            for owed in found.owed_plans
        ],
    }
