"""The stop after a night that moved too many tickets between issues."""

from datetime import datetime

from feedback.domain.grouping.group_report import GroupReport
from feedback.domain.issues.decision import DecisionKind
from feedback.domain.publishing.work_item import PublishPolicy
from feedback.ports import Decisions, Nights


def too_much_churn(policy: PublishPolicy, nights: Nights, decisions: Decisions) -> str:
    """Why nothing may be published: the newest night above the limit that nobody has accepted."""
    above = {
        as_of: grouped
        for as_of, grouped in nights.reports_of(GroupReport).items()
        if grouped.churn > policy.max_churn
    }
    if not above:
        return ""
    as_of = max(above)
    accepted = (
        datetime.fromisoformat(decision.value)
        for decision in decisions.of_kind(DecisionKind.ACCEPT_CHURN)
        if decision.is_standing
    )
    if any(as_of <= moment for moment in accepted):
        return ""
    return (
        f"the night of {as_of:%Y-%m-%d %H:%M} moved {above[as_of].churn:.0%} of the grouped "
        f"tickets to another issue, above publish.max_churn {policy.max_churn:.0%}. Look "
        "at what changed (`feedback report`), then let publishing go on with "
        '`feedback issues accept-churn --why "…"` and run the night again.'
    )
