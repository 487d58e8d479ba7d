"""What a product manager is shown about an issue, before any tracker's markup."""

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from feedback.domain.impact import receipt_rows
from feedback.domain.ranking import RankedIssue

LABEL = "support-feedback"
"""On every work item of ours."""


@dataclass(frozen=True, slots=True)
class PublishPolicy:
    """Which issues reach the tracker, and what is worth writing again."""

    min_impact_usd: Decimal = Decimal(1000)
    min_tickets: int = 3
    min_customers: int = 2
    min_distinctness: float = 1.0
    """Below 1 an issue may mix what it should tell apart."""
    max_churn: float = 0.25
    """Share of the grouped tickets that a night may move between issues; beyond it nothing is
    published until a person has looked."""
    material_change: float = 0.10
    """An impact that moved by less than this share is not written again for its own sake."""
    n_receipt_lines: int = 10
    """Customers shown one by one; the rest are summed in one line."""
    n_quotes: int = 3


def reason_to_hold_back(ranked: RankedIssue, policy: PublishPolicy) -> str | None:
    """Why an issue is not published yet, in words; None when it is."""
    if ranked.issue.by_hand.is_muted:
        return "muted by a person"
    if ranked.issue.by_hand.is_vouched_for:
        return None
    if ranked.n_tickets < policy.min_tickets:
        return f"{ranked.n_tickets} tickets, fewer than {policy.min_tickets}"
    if ranked.n_customers < policy.min_customers:
        return f"{ranked.n_customers} customer(s), fewer than {policy.min_customers}"
    if ranked.issue.distinctness < policy.min_distinctness:
        return (
            f"distinctness {ranked.issue.distinctness:.2f} below {policy.min_distinctness:.2f}: "
            "may mix problems"
        )
    if ranked.impact.impact_usd < policy.min_impact_usd:
        # To the cent: "$1,000 below $1,000" would explain nothing.
        return f"impact ${ranked.impact.impact_usd:,.2f} below ${policy.min_impact_usd:,.2f}"
    return None


def work_item_payload(ranked: RankedIssue, policy: PublishPolicy) -> dict[str, Any]:
    """The content of the work item as JSON-ready values; amounts are strings of USD.

    Rank and anything else that moves with unrelated issues is left out on purpose.
    """
    issue, impact = ranked.issue, ranked.impact
    shown = impact.lines[: policy.n_receipt_lines]
    rest = impact.lines[policy.n_receipt_lines :]
    description = issue.description
    return {
        "issue_id": issue.label,
        "summary": issue.title,
        **({"in_short": description.summary} if description.summary else {}),
        "kind": str(issue.kind),
        "kind_confidence": issue.kind_confidence,
        "priority": ranked.priority,
        "labels": [LABEL, issue.label],
        "emerged_on": issue.emerged_at.date().isoformat(),
        "n_tickets": ranked.n_tickets,
        "n_open_tickets": ranked.n_open_tickets,
        "n_customers": ranked.n_customers,
        "cohesion": round(issue.cohesion, 2),
        "keyphrases": list(description.keyphrases),
        "impact": {
            "impact_usd": str(impact.impact_usd),
            "low_usd": str(impact.low_usd),
            "high_usd": str(impact.high_usd),
            "estimated_share": impact.estimated_share,
            "largest_customer_share": impact.largest_customer_share,
            "is_weighted": impact.is_weighted,
            "receipt": receipt_rows(shown),
            "rest": {
                "n_customers": len(rest),
                "contribution_usd": str(
                    sum((line.contribution_usd for line in rest), Decimal("0.00"))
                ),
            },
        },
        "support_costs": [
            {**asdict(cost), "cost_usd": str(cost.cost_usd)} for cost in ranked.support_costs
        ],
        "quotes": [
            {"quote": exemplar.quote, "url": exemplar.url}
            for exemplar in description.exemplars[: policy.n_quotes]
        ],
    }


def is_worth_writing(before: dict[str, Any], after: dict[str, Any], policy: PublishPolicy) -> bool:
    """Whether a person would miss the update: new tickets or customers, a new title, kind or
    priority, or an impact that moved materially. Money that only decayed a little is not news.
    """
    watched = ("summary", "kind", "priority", "n_tickets", "n_customers", "labels")
    if any(before.get(name) != after[name] for name in watched):
        return True
    old = Decimal(before["impact"]["impact_usd"])
    new = Decimal(after["impact"]["impact_usd"])
    return abs(new - old) > Decimal(str(policy.material_change)) * max(abs(old), Decimal(1))
