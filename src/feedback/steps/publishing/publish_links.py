"""Links between the work items of issues that were one, or became two."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from feedback.domain.issues.issue import Issue, IssueId, issue_label, survivor
from feedback.domain.issues.lineage import LineageKind, Split
from feedback.domain.publishing.content import EffectKind, UntypedContent
from feedback.domain.publishing.effect import EffectState, plan_effect
from feedback.domain.publishing.known_work_item import KnownWorkItem
from feedback.ports import Transaction

DUPLICATE, RELATES = "Duplicate", "Relates"
"""Link types that every Jira has."""


def plan_links(issues: Mapping[IssueId, Issue], tx: Transaction, now: datetime) -> int:
    """Plan a link from an absorbed issue's work item to its survivor's, and from one that was
    split off to where it came from, each once. Returns how many."""
    known = tx.work_items.all()
    n_planned = 0
    for issue_id, other_id, link_type in _wanted(issues, tx):
        if not (_has_item(issue_id, known, tx) and _has_item(other_id, known, tx)):
            continue
        target = f"{issue_label(issue_id)}>{issue_label(other_id)}"
        last = tx.effects.last_of(target)
        if last is not None and last.state is EffectState.DONE:
            continue
        payload = {
            "issue_id": issue_label(issue_id),
            "to_issue": issue_label(other_id),
            "link_type": link_type,
        }
        item = tx.effects.last_of(issue_label(issue_id))
        effect = plan_effect(
            target,
            UntypedContent(EffectKind.LINK, payload),
            last=last,
            rank=item.rank if item is not None else Decimal(0),
            now=now,
        )
        if effect is not None:
            tx.effects.put(effect)
            n_planned += 1
    return n_planned


def _wanted(
    issues: Mapping[IssueId, Issue], tx: Transaction
) -> Iterator[tuple[IssueId, IssueId, str]]:
    for issue in issues.values():
        if issue.absorbed_by is not None:
            yield issue.issue_id, survivor(issues, issue.issue_id), DUPLICATE
    for event in tx.issues.lineage(kinds=(LineageKind.SPLIT,)):
        assert isinstance(event.detail, Split), "only splits were asked for"
        for source in event.detail.from_issues:
            is_known = source in issues and event.issue_id in issues
            if not is_known or source == event.issue_id:
                continue
            if issues[event.issue_id].absorbed_by is None:
                yield event.issue_id, source, RELATES


def _has_item(issue_id: IssueId, known: Mapping[IssueId, KnownWorkItem], tx: Transaction) -> bool:
    """It has a work item that can be linked, or one waits to be made."""
    item = known.get(issue_id)
    if item is not None and item.remote_key is not None:
        return not item.is_gone and not item.is_locked
    last = tx.effects.last_of(issue_label(issue_id))
    return last is not None and last.state is EffectState.PLANNED
