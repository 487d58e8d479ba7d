"""Undo a person's decision."""

from dataclasses import replace
from datetime import datetime

from feedback.domain.issues.decision import FOR_GOOD, Decision, DecisionKind, later_on_the_same
from feedback.domain.issues.issue import IssueId, IssueState, survivor
from feedback.domain.issues.lineage import Revived
from feedback.domain.tickets.ticket import TicketId
from feedback.errors import InvalidInput
from feedback.ports import Store, Transaction
from feedback.steps.issues.decide import Author
from feedback.steps.issues.describe import describe_again
from feedback.steps.issues.placing import close_if_empty, place, record


def undo(store: Store, decision_id: int, author: Author) -> Decision:
    """Undo a decision: its tickets go back to where they were, and nothing binds them.

    Raises `InvalidInput` for an unknown decision, one that is undone already, one that cannot be
    undone, and one that a later decision builds on.
    """
    with store.lock(), store.begin() as tx:
        decisions = tx.decisions.all()
        found = [decision for decision in decisions if decision.decision_id == decision_id]
        if not found:
            raise InvalidInput(
                f"Unknown decision {decision_id}. `feedback issues decisions` lists all decisions."
            )
        decision = found[0]
        if not decision.is_standing:
            raise InvalidInput(f"{decision.undone_by} has already undone decision {decision_id}.")
        if decision.kind is DecisionKind.FORGET:
            raise InvalidInput(
                f"Decision {decision_id} cannot be undone: the forgotten data is deleted."
            )
        if decision.kind in FOR_GOOD:
            raise InvalidInput(
                f"Decision {decision_id} ({decision.kind}) cannot be undone. Link the issue to "
                "another work item, or change the field in Jira, and we won't overwrite it."
            )
        later = later_on_the_same(decision, decisions)
        if later is not None:
            raise InvalidInput(
                f"Decision {later.decision_id} ({later.kind}, by {later.made_by}) builds on it. "
                f"Undo that first: feedback issues undo {later.decision_id}"
            )
        undone = replace(
            decision, undone_at=author.at, undone_by=author.name, undone_why=author.why
        )
        tx.decisions.mark_undone(undone)
        _return_tickets(tx, undone, author.at)
        return undone


def _return_tickets(tx: Transaction, undone: Decision, now: datetime) -> None:
    """To where they came from; an issue that ended with the decision lives again."""
    issues = {issue.issue_id: issue for issue in tx.issues.all()}
    home: dict[IssueId, list[TicketId]] = {}
    there = tx.tickets.versions(list(undone.tickets))
    for ticket, of in undone.tickets.items():
        if ticket not in there:
            continue  # deleted at its source since
        if of is None:
            tx.issues.unplace([ticket])
        else:
            # Its old issue may have been absorbed since by a night: then where that one led.
            revived = of == undone.issue_id or issues[of].absorbed_by == undone.other_id
            home.setdefault(of if revived else survivor(issues, of), []).append(ticket)
    for issue_id, tickets in sorted(home.items()):
        issue = issues[issue_id]
        if issue.state is IssueState.ABSORBED:
            tx.issues.save([replace(issue, state=IssueState.ACTIVE, absorbed_by=None)])
            record(tx.issues, undone, issue_id, Revived(), at=now)
        place(tx.issues, dict.fromkeys(tickets, None), issue_id, now)
    if undone.kind is DecisionKind.SPLIT and undone.other_id and undone.issue_id:
        heir = survivor(issues, undone.issue_id)
        close_if_empty(tx, {undone.other_id}, heir, undone, now)
    affected = [*home, *([undone.other_id] if undone.other_id else [])]
    describe_again(sorted(tx.issues.sizes(affected)), tx)
