"""Acknowledgement: somebody has taken up that a plan is owed; it climbs no further for now."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from feedback.domain.issues.issue import Issue
from feedback.domain.plans.plan_debt import PlanDebt
from feedback.domain.plans.responses.response import RecordedResponse, Response, ResponseKind
from feedback.domain.wording import long_day


def acknowledgement(
    debts: Iterable[PlanDebt],
    issue: Issue,
    response: Response,
    recorded: Sequence[RecordedResponse],
    n_days: int,
) -> tuple[str, bool]:
    """The words for the person, and whether there is anything new to record.

    `debts`: all there are. `recorded`: the responses about the issue so far. It rests for `n_days`.
    """
    since = min(
        (debt.since for debt in debts if debt.issue_id == issue.issue_id and debt.ended_at is None),
        default=None,
    )
    if since is None:
        return f"No plan is owed for {issue.label} any more; nothing to acknowledge.", False
    rest = timedelta(days=n_days)
    for known in (earlier.response for earlier in reversed(recorded)):
        is_theirs = known.kind is ResponseKind.ACKNOWLEDGE and known.by == response.by
        if is_theirs and known.at >= since and known.at + rest > response.at:
            until = long_day((known.at + rest).date())
            return f"You have already acknowledged this; escalation is paused until {until}.", False
    until = long_day((response.at + rest).date())
    return f"Noted: escalation of {issue.label} is paused until {until}, plan or not.", True
