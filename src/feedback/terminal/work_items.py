"""What a night's steps did about work items, in words."""

from collections.abc import Mapping
from typing import Any

from feedback.domain.wording import count


def publish_words(summary: Mapping[str, Any]) -> str:
    if summary.get("stopped"):
        return "stopped"
    held = len(summary["held_back"])
    more = "".join(
        f", {n} {word}{'' if n == 1 else 's'}"
        for n, word in ((summary.get("n_comments"), "comment"), (summary.get("n_links"), "link"))
        if n
    )
    n_items = summary["n_planned"] - summary.get("n_comments", 0) - summary.get("n_links", 0)
    return f"{count(n_items, 'work item')} to write{more}, {count(held, 'issue')} held back"


def read_back_words(summary: Mapping[str, Any]) -> str:
    if not summary["n_read"]:
        return ""
    words = f"{summary['n_read']} work items read"
    for label, fields in summary["overridden"].items():
        words += f"; a person decided the {' and the '.join(fields)} of {label}"
    for label, (before, after) in summary["moved"].items():
        words += f"; {label} moved from {before} to {after}"
    if summary["gone"]:
        words += f"; no longer there: {', '.join(summary['gone'])}"
    if summary["closed"]:
        words += f"; closed by people: {', '.join(summary['closed'])}"
    if summary["n_comments"]:
        words += f"; {summary['n_comments']} comments addressed to us"
    return words


def adopt_words(summary: Mapping[str, Any]) -> str:
    words = [f"{label} linked to {key}" for label, key in summary["linked"].items()]
    if summary["candidates"]:
        labels = ", ".join(summary["candidates"])
        words.append(f"open work items look like {labels} (`feedback plan`)")
    return "; ".join(words)


_REST = (
    ("n_over_cap", "over publish.max_writes, advice.max_messages or helpdesk_notes.max_notes"),
    ("n_postponed", "postponed"),
    ("n_without_work_item", "without their work item"),
    ("n_not_tried", "not tried"),
)


def dispatch_words(summary: Mapping[str, Any]) -> str:
    words = []
    if summary["n_waiting"]:
        why = ", ".join(f"{summary[name]} {w}" for name, w in _REST if summary[name])
        words.append(f"{summary['n_waiting']} writes wait for the next run ({why})")
    if summary["n_failed"]:
        words.append(f"{summary['n_failed']} were refused")
    if summary["n_unknown"]:
        words.append(f"{summary['n_unknown']} have no answer yet")
    return "; ".join([*words, *summary["remarks"]])
