"""The outbox's files, as Markdown: close to what the same content looks like in Jira and Slack."""

from decimal import Decimal

from feedback.adapters.outbox.amounts import usd
from feedback.domain.impact.measure_words import RANKED_BY_CUSTOMERS
from feedback.domain.issues.issue import issue_labels
from feedback.domain.publishing.comment import Comment
from feedback.domain.publishing.work_item_content import WorkItemContent
from feedback.domain.publishing.work_item_words import (
    absorbed_words,
    comment_lines,
    in_short,
    kind_words,
    size_words,
    spike_words,
    suggestion_reasons,
    support_cost_words,
    take_control_words,
    trend_words,
)
from feedback.domain.wording import count


def work_item_text(key: str, content: WorkItemContent) -> str:
    """The Markdown of one work item."""
    lines = [f"# {key}: {content.summary}", "", in_short(content), ""]
    if content.absorbed_by is not None:
        lines += [f"**{absorbed_words(content.absorbed_by)}**", ""]
    lines += [
        f"- Priority: **{content.priority}**",
        f"- Kind: {kind_words(content)}",
        f"- Labels: {', '.join(content.labels)}",
        f"- Known since {content.emerged_on}: {size_words(content)}",
        *_context(content),
        "",
        "## What customers say",
        "",
    ]
    for quote in content.quotes:
        link = f" ([ticket]({quote.url}))" if quote.url else ""
        lines += [f"> {quote.quote}{link}", ""]
    lines += _receipt(content)
    if content.support_costs:
        costs = support_cost_words(content.support_costs, usd)
        lines += [f"Answering these tickets has cost {costs}.", ""]
    return "\n".join([*lines, take_control_words(content), ""])


def _receipt(content: WorkItemContent) -> list[str]:
    impact = content.impact
    if impact.impact_usd is None or impact.low_usd is None or impact.high_usd is None:
        return _customers(content)
    name = "Weighted impact" if impact.is_weighted else "Impact"
    lines = [
        f"## {name}: {usd(impact.impact_usd)} a year at risk",
        "",
        f"Between {usd(impact.low_usd)} and {usd(impact.high_usd)}. "
        f"The largest customer is {impact.largest_customer_share:.0%} of it; "
        f"{impact.estimated_share:.0%} rests on estimated customer values.",
        "",
        "| customer | segment | value × weight × exposure | at risk | tickets | why |",
        "|---|---|---|---:|---:|---|",
    ]
    for row in impact.receipt:
        estimated = " (estimated)" if row.is_estimated else ""
        lines.append(
            f"| {_cell(row.customer)} | {row.segment} "
            f"| {_usd(row.value_usd)}{estimated} × {row.weight} × {row.exposure} "
            f"| {_usd(row.contribution_usd)} | {row.n_tickets} | {', '.join(row.why)} |"
        )
    others = impact.others
    if others.n_customers:
        lines.append(f"| {others.n_customers:,} more | | | {_usd(others.contribution_usd)} | | |")
    return [*lines, f"| **sum** | | | **{usd(impact.impact_usd)}** | | |", ""]


def _customers(content: WorkItemContent) -> list[str]:
    """The receipt of a night without money: who asks, and how often."""
    customers = count(content.n_customers, "customer")
    lines = [
        f"## Impact: {customers}, {count(content.n_tickets, 'ticket')}",
        "",
        RANKED_BY_CUSTOMERS,
        "",
        "| customer | segment | tickets | why |",
        "|---|---|---:|---|",
    ]
    lines += [
        f"| {_cell(row.customer)} | {row.segment} | {row.n_tickets} | {', '.join(row.why)} |"
        for row in content.impact.receipt
    ]
    others = content.impact.others
    if others.n_customers:
        lines.append(f"| {others.n_customers:,} more | | {others.n_tickets:,} | |")
    return [*lines, f"| **sum** | | **{content.n_tickets:,}** | |", ""]


def _usd(amount: Decimal | None) -> str:
    return "" if amount is None else usd(amount)


def _context(content: WorkItemContent) -> list[str]:
    words = ", ".join(content.keyphrases)
    lines = [] if words in in_short(content) else [f"- In their words: {words}"]
    lines.append(f"- Trend: {trend_words(content)}")
    if content.spike is not None:
        lines.append(f"- Spiking {spike_words(content.spike)}")
    if content.split_from:
        lines.append(f"- Split from {issue_labels(content.split_from)}")
    reasons = suggestion_reasons(content)
    lines += [
        f"- We would make the {suggestion.override.field} “{suggestion.value}”: {reasons}"
        for suggestion in content.suggestions
    ]
    return lines


def comment_text(key: str, comment: Comment) -> str:
    """The Markdown of one comment."""
    return "\n".join([f"# Comment on {key}", "", *comment_lines(comment), ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
