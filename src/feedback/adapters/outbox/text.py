"""The outbox's files, as Markdown: close to what the same content looks like in Jira and Slack."""

from collections.abc import Mapping
from typing import Any

from feedback.adapters.outbox.amounts import usd
from feedback.domain.issues.issue import issue_labels
from feedback.domain.plans.fix_plan import STATUS_WORDS, FixStatus
from feedback.domain.publishing.comment import Comment
from feedback.domain.publishing.work_item_content import ShownImpact, WorkItemContent
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
    lines += _receipt(content.impact)
    if content.support_costs:
        costs = support_cost_words(content.support_costs, usd)
        lines += [f"Answering these tickets has cost {costs}.", ""]
    return "\n".join([*lines, take_control_words(content), ""])


def _receipt(impact: ShownImpact) -> list[str]:
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
            f"| {usd(row.value_usd)}{estimated} × {row.weight} × {row.exposure} "
            f"| {usd(row.contribution_usd)} | {row.n_tickets} | {', '.join(row.why)} |"
        )
    others = impact.others
    if others.n_customers:
        lines.append(f"| {others.n_customers:,} more | | | {usd(others.contribution_usd)} | | |")
    return [*lines, f"| **sum** | | | **{usd(impact.impact_usd)}** | | |", ""]


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


def message_text(target: str, payload: Mapping[str, Any]) -> str:
    lines = [f"# To {payload['reader']} ({target})", ""]
    if payload.get("headline"):
        lines += [f"**{_sentence([payload['headline']])}**", ""]
    if payload.get("kind") == "escalation":
        return "\n".join([*lines, *_escalation(payload)])
    for item in payload.get("news", ()):
        lines += _plan_news(item)
    for event in payload.get("events", ()):
        lines += [f"## {event['issue_id']} · {event['title']}", "", event["words"], ""]
    if payload.get("n_more"):
        issues = "issue has" if payload["n_more"] == 1 else "issues have"
        lines += [f"{payload['n_more']} more {issues} news; it follows tomorrow.", ""]
    return "\n".join(lines)


def _plan_news(item: Mapping[str, Any]) -> list[str]:
    plan = item["plan"]
    lines = [f"## {item['issue_id']} · {item['title']}", "", _sentence(item["changes"]), ""]
    facts = [f"Status: {item.get('sure') or STATUS_WORDS[FixStatus(plan['status'])]}"]
    if plan["target_version"]:
        facts.append(f"version {plan['target_version']}")
    is_to_come = plan["status"] in ("planned", "in_progress", "done")
    if plan["target_on"] and is_to_come and not plan.get("is_late"):
        facts.append(f"target date {plan['target_on']}")
    lines += [
        f"{', '.join(facts)} (as of {plan['recorded_at'][:10]}, {plan['owner'] or 'product'})"
    ]
    if plan["workaround"]:
        lines.append(f"Workaround: {plan['workaround']}")
    lines += ["", f"You can tell the customer: “{item['say']}”", "", "Tickets behind this:"]
    for ticket in item["tickets"]:
        name = f"[{ticket['ticket']}]({ticket['url']})" if ticket["url"] else ticket["ticket"]
        solved = "" if ticket.get("is_open", True) else " (solved, was promised to hear more)"
        subject = f": {ticket['subject']}" if ticket["subject"] else ""
        lines.append(f"- {name} {ticket['customer']} ({ticket['segment']}){subject}{solved}")
    return [*lines, ""]


def _escalation(payload: Mapping[str, Any]) -> list[str]:
    name = "Weighted impact" if payload["is_weighted"] else "Impact"
    lines = [
        f"## {payload['issue_id']} · {payload['title']}",
        "",
        f"A plan was due on {payload['due_at'][:10]} ({payload['why']}). This is step "
        f"{payload['step']}: {payload['step_words']}. Owner: {payload['owner'] or 'nobody named'}.",
        "",
        f"{name}: {usd(payload['impact_usd'])} a year at risk, "
        f"{usd(payload['segment_impact_usd'])} of it with {payload['segment']} customers.",
        "",
    ]
    lines += [
        f"- {row['customer']} ({row['segment']}): {usd(row['value_usd'])} × {row['weight']} × "
        f"{row['exposure']} = {usd(row['contribution_usd'])}"
        for row in payload["receipt"]
    ]
    if payload["rest"]["n_customers"]:
        rest = payload["rest"]
        lines.append(f"- {rest['n_customers']} more: {usd(rest['contribution_usd'])}")
    return [*lines, "", f"Taken up? `feedback respond acknowledge {payload['issue_id']}`", ""]


def _sentence(changes: list[str]) -> str:
    text = "; ".join(changes)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
