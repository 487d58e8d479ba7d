"""What a night's steps did about work items, in words."""

from feedback.domain.issues.issue import issue_label, issue_labels
from feedback.domain.publishing.step_reports import (
    AdoptReport,
    DispatchReport,
    PublishReport,
    ReadBackReport,
)
from feedback.domain.wording import count


def publish_words(published: PublishReport) -> str:
    """What will be written to the tracker; empty parts are left out."""
    if published.stopped:
        return "stopped"
    counted = (
        (published.n_items, "work item"),
        (published.n_comments, "comment"),
        (published.n_links, "link"),
    )
    written = ", ".join(count(n, what) for n, what in counted if n)
    n_held_back = len(published.held_back)
    parts = [
        f"{written} to write" if written else "",
        f"{count(n_held_back, 'issue')} held back" if n_held_back else "",
    ]
    return ", ".join(part for part in parts if part) or "nothing to write"


def read_back_words(report: ReadBackReport) -> str:
    """What people did to our work items."""
    if not report.n_read:
        return ""
    parts = [f"{count(report.n_read, 'work item')} read"]
    for issue_id, overrides in report.overridden.items():
        fields = " and the ".join(override.field for override in overrides)
        parts.append(f"a person decided the {fields} of {issue_label(issue_id)}")
    parts += [
        f"{issue_label(issue_id)} moved from {move.from_key} to {move.to_key}"
        for issue_id, move in report.moved.items()
    ]
    if report.gone:
        parts.append(f"deleted: {issue_labels(report.gone)}")
    if report.closed:
        parts.append(f"closed by people: {issue_labels(report.closed)}")
    if report.n_comments:
        parts.append(f"{count(report.n_comments, 'comment')} addressed to us")
    return "; ".join(parts)


def adopt_words(adopted: AdoptReport) -> str:
    """What the tracker had already."""
    words = [f"{issue_label(issue_id)} linked to {key}" for issue_id, key in adopted.linked.items()]
    if adopted.candidates:
        labels = issue_labels(adopted.candidates)
        words.append(f"open work items look like {labels} (`feedback plan`)")
    return "; ".join(words)


def dispatch_words(sent: DispatchReport) -> str:
    """What was not sent, and why."""
    reasons = (
        (
            sent.n_over_cap,
            "over publish.max_writes, advice.max_messages or helpdesk_notes.max_notes",
        ),
        (sent.n_postponed, "postponed"),
        (sent.n_without_work_item, "without their work item"),
        (sent.n_not_tried, "not tried"),
    )
    parts = []
    if n := sent.n_waiting:
        why = ", ".join(f"{n_of:,} {words}" for n_of, words in reasons if n_of)
        verb = "waits" if n == 1 else "wait"
        parts.append(f"{count(n, 'write')} {verb} for the next run ({why})")
    if sent.n_failed:
        parts.append(f"{count(sent.n_failed, 'write')} refused")
    if sent.n_unknown:
        parts.append(f"{count(sent.n_unknown, 'write')} without an answer yet")
    return "; ".join([*parts, *sent.remarks])
