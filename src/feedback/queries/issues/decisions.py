"""People's decisions, in words and as rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feedback.domain.issues.decision import Decision, DecisionKind
from feedback.domain.issues.issue import IssueId, issue_label
from feedback.domain.wording import count
from feedback.ports import Store


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision, as people are shown it."""

    decision: int
    kind: DecisionKind
    words: str
    by: str
    at: datetime
    why: str
    undone_by: str | None
    undone_at: datetime | None
    undone_why: str | None


def words_of(decision: Decision) -> str:
    """One sentence: what was decided, or that it was undone."""
    words = _words(decision)
    return words if decision.is_standing else f"Undone: {words[0].lower()}{words[1:]}"


def _words(decision: Decision) -> str:
    issue = issue_label(decision.issue_id) if decision.issue_id is not None else ""
    other = issue_label(decision.other_id) if decision.other_id is not None else ""
    tickets = count(len(decision.tickets), "ticket")
    match decision.kind:
        case DecisionKind.MERGE:
            return f"Merged {issue} ({tickets}) into {other}."
        case DecisionKind.SPLIT:
            return f"Split {tickets} off {issue} into {other}."
        case DecisionKind.MOVE:
            return f"Moved {tickets} to {issue}."
        case DecisionKind.NOT_THIS:
            return f"Took {tickets} out of {issue}."
        case DecisionKind.RENAME:
            return f"Renamed {issue}: {decision.value}"
        case DecisionKind.PIN_KIND:
            return f"Set {issue} to be a {decision.value}."
        case DecisionKind.MUTE:
            return f"Muted {issue}."
        case DecisionKind.PUBLISH:
            return f"Let {issue} be published although it would be held back."
        case DecisionKind.ANSWER:
            return f"Answered {issue}: {decision.value}."
        case DecisionKind.FORGET:
            return f"Forgot a {decision.value}."
        case DecisionKind.ACCEPT_CHURN:
            return f"Accepted what the night of {decision.value} moved."
        case DecisionKind.LINK:
            return f"Linked {issue} to {decision.value}."
        case DecisionKind.HAND_BACK:
            return f"Handed back {decision.value} of {issue}'s work item."


def decision_rows(store: Store, issue_id: IssueId | None = None) -> Sequence[DecisionRow]:
    """Newest first; only those about one issue if it is given."""
    with store.begin() as tx:
        decisions = tx.decisions.all()
    return [
        DecisionRow(
            decision=decision.decision_id,
            kind=decision.kind,
            words=_words(decision),
            by=decision.made_by,
            at=decision.made_at,
            why=decision.why,
            undone_by=decision.undone_by or None,
            undone_at=decision.undone_at,
            undone_why=decision.undone_why or None,
        )
        for decision in reversed(decisions)
        if issue_id is None or issue_id in (decision.issue_id, decision.other_id)
    ]
