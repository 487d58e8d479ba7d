"""Acknowledge: somebody has taken up that an issue owes a plan; it climbs no further for now."""

from collections.abc import Sequence
from datetime import timedelta

from feedback.domain.issues.issue import Issue
from feedback.domain.plans.response import RecordedResponse, Response, ResponseKind
from feedback.ports import Transaction


def acknowledgement(
    tx: Transaction,
    issue: Issue,
    response: Response,
    recorded: Sequence[RecordedResponse],
    n_days: int,
) -> tuple[str, bool]:
    """The words for the person, and whether there is anything new to record.

    `recorded`: the answers about the issue so far. It rests for `n_days`.
    """
    debts = [
        debt
        for debt in tx.plan_debts.all()
        if debt.issue_id == issue.issue_id and debt.ended_at is None
    ]
    if not debts:
        return f"{issue.label} owes no plan any more; there is nothing to acknowledge.", False
    since, rest = min(debt.since for debt in debts), timedelta(days=n_days)
    for known in (one.response for one in reversed(recorded)):
        is_theirs = known.kind is ResponseKind.ACKNOWLEDGE and known.by == response.by
        if is_theirs and known.at >= since and known.at + rest > response.at:
            until = f"{known.at + rest:%Y-%m-%d}"
            return f"You have acknowledged that already; it rests until {until}.", False
    until = f"{response.at + rest:%Y-%m-%d}"
    return f"Noted: {issue.label} climbs no further until {until}, plan or not.", True
