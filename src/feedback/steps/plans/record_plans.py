"""Record what is new in the fix plans: what product says, what the watch over releases found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from feedback.domain.issues.issue import Issue, IssueId, issue_of_label, survivor
from feedback.domain.issues.lineage import LineageEvent
from feedback.domain.plans.fix_plan import FixPlanRevision
from feedback.domain.plans.plan_history import SaidPlan, with_passed_date, with_said, with_verdicts
from feedback.domain.plans.regression import VERDICTS
from feedback.ports import FixPlans, Issues, RecordedPlan, Tickets, Transaction
from feedback.steps.night_state import NightState

Plans = Mapping[IssueId, Sequence[FixPlanRevision]]
"""Issue → every revision of its fix plan, oldest first. Issues without one are left out."""


@dataclass(frozen=True, slots=True)
class RecordedPlans:
    """The fix plans as they stand now, and what came of those that were said."""

    plans: Plans
    n_revisions: int
    """How many are new."""
    without_issue: tuple[str, ...]
    """References that no issue answers to."""
    contradictory: tuple[IssueId, ...]
    """Issues whose work items promise different things."""


def record_plans(
    recorded: Iterable[RecordedPlan],
    tx: Transaction,
    state: NightState,
    now: datetime,
    today: date,
    *,
    may_be_late: bool = True,
) -> RecordedPlans:
    """Add the revisions that are news; a date before `today` has passed, which is not said where
    product may have named another one (`may_be_late` False)."""
    said: dict[IssueId, list[SaidPlan]] = {}
    unplaced: set[str] = set()
    recorded = list(recorded)
    issue_of = _issues_by_ticket(recorded, tx.tickets, tx.issues)
    for plan in recorded:
        issue_id, origin = _place(plan, state.issues, issue_of)
        if issue_id is None:
            unplaced.add(plan.reference)
        else:
            said.setdefault(issue_id, []).append(SaidPlan(plan.plan, origin, plan.is_confirmation))
    verdicts: dict[IssueId, list[LineageEvent]] = {}
    for event in tx.issues.lineage(kinds=VERDICTS):
        verdicts.setdefault(event.issue_id, []).append(event)
    before = state.plans
    after: dict[IssueId, Sequence[FixPlanRevision]] = {}
    new: list[FixPlanRevision] = []
    for issue_id in sorted({*before, *said}):
        revisions = before.get(issue_id, ())
        history = with_said(issue_id, revisions, said.get(issue_id, ()), now, today)
        history = with_verdicts(history, verdicts.get(issue_id, ()))
        history = with_passed_date(history, now, today) if may_be_late else history
        if history:
            after[issue_id] = history
            _confirm(revisions, history, tx.fix_plans)
            new += history[len(revisions) :]
    if new:
        tx.fix_plans.add(new)
    return RecordedPlans(
        plans=after,
        n_revisions=sum(len(of) for of in after.values()) - sum(len(of) for of in before.values()),
        without_issue=tuple(sorted(unplaced)),
        contradictory=tuple(
            issue_id
            for issue_id, history in after.items()
            if issue_id in said and history[-1].plan.contradiction
        ),
    )


def _confirm(
    before: Sequence[FixPlanRevision], after: Sequence[FixPlanRevision], fix_plans: FixPlans
) -> None:
    for known, again in zip(before, after, strict=False):
        if again.confirmed_at is not None and again.confirmed_at != known.confirmed_at:
            fix_plans.confirm(again.issue_id, again.revision, again.confirmed_at)


def _issues_by_ticket(
    recorded: Sequence[RecordedPlan], tickets: Tickets, issues: Issues
) -> Mapping[str, IssueId | None]:
    """Reference to a ticket that is known → the issue it is in, None where it waits."""
    references = {plan.reference for plan in recorded if issue_of_label(plan.reference) is None}
    found = tickets.with_keys(references) if references else {}
    first = {reference: ticket_ids[0] for reference, ticket_ids in found.items()}
    places = issues.placements(set(first.values())) if first else {}
    return {reference: places.get(ticket_id) for reference, ticket_id in first.items()}


def _place(
    plan: RecordedPlan,
    issues: Mapping[IssueId, Issue],
    issue_of: Mapping[str, IssueId | None],
) -> tuple[IssueId | None, str]:
    """The issue a plan is for, and what says so. A plan for an absorbed issue goes to the issue
    that has its tickets, next to that issue's own plan."""
    reference = plan.reference
    issue_id = issue_of_label(reference)
    if issue_id is not None:
        if issue_id not in issues:
            return None, ""
        heir = survivor(issues, issue_id)
        return heir, plan.origin or (reference if heir != issue_id else "")
    return issue_of.get(reference), plan.origin
