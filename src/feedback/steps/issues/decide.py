"""Decide: what people say about issues. Recorded with who, when and why; binding from then on.

Every function takes the night's lock (a night must not see half a decision), does its work in one
transaction and returns the `Decision`. All raise `InvalidInput` for an unknown issue or ticket, an
absorbed issue, or a decision that changes nothing, and `NightRunning` while a night is going on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feedback.domain.issues.decision import Decision, DecisionKind
from feedback.domain.issues.issue import (
    UNDESCRIBED,
    Issue,
    IssueId,
    IssueKind,
    IssueState,
    issue_label,
)
from feedback.domain.issues.lineage import AbsorbedInto, Moved, Split
from feedback.domain.tickets.ticket import TicketId
from feedback.errors import InvalidInput
from feedback.ports import Decisions, Store, Transaction
from feedback.steps.issues.describe import describe_again
from feedback.steps.issues.placing import (
    NO_TICKETS,
    Placed,
    alive,
    close_if_empty,
    living,
    place,
    placements,
    record,
)


@dataclass(frozen=True, slots=True)
class Author:
    """Who decides, when, and why."""

    name: str
    why: str
    at: datetime


def merge(store: Store, issue_id: IssueId, into: IssueId, author: Author) -> Decision:
    """`issue_id` ends; its tickets, and its id for ever, lead to `into`."""
    with store.lock(), store.begin() as tx:
        ended, heir = living(tx, issue_id), living(tx, into)
        if ended.issue_id == heir.issue_id:
            raise InvalidInput(f"{ended.label} cannot be merged into itself. Name another issue.")
        moved: Placed = dict.fromkeys(tx.issues.members(issue_id), issue_id)
        others = tuple(tx.issues.members(into))
        decision = _new(tx.decisions, DecisionKind.MERGE, issue_id, author, into, moved, others)
        place(tx.issues, moved, into, author.at)
        tx.issues.save([replace(ended, state=IssueState.ABSORBED, absorbed_by=into)])
        record(tx.issues, decision, issue_id, AbsorbedInto(into))
        describe_again([into], tx)
        return decision


def split(
    store: Store, issue_id: IssueId, ticket_ids: Sequence[TicketId], author: Author
) -> Decision:
    """Some of an issue's tickets become an issue of their own."""
    with store.lock(), store.begin() as tx:
        issue = living(tx, issue_id)
        moved = placements(tx.issues, tx.tickets, ticket_ids)
        strangers = sorted(ticket for ticket, of in moved.items() if of != issue_id)
        if strangers:
            raise InvalidInput(
                f"These tickets are not in {issue.label}: {', '.join(strangers)}. Choose only "
                "tickets of that issue; to move others, use `feedback issues move`."
            )
        others = tuple(ticket for ticket in tx.issues.members(issue_id) if ticket not in moved)
        if not others:
            raise InvalidInput(
                f"You chose all tickets of {issue.label}: nothing would be left of it. "
                "Choose only those that belong in another issue."
            )
        born = tx.issues.next_id()
        tx.issues.save([Issue(born, IssueState.ACTIVE, author.at, UNDESCRIBED, issue.cohesion)])
        decision = _new(tx.decisions, DecisionKind.SPLIT, issue_id, author, born, moved, others)
        place(tx.issues, moved, born, author.at)
        record(tx.issues, decision, born, Split(len(moved), (issue_id,)))
        describe_again([issue_id, born], tx)
        return decision


def move(store: Store, ticket_ids: Sequence[TicketId], to: IssueId, author: Author) -> Decision:
    """These tickets belong to `to`, wherever they are now."""
    with store.lock(), store.begin() as tx:
        target = living(tx, to)
        moved = {
            ticket: of
            for ticket, of in placements(tx.issues, tx.tickets, ticket_ids).items()
            if of != to
        }
        if not moved:
            raise InvalidInput(
                f"All of these tickets are already in {target.label}. Nothing was changed."
            )
        decision = _new(tx.decisions, DecisionKind.MOVE, to, author, to, moved)
        place(tx.issues, moved, to, author.at)
        sources = {of for of in moved.values() if of is not None}
        record(tx.issues, decision, to, Moved(len(moved), tuple(sorted(sources))))
        close_if_empty(tx, sources, to, decision)
        describe_again([to, *alive(tx.issues, moved)], tx)
        return decision


