"""What people decided about issues, and what it binds every later night to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from feedback.domain.issues.constraints import Constraints
from feedback.domain.issues.issue import IssueId, IssueKind, Overrides
from feedback.domain.tickets.ticket import TicketId


class DecisionKind(StrEnum):
    MERGE = "merge"
    """Two issues are one; `other_id` is the one that stays."""
    SPLIT = "split"
    """Some tickets are an issue of their own: `other_id`."""
    MOVE = "move"
    """Some tickets belong to `other_id`."""
    NOT_THIS = "not-this"
    """Some tickets do not belong to the issue; where else is left open."""
    RENAME = "rename"
    MUTE = "mute"
    """Nothing is written about the issue to the outside."""
    PUBLISH = "publish"
    """Publish the issue whatever the bars say: a person vouches for it."""
    PIN_KIND = "pin-kind"
    ANSWER = "answer"
    """What product answers to the issue: `value` is an `Answer`."""
    FORGET = "forget"
    """Data of a person or a customer was taken out. Cannot be undone."""
    ACCEPT_CHURN = "accept-churn"
    """What a night moved is fine; publishing goes on."""
    LINK = "link"
    """A work item that exists already is the issue's; `value` is its key."""
    HAND_BACK = "hand-back"
    """What people had decided in the issue's work item is the pipeline's again; `value` says
    what."""


class Answer(StrEnum):
    """Product's answer to a wish or a problem."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    LATER = "later"


FOR_GOOD = (DecisionKind.FORGET, DecisionKind.LINK, DecisionKind.HAND_BACK)
"""The kinds that cannot be undone: what they did is in the past, or in another system."""
BY_HAND = (DecisionKind.RENAME, DecisionKind.MUTE, DecisionKind.PUBLISH, DecisionKind.PIN_KIND)
"""The kinds that set something about an issue and place no ticket."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of a person. Never deleted; an undone one binds nobody any more."""

    decision_id: int
    kind: DecisionKind
    issue_id: IssueId | None
    """The issue it is about; None for a decision about a night."""
    made_at: datetime
    made_by: str
    why: str
    other_id: IssueId | None = None
    value: str = ""
    """The title, the kind, or the night that is accepted."""
    tickets: Mapping[TicketId, IssueId | None] = field(default_factory=dict)
    """The tickets it placed, and the issue each came from (None: it waited)."""
    others: tuple[TicketId, ...] = ()
    """Of a merge: the tickets that were in `other_id` already. Of a split: those that stayed."""
    undone_at: datetime | None = None
    undone_by: str = ""
    undone_why: str = ""

    @property
    def is_standing(self) -> bool:
        return self.undone_at is None


def constraints_of(decisions: Iterable[Decision]) -> Constraints:
    """What the standing decisions bind every later night to; a later one wins.

    A ticket that a person has placed stays there. A merge binds the tickets of both sides: they
    are one problem. After a split those that stayed may not follow into the new issue.
    """
    pinned: dict[TicketId, IssueId] = {}
    barred: dict[TicketId, set[IssueId]] = {}

    def pin(ticket: TicketId, issue: IssueId) -> None:
        pinned[ticket] = issue
        barred.get(ticket, set()).discard(issue)

    def bar(ticket: TicketId, issue: IssueId) -> None:
        barred.setdefault(ticket, set()).add(issue)
        if pinned.get(ticket) == issue:
            del pinned[ticket]

    for one in sorted(decisions, key=lambda decision: decision.decision_id):
        if not one.is_standing:
            continue
        if one.kind is DecisionKind.NOT_THIS and one.issue_id is not None:
            for ticket in one.tickets:
                bar(ticket, one.issue_id)
        elif one.other_id is not None:
            for ticket in one.tickets:
                pin(ticket, one.other_id)
            for ticket in one.others:
                if one.kind is DecisionKind.MERGE:
                    pin(ticket, one.other_id)
                else:
                    bar(ticket, one.other_id)
    return Constraints(pinned, {ticket: frozenset(of) for ticket, of in barred.items() if of})


def overrides_of(decisions: Iterable[Decision]) -> dict[IssueId, Overrides]:
    """Titles, kinds and silence set by hand, by issue; a later decision wins."""
    found: dict[IssueId, Overrides] = {}
    for one in sorted(decisions, key=lambda decision: decision.decision_id):
        if not one.is_standing or one.issue_id is None:
            continue
        now = found.get(one.issue_id, Overrides())
        if one.kind is DecisionKind.RENAME:
            now = replace(now, title=one.value)
        elif one.kind is DecisionKind.PIN_KIND:
            now = replace(now, kind=IssueKind(one.value))
        elif one.kind is DecisionKind.MUTE:
            now = replace(now, is_muted=True)
        elif one.kind is DecisionKind.PUBLISH:
            now = replace(now, is_vouched_for=True)
        else:
            continue
        found[one.issue_id] = now
    return found


def answers_of(decisions: Iterable[Decision]) -> dict[IssueId, list[Decision]]:
    """Product's standing answers by issue, oldest first."""
    found: dict[IssueId, list[Decision]] = {}
    for one in sorted(decisions, key=lambda decision: decision.decision_id):
        if one.is_standing and one.kind is DecisionKind.ANSWER and one.issue_id is not None:
            found.setdefault(one.issue_id, []).append(one)
    return found


def later_on_the_same(decision: Decision, decisions: Iterable[Decision]) -> Decision | None:
    """The first standing decision that was made later on the same tickets or issue: it must be
    undone first. None if nothing is built upon `decision`."""
    own = {*decision.tickets, *decision.others}
    for one in sorted(decisions, key=lambda d: d.decision_id):
        if one.decision_id <= decision.decision_id or not one.is_standing:
            continue
        if own & {*one.tickets} or (own & {*one.others} and one.kind is DecisionKind.MERGE):
            return one
        born = decision.other_id if decision.kind is DecisionKind.SPLIT else None
        if born is not None and born in (one.issue_id, one.other_id):
            return one
    return None
