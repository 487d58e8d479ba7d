"""People's decisions, in words and as rows."""

from typing import Any

from feedback.domain.issues.decision import Decision, DecisionKind
from feedback.domain.issues.issue import IssueId, issue_label
from feedback.ports import Store


def words_of(decision: Decision) -> str:
    """One sentence: what was decided, or that it was taken back."""
    words = _words(decision)
    return words if decision.is_standing else f"Taken back: {words[0].lower()}{words[1:]}"


def _words(one: Decision) -> str:
    issue = issue_label(one.issue_id) if one.issue_id is not None else ""
    other = issue_label(one.other_id) if one.other_id is not None else ""
    n = len(one.tickets)
    tickets = f"{n} ticket{'' if n == 1 else 's'}"
    match one.kind:
        case DecisionKind.MERGE:
            return f"Merged {issue} ({tickets}) into {other}."
        case DecisionKind.SPLIT:
            return f"Split {tickets} off {issue} into {other}."
        case DecisionKind.MOVE:
            return f"Moved {tickets} to {issue}."
        case DecisionKind.NOT_THIS:
            return f"Took {tickets} out of {issue}."
        case DecisionKind.RENAME:
            return f"Renamed {issue}: {one.value}"
        case DecisionKind.PIN_KIND:
            return f"Set {issue} to be a {one.value}."
        case DecisionKind.MUTE:
            return f"Muted {issue}."
        case DecisionKind.PUBLISH:
            return f"Let {issue} be published whatever the bars say."
        case DecisionKind.ANSWER:
            return f"Answered {issue}: {one.value}."
        case DecisionKind.FORGET:
            return f"Forgot a {one.value}."
        case DecisionKind.ACCEPT_CHURN:
            return f"Accepted what the night of {one.value} moved."
        case DecisionKind.LINK:
            return f"Linked {issue} to {one.value}."
        case DecisionKind.HAND_BACK:
            return f"Handed back {one.value} of {issue}'s work item."


def decision_rows(store: Store, issue_id: IssueId | None = None) -> list[dict[str, Any]]:
    """Newest first; only those about one issue if it is given. JSON-ready."""
    with store.begin() as tx:
        decisions = tx.decisions.all()
    return [
        {
            "decision": one.decision_id,
            "kind": str(one.kind),
            "words": _words(one),
            "by": one.made_by,
            "at": one.made_at.isoformat(),
            "why": one.why,
            "undone_by": one.undone_by or None,
            "undone_at": one.undone_at.isoformat() if one.undone_at else None,
            "undone_why": one.undone_why or None,
        }
        for one in reversed(decisions)
        if issue_id is None or issue_id in (one.issue_id, one.other_id)
    ]
