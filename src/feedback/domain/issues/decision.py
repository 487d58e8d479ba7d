"""What people decided about issues, and what it binds every later night to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from feedback.domain.issues.constraints import Constraints
from feedback.domain.issues.issue import IssueId, IssueKind, Overrides
from feedback.domain.tickets.ticket import TicketId


class DecisionKind(StrEnum):
    """What a person can decide about an issue."""

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
    """Publish the issue even where the limits of `[publish]` would hold it back."""
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
        """Whether nobody has undone it."""
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

    for decision in sorted(decisions, key=lambda decision: decision.decision_id):
        if not decision.is_standing:
            continue
        if decision.kind is DecisionKind.NOT_THIS and decision.issue_id is not None:
            for ticket in decision.tickets:
                bar(ticket, decision.issue_id)
        elif decision.other_id is not None:
            for ticket in decision.tickets:
                pin(ticket, decision.other_id)
            for ticket in decision.others:
                if decision.kind is DecisionKind.MERGE:
                    pin(ticket, decision.other_id)
                else:
                    bar(ticket, decision.other_id)
    return Constraints(pinned, {ticket: frozenset(of) for ticket, of in barred.items() if of})


def overrides_of(decisions: Iterable[Decision]) -> dict[IssueId, Overrides]:
    """Titles, kinds and silence set by hand, by issue; a later decision wins."""
    found: dict[IssueId, Overrides] = {}
    for decision in sorted(decisions, key=lambda decision: decision.decision_id):
        if not decision.is_standing or decision.issue_id is None:
            continue
        now = found.get(decision.issue_id, Overrides())
        if decision.kind is DecisionKind.RENAME:
            now = replace(now, title=decision.value)
        elif decision.kind is DecisionKind.PIN_KIND:
            now = replace(now, kind=IssueKind(decision.value))
        elif decision.kind is DecisionKind.MUTE:
            now = replace(now, is_muted=True)
        elif decision.kind is DecisionKind.PUBLISH:
            now = replace(now, is_vouched_for=True)
        else:
            continue
        found[decision.issue_id] = now
    return found


def answers_of(decisions: Iterable[Decision]) -> dict[IssueId, list[Decision]]:
    """Product's standing answers by issue, oldest first."""
    found: dict[IssueId, list[Decision]] = {}
    for decision in sorted(decisions, key=lambda decision: decision.decision_id):
        if (
            decision.is_standing
            and decision.kind is DecisionKind.ANSWER
            and decision.issue_id is not None
        ):
            found.setdefault(decision.issue_id, []).append(decision)
    return found


def later_on_the_same(decision: Decision, decisions: Iterable[Decision]) -> Decision | None:
    """The first standing decision that was made later on the same tickets or issue: it must be
    undone first. None if nothing is built upon `decision`."""
    own = {*decision.tickets, *decision.others}
    for later in sorted(decisions, key=lambda decided: decided.decision_id):
        if later.decision_id <= decision.decision_id or not later.is_standing:
            continue
        if own & {*later.tickets} or (own & {*later.others} and later.kind is DecisionKind.MERGE):
            return later
        born = decision.other_id if decision.kind is DecisionKind.SPLIT else None
        if born is not None and born in (later.issue_id, later.other_id):
            return later
    return None
