"""Plan the links between the work items of issues that were one, or became two."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from feedback.domain.issues.issue import Issue, IssueId, issue_label
from feedback.domain.issues.lineage import LineageKind
from feedback.domain.publishing.effect import EffectState, plan_effect
from feedback.domain.publishing.known_work_item import KnownWorkItem
from feedback.domain.publishing.work_item_link import wanted_links
from feedback.ports import Transaction


def plan_links(issues: Mapping[IssueId, Issue], tx: Transaction, now: datetime) -> int:
    """Plan a link from an absorbed issue's work item to its survivor's, and from one that was
    split off to where it came from, each once. Returns how many."""
    known = tx.work_items.all()
    n_planned = 0
    for link in wanted_links(issues, tx.issues.lineage(kinds=(LineageKind.SPLIT,))):
        if not (_has_item(link.issue_id, known, tx) and _has_item(link.to_issue, known, tx)):
            continue
        last = tx.effects.last_of(link.target)
        if last is not None and last.state is EffectState.DONE:
            continue
        item = tx.effects.last_of(issue_label(link.issue_id))
        effect = plan_effect(
            link.target,
            link,
            last=last,
            rank=item.rank if item is not None else Decimal(0),
            now=now,
        )
        if effect is not None:
            tx.effects.put(effect)
            n_planned += 1
    return n_planned


def _has_item(issue_id: IssueId, known: Mapping[IssueId, KnownWorkItem], tx: Transaction) -> bool:
    """It has a work item that can be linked, or one waits to be made."""
    item = known.get(issue_id)
    if item is not None and item.remote_key is not None:
        return not item.is_gone and not item.is_locked
    last = tx.effects.last_of(issue_label(issue_id))
    return last is not None and last.state is EffectState.PLANNED
