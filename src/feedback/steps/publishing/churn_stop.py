"""The stop after a night that moved too many tickets between issues."""

from datetime import datetime

from feedback.domain.grouping.group_report import GroupReport
from feedback.domain.issues.decision import DecisionKind
from feedback.domain.publishing.work_item import PublishPolicy
from feedback.ports import Transaction


def too_much_churn(policy: PublishPolicy, tx: Transaction) -> str:
    """Why nothing may be published: the newest night above the limit that nobody has accepted."""
    accepted = max(
        (
            datetime.fromisoformat(decision.value)
            for decision in tx.decisions.of_kind(DecisionKind.ACCEPT_CHURN)
            if decision.is_standing
        ),
        default=None,
    )
    for as_of, grouped in reversed(list(tx.nights.reports_of(GroupReport).items())):
        if accepted is not None and as_of <= accepted:
            break
        if grouped.churn > policy.max_churn:
            return (
                f"the night of {as_of:%Y-%m-%d %H:%M} moved {grouped.churn:.0%} of the grouped "
                f"tickets to another issue, above publish.max_churn {policy.max_churn:.0%}. Look "
                "at what changed (`feedback report`), then let publishing go on with "
                '`feedback issues accept-churn --why "…"` and run the night again.'
            )
    return ""
