"""Plan the links between the work items of issues that were one, or became two."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from feedback.domain.issues.issue import IssueId, issue_label
from feedback.domain.publishing.effect import EffectState, plan_effect
from feedback.domain.publishing.known_work_item import KnownWorkItem
from feedback.domain.publishing.work_item_link import WorkItemLink
from feedback.ports import Effects
from feedback.steps.publishing.tracker_writes import TrackerWrites


def plan_links(
    wanted: Iterable[WorkItemLink],
    known: Mapping[IssueId, KnownWorkItem],
    writes: TrackerWrites,
    effects: Effects,
    now: datetime,
) -> int:
    """Plan these links, each once, where both issues have a work item. Returns how many."""
    possible = [
        link
        for link in wanted
        if _has_item(link.issue_id, known, writes) and _has_item(link.to_issue, known, writes)
    ]
    planned = effects.last_of_each([link.target for link in possible]) if possible else {}
    n_planned = 0
    for link in possible:
        last = planned.get(link.target)
        if last is not None and last.state is EffectState.DONE:
            continue
        item = writes.last.get(issue_label(link.issue_id))
        effect = plan_effect(
            link.target,
            link,
            last=last,
            rank=item.rank if item is not None else Decimal(0),
            now=now,
        )
        if effect is not None:
            writes.put(effect)
            n_planned += 1
    return n_planned


def _has_item(
    issue_id: IssueId, known: Mapping[IssueId, KnownWorkItem], writes: TrackerWrites
) -> bool:
    """It has a work item that can be linked, or one waits to be made."""
    item = known.get(issue_id)
    if item is not None and item.remote_key is not None:
        return not item.is_gone and not item.is_locked
    last = writes.last.get(issue_label(issue_id))
    return last is not None and last.state is EffectState.PLANNED
