"""What changed on a night: what happened to issues, and the priorities that changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from feedback.domain.issues.issue import IssueId
from feedback.domain.issues.lineage import LineageEvent
from feedback.domain.night import Night
from feedback.ports import Store


@dataclass(frozen=True, slots=True)
class PriorityChanged:
    """An issue's priority is another than on the night before."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class NightChange:
    """One thing that is different since the night before."""

    issue_id: IssueId
    title: str
    """Empty for an issue that is no longer ranked."""
    what: LineageEvent | PriorityChanged


def changes_of(store: Store, night: Night) -> Sequence[NightChange]:
    """The events of a night and the priorities that changed, by rank of the issue."""
    with store.begin() as tx:
        events = tx.issues.lineage(night.as_of)
        ranked = {one.issue.issue_id: one for one in tx.rankings.latest()}
        before = tx.rankings.priorities_before(night.as_of)
    titles = {issue_id: one.issue.title for issue_id, one in ranked.items()}
    changes = [
        NightChange(event.issue_id, titles.get(event.issue_id, ""), event) for event in events
    ]
    changes += [
        NightChange(issue_id, one.issue.title, PriorityChanged(before[issue_id], one.priority))
        for issue_id, one in ranked.items()
        if issue_id in before and before[issue_id] != one.priority
    ]

    def rank(change: NightChange) -> tuple[int, IssueId]:
        found = ranked.get(change.issue_id)
        return (found.rank if found else len(ranked) + 1, change.issue_id)

    return sorted(changes, key=rank)
