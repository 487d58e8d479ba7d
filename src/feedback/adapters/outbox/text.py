"""The outbox's files, as Markdown: close to what the same content looks like in Jira and Slack."""

from collections.abc import Mapping
from typing import Any

from feedback.adapters.outbox.amounts import usd
from feedback.domain.plans.fix_plan import STATUS_WORDS, FixStatus
from feedback.domain.publishing.work_item import support_cost_words
from feedback.domain.wording import count


def work_item_text(key: str, payload: Mapping[str, Any]) -> str:
    impact = payload["impact"]
    lines = [
        f"# {key}: {payload['summary']}",
        "",
        *([payload["in_short"], ""] if payload.get("in_short") else []),
        *_absorbed(payload),
        f"- Priority: **{payload['priority']}**",
        f"- Kind: {payload['kind'].capitalize()} "
        f"({payload['kind_confidence']:.0%} of the evidence says so)",
        f"- Labels: {', '.join(payload['labels'])}",
        f"- Known since {payload['emerged_on']}: {count(payload['n_tickets'], 'ticket')} "
        f"({payload['n_open_tickets']} open) from {count(payload['n_customers'], 'customer')}",
        *_context(payload),
        "",
        "## What customers say",
        "",
    ]
    for quote in payload["quotes"]:
        link = f" ([ticket]({quote['url']}))" if quote["url"] else ""
        lines += [f"> {quote['quote']}{link}", ""]
    name = "Weighted impact" if impact["is_weighted"] else "Impact"
    lines += [
        f"## {name}: {usd(impact['impact_usd'])} a year at risk",
        "",
        f"Between {usd(impact['low_usd'])} and {usd(impact['high_usd'])}. "
        f"The largest customer is {impact['largest_customer_share']:.0%} of it; "
        f"{impact['estimated_share']:.0%} rests on estimated customer values.",
        "",
        "| customer | segment | value × weight × exposure | at risk | tickets | why |",
        "|---|---|---|---:|---:|---|",
    ]
    for row in impact["receipt"]:
        estimated = " (estimated)" if row["is_estimated"] else ""
        lines.append(
            f"| {_cell(row['customer'])} | {row['segment']} "
            f"| {usd(row['value_usd'])}{estimated} × {row['weight']} × {row['exposure']} "
            f"| {usd(row['contribution_usd'])} | {row['n_tickets']} | {', '.join(row['why'])} |"
        )
    if impact["rest"]["n_customers"]:
        rest = impact["rest"]
        lines.append(f"| {rest['n_customers']} more | | | {usd(rest['contribution_usd'])} | | |")
    lines += [f"| **sum** | | | **{usd(impact['impact_usd'])}** | | |", ""]
    if payload["support_costs"]:
        costs = support_cost_words(payload["support_costs"], usd)
        lines += [f"Answering these tickets has cost {costs}.", ""]
    if payload.get("take_control"):
        lines += [payload["take_control"], ""]
    return "\n".join(lines)


def _context(payload: Mapping[str, Any]) -> list[str]:
    """What the newer payloads say besides; an older one says less."""
    words = ", ".join(payload["keyphrases"])
    lines = [] if words in payload.get("in_short", "") else [f"- In their words: {words}"]
    named = (("trend", "Trend"), ("spike", "Spiking"), ("split_from", "Split off from"))
    lines += [f"- {name}: {payload[key]}" for key, name in named if payload.get(key)]
    suggested = payload.get("suggested", {})
    for name in ("summary", "priority"):
        if name in suggested:
            lines.append(f"- We would make the {name} “{suggested[name]}”: {suggested['why']}")
    return lines


def _absorbed(payload: Mapping[str, Any]) -> list[str]:
    survivor = payload.get("absorbed_by")
    return (
        [f"**This issue was absorbed by {survivor}; its tickets are there now.**", ""]
        if survivor
        else []
    )


def comment_text(key: str, payload: Mapping[str, Any]) -> str:
    return "\n".join([f"# Comment on {key}", "", *payload["lines"], ""])


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
