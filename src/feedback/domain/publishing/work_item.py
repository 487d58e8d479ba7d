"""What a product manager is shown about an issue, before any tracker's markup."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from feedback.domain.impact.impact import receipt_rows
from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.impact.support_cost import SupportCost
from feedback.domain.impact.trend import Activity, Trend
from feedback.domain.issues.issue import IssueKind
from feedback.domain.publishing.known_work_item import (
    ALL_FIELDS,
    OURS_TO_LOSE,
    KnownWorkItem,
    owned_fields,
)
from feedback.domain.publishing.routing import Route, RoutingRule

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
    max_new_items: int = 50
    """Work items made in a night; the next largest issues wait for the next."""
    max_updates: int = 200
    news_days: int = 3
    """What happened longer ago is not worth a comment any more."""
    regressions_to_closed: bool = True
    """A regression is told in a comment even where a person has closed the work item."""
    routing: Sequence[RoutingRule] = ()


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


def work_item_payload(
    ranked: RankedIssue, policy: PublishPolicy, route: Route | None = None
) -> dict[str, Any]:
    """The content of the work item as JSON-ready values; amounts are strings of USD.

    Rank and anything else that moves with unrelated issues is left out on purpose. The route is
    for a work item that does not exist yet.
    """
    issue, impact = ranked.issue, ranked.impact
    shown = impact.lines[: policy.n_receipt_lines]
    rest = impact.lines[policy.n_receipt_lines :]
    description = issue.description
    return {
        "issue_id": issue.label,
        "summary": issue.title,
        "in_short": description.summary or _experience(ranked),
        "kind": str(issue.kind),
        "kind_confidence": issue.kind_confidence,
        "priority": ranked.priority,
        "labels": [LABEL, issue.label],
        "emerged_on": issue.emerged_at.date().isoformat(),
        "since": (ranked.activity.first_seen_at or issue.emerged_at).date().isoformat(),
        "trend": _trend_words(ranked.activity),
        "confidence": _confidence_words(ranked),
        "take_control": (
            "Change the summary or the priority here and it is yours: it is not written over. "
            f"`feedback issues hand-back {issue.label}` gives it back."
        ),
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
        "support_costs": [_cost_row(cost) for cost in ranked.support_costs],
        "quotes": [
            {"quote": exemplar.quote, "url": exemplar.url}
            for exemplar in description.exemplars[: policy.n_quotes]
        ],
        **_routed(route),
    }


def with_people(payload: dict[str, Any], known: KnownWorkItem | None) -> dict[str, Any]:
    """The payload for a work item as people have left it: what we may write, what we last wrote,
    and what we would say where a person decided otherwise."""
    content = {**payload, "owned": owned_fields(known)}
    if known is None or known.remote_key is None:
        return content
    content["expected"] = {name: known.written.get(name, "") for name in OURS_TO_LOSE}
    suggested: dict[str, str] = {}
    whys = []
    for name in OURS_TO_LOSE:
        override = known.override_of(name)
        if override is not None and override.value != payload[name]:
            suggested[name] = payload[name]
            whys.append(
                f'{override.by} set the {name} to "{override.value}" on {override.at:%Y-%m-%d}'
                if override.ours
                else f'the {name} was "{override.value}" when the work item was linked'
            )
    if suggested:
        money = Decimal(payload["impact"]["impact_usd"])
        customers = payload["n_customers"]
        because = f"${money:,.0f} a year at risk, {customers} customers"
        content["suggested"] = {**suggested, "why": f"{'; '.join(whys)}. {because}"}
    return content


_EXPERIENCE = {
    IssueKind.DEFECT: "run into this",
    IssueKind.REQUEST: "ask for this",
    IssueKind.QUESTION: "ask about this",
}


def _experience(ranked: RankedIssue) -> str:
    """What customers experience, in a sentence of their words."""
    phrases = ", ".join(ranked.issue.description.keyphrases)
    return f"{ranked.n_customers} customers {_EXPERIENCE[ranked.issue.kind]}: {phrases}."


_TREND = {
    Trend.NEW: "new: its first ticket is younger than the weeks looked at",
    Trend.RISING: "rising",
    Trend.STEADY: "steady",
    Trend.FALLING: "falling",
    Trend.QUIET: "quiet: no ticket in the newest weeks",
    Trend.UNCLEAR: "unclear: too few tickets to tell",
}


def _trend_words(activity: Activity) -> str:
    words = _TREND[activity.trend]
    if activity.ratio is None or activity.trend not in (Trend.RISING, Trend.STEADY, Trend.FALLING):
        return words
    return f"{words}: {activity.ratio:g} times as many tickets as in the weeks before"


def _confidence_words(ranked: RankedIssue) -> str:
    issue = ranked.issue
    return (
        f"{issue.kind_confidence:.0%} of the evidence says {issue.kind}; "
        f"cohesion {issue.cohesion:.2f}, distinctness {issue.distinctness:.2f}"
    )


def _routed(route: Route | None) -> dict[str, Any]:
    if route is None:
        return {}
    return {
        **({"project": route.project} if route.project else {}),
        **({"issue_type": route.issue_type} if route.issue_type else {}),
        **({"components": [route.component]} if route.component else {}),
    }


_WATCHED = ("summary", "kind", "priority", "n_tickets", "n_customers", "labels")


def is_worth_writing(
    before: Mapping[str, Any], after: Mapping[str, Any], policy: PublishPolicy
) -> bool:
    """Whether a person would miss the update: new tickets or customers, a new title, kind or
    priority, a spike, another issue it came from or went to, what people own, our suggestion, or
    an impact that moved materially. Money that only decayed a little is not news.
    """
    if any(before.get(name) != after[name] for name in _WATCHED):
        return True
    if before.get("owned", list(ALL_FIELDS)) != after.get("owned", list(ALL_FIELDS)):
        return True
    if _suggestion(before) != _suggestion(after):
        return True
    if any(before.get(name) != after.get(name) for name in ("spike", "absorbed_by", "split_from")):
        return True
    old = Decimal(before["impact"]["impact_usd"])
    new = Decimal(after["impact"]["impact_usd"])
    return abs(new - old) > Decimal(str(policy.material_change)) * max(abs(old), Decimal(1))


def _suggestion(payload: Mapping[str, Any]) -> dict[str, str]:
    """Without the reason, whose figures move every night."""
    suggested = payload.get("suggested", {})
    return {name: value for name, value in suggested.items() if name != "why"}


def _cost_row(cost: SupportCost) -> dict[str, Any]:
    row = {
        "supplier": cost.supplier, "n_tickets": cost.n_tickets, "cost_usd": str(cost.cost_usd),
    }  # fmt: skip
    # Only where there is any: a row of its own shape would have every work item written again.
    return row | ({"estimated_usd": str(cost.estimated_usd)} if cost.estimated_usd else {})


def support_cost_words(costs: Sequence[Mapping[str, Any]], usd: Callable[[Any], str]) -> str:
    """`costa $62.00 for 3 tickets, $40.00 of it estimated`, one for each of the payload's rows."""
    return "; ".join(
        f"{cost['supplier']} {usd(cost['cost_usd'])} for {cost['n_tickets']} "
        f"ticket{'' if cost['n_tickets'] == 1 else 's'}"
        + (f", {usd(cost['estimated_usd'])} of it estimated" if "estimated_usd" in cost else "")
        for cost in costs
    )