def take_out(store: Store, ticket_ids: Sequence[TicketId], author: Author) -> Decision:
    """These tickets do not belong to their issue (all to the same). They wait, and may go
    anywhere else."""
    with store.lock(), store.begin() as tx:
        return take_out_within(tx, ticket_ids, author)


def take_out_within(tx: Transaction, ticket_ids: Sequence[TicketId], author: Author) -> Decision:
    """`take_out` as a part of something else; the caller holds the lock."""
    moved = placements(tx.issues, tx.tickets, ticket_ids)
    issues = {of for of in moved.values() if of is not None}
    if len(issues) != 1 or None in moved.values():
        raise InvalidInput(
            "These tickets are not all in the same issue. Take them out one issue at a time; "
            "`feedback issues show FB-…` lists an issue's tickets."
        )
    issue_id = issues.pop()
    if len(moved) == len(tx.issues.members(issue_id)):
        raise InvalidInput(
            f"You chose all tickets of {issue_label(issue_id)}: nothing would be left of it. "
            "Merge it into another issue, or mute it."
        )
    decision = _new(tx.decisions, DecisionKind.NOT_THIS, issue_id, author, None, moved)
    tx.issues.unplace(moved)
    describe_again([issue_id], tx)
    return decision


def rename(store: Store, issue_id: IssueId, title: str, author: Author) -> Decision:
    """A person's title stays until it is undone or replaced. It has 3 to 160 characters."""
    title = " ".join(title.split())
    if not 3 <= len(title) <= 160:
        raise InvalidInput(f"The title has {len(title)} characters. Use 3 to 160.")
    return _override(store, DecisionKind.RENAME, issue_id, title, author)


def pin_kind(store: Store, issue_id: IssueId, kind: IssueKind, author: Author) -> Decision:
    """A person's kind stays until it is undone or replaced."""
    return _override(store, DecisionKind.PIN_KIND, issue_id, str(kind), author)


def mute(store: Store, issue_id: IssueId, author: Author) -> Decision:
    """Nothing more is written about the issue to the outside; it is ranked as before."""
    return _override(store, DecisionKind.MUTE, issue_id, "", author)


def publish_anyway(store: Store, issue_id: IssueId, author: Author) -> Decision:
    """A person vouches for an issue that the bars hold back."""
    return _override(store, DecisionKind.PUBLISH, issue_id, "", author)


def accept_churn(store: Store, author: Author) -> Decision:
    """What the latest night moved between issues is fine: publishing may go on."""
    with store.lock(), store.begin() as tx:
        night = tx.nights.latest()
        if night is None:
            raise InvalidInput(
                "There was no night yet, so there is nothing to accept. Run `feedback run` first."
            )
        value = night.as_of.isoformat()
        return _new(tx.decisions, DecisionKind.ACCEPT_CHURN, None, author, value=value)


def _new(
    decisions: Decisions,
    kind: DecisionKind,
    issue_id: IssueId | None,
    author: Author,
    other_id: IssueId | None = None,
    tickets: Placed = NO_TICKETS,
    others: tuple[TicketId, ...] = (),
    value: str = "",
) -> Decision:
    decision = Decision(
        decisions.next_id(),
        kind,
        issue_id,
        author.at,
        author.name,
        author.why,
        other_id=other_id,
        value=value,
        tickets=dict(tickets),
        others=others,
    )
    decisions.add(decision)
    return decision


def _override(
    store: Store, kind: DecisionKind, issue_id: IssueId, value: str, author: Author
) -> Decision:
    with store.lock(), store.begin() as tx:
        issue = living(tx, issue_id)
        set_already: Mapping[DecisionKind, Callable[[], bool]] = {
            DecisionKind.RENAME: lambda: issue.by_hand.title == value,
            DecisionKind.PIN_KIND: lambda: issue.by_hand.kind == value,
            DecisionKind.MUTE: lambda: issue.by_hand.is_muted,
            DecisionKind.PUBLISH: lambda: issue.by_hand.is_vouched_for,
        }
        if set_already[kind]():
            raise InvalidInput(
                f"{issue.label} is already set that way; see "
                f"`feedback issues decisions {issue.label}`."
            )
        return _new(tx.decisions, kind, issue_id, author, value=value)
