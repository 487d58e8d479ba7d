"""What a grouping changes: who joined, who moved, which issues are new or absorbed; the events."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime

from feedback.domain.grouping.memory.outcome import GroupingOutcome
from feedback.domain.issues.issue import Issue, IssueId, IssueState
from feedback.domain.issues.lineage import (
    AbsorbedInto,
    Emerged,
    Grew,
    LineageEvent,
    Moved,
    Revived,
    Split,
)
from feedback.domain.tickets.ticket import TicketId


@dataclass(frozen=True, slots=True)
class GroupingChanges:
    """What is different from before."""

    decided: GroupingOutcome
    joined: Sequence[TicketId]
    """Waited, and have an issue."""
    moved: Sequence[TicketId]
    """Have another issue."""
    sent_back: Sequence[TicketId]
    """Had an issue and wait again; by id."""
    born: Set[IssueId]
    """Issues that did not exist."""
    absorbed: Mapping[IssueId, IssueId]
    """Issue that lost its last ticket → the issue that took most of them."""
    sources: Mapping[IssueId, Mapping[IssueId, int]]
    """Issue → the issues it took tickets from, and how many."""


def changes_of(
    decided: GroupingOutcome, sizes_before: Mapping[IssueId, int], first_new: IssueId
) -> GroupingChanges:
    """Compare with before.

    `sizes_before`: tickets of every issue that lost one. `first_new`: issues from this number on
    are new.
    """
    old, new = decided.old_issue, decided.new_issue
    moved = [ticket for ticket in new if ticket in old]
    sources: dict[IssueId, dict[IssueId, int]] = {}
    for ticket in moved:
        taken = sources.setdefault(new[ticket], {})
        taken[old[ticket]] = taken.get(old[ticket], 0) + 1
    left = Counter(sizes_before)
    left.subtract(old.values())
    left.update(new.values())
    absorbed = {}
    for issue_id in sorted({*old.values()}):
        heirs = {to: taken[issue_id] for to, taken in sources.items() if issue_id in taken}
        if not left[issue_id] and heirs:
            absorbed[issue_id] = max(sorted(heirs), key=lambda to: heirs[to])
    return GroupingChanges(
        decided=decided,
        joined=[ticket for ticket in new if ticket not in old],
        moved=moved,
        sent_back=sorted(old.keys() - new.keys()),
        born={issue_id for issue_id in new.values() if issue_id >= first_new},
        absorbed=absorbed,
        sources=sources,
    )


def events_of(
    changes: GroupingChanges, issues: Mapping[IssueId, Issue], now: datetime
) -> Iterable[LineageEvent]:
    """What happened to each issue, by issue; of absorbed ones last. `issues`: all that took
    tickets or were absorbed, as they were before (new ones as they were made)."""
    new = changes.decided.new_issue
    n_joined = Counter(new[ticket] for ticket in changes.joined)
    for issue_id in sorted({*new.values()}):
        joined, taken = n_joined[issue_id], changes.sources.get(issue_id, {})
        n_taken, sources = sum(taken.values()), tuple(sorted(taken))
        if issue_id in changes.born:
            born = Split(joined + n_taken, sources) if taken else Emerged(joined)
            yield LineageEvent(issue_id, now, born)
            continue
        if joined:
            yield LineageEvent(issue_id, now, Grew(joined))
            if issues[issue_id].state is IssueState.DORMANT:
                yield LineageEvent(issue_id, now, Revived())
        if taken:
            yield LineageEvent(issue_id, now, Moved(n_taken, sources))
    for issue_id, heir in changes.absorbed.items():
        yield LineageEvent(issue_id, now, AbsorbedInto(heir))


def with_new_states(
    changes: GroupingChanges, issues: Mapping[IssueId, Issue], changed: Iterable[IssueId]
) -> list[Issue]:
    """The issues that wake up (those `changed` that are not active) and those that are absorbed."""
    woken = [
        replace(issues[issue_id], state=IssueState.ACTIVE)
        for issue_id in changed
        if issues[issue_id].state is not IssueState.ACTIVE
    ]
    absorbed = [
        replace(issues[issue_id], state=IssueState.ABSORBED, absorbed_by=heir)
        for issue_id, heir in changes.absorbed.items()
    ]
    return [*woken, *absorbed]
