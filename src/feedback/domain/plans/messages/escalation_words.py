"""Plans that are owed, in words."""

from datetime import date

from feedback.domain.issues.issue import issue_label
from feedback.domain.plans.messages.escalation import Escalation
from feedback.domain.plans.plan_debt import EscalationStep, NotCurrent, PlanGap
from feedback.domain.plans.plan_words import ShowDay
from feedback.domain.wording import count

STEP_WORDS = {
    EscalationStep.PRODUCT_OWNER: "product owner",
    EscalationStep.CONTACTS: "contacts",
    EscalationStep.HEAD_OF_SUPPORT: "head of support",
}
"""Whom a step tells."""


def escalation_headline(escalation: Escalation, show_day: ShowDay = date.isoformat) -> str:
    """`No fix plan yet for FB-6 (enterprise)`, `No current fix plan for FB-12 (enterprise), 9 days
    overdue: nobody has confirmed the plan for 31 days`."""
    what = "No current fix plan" if escalation.has_plan else "No fix plan yet"
    late = f", {count(escalation.overdue_days, 'day')} overdue" if escalation.overdue_days else ""
    why = f": {not_current_words(escalation.why, show_day)}" if escalation.has_plan else ""
    label = issue_label(escalation.issue_id)
    return f"{what} for {label} ({escalation.segment}){late}{why}"


def not_current_words(why: NotCurrent, show_day: ShowDay = date.isoformat) -> str:
    """Why the newest plan is none to rely on."""
    match why.gap:
        case PlanGap.NO_PLAN:
            return "no plan"
        case PlanGap.CAME_BACK:
            return "the problem came back after the release, and there is no new plan"
        case PlanGap.WITHDRAWN:
            return "the plan was withdrawn"
        case PlanGap.DATE_PASSED:
            assert why.passed_on is not None, "it says which date"
            return f"the plan's date, {show_day(why.passed_on)}, has passed"
        case PlanGap.UNCONFIRMED:
            return f"nobody has confirmed the plan for {count(why.unconfirmed_days, 'day')}"
