"""The note on a ticket: where the fix plan behind it stands."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from feedback.domain.issues.issue import Issue, IssueId, issue_label
from feedback.domain.plans.advice import plan_payload
from feedback.domain.plans.fix_plan import (
    FixPlanRevision,
    PlanChange,
    how_sure,
    sentence_for_customers,
)
from feedback.domain.publishing.effect import Effect
from feedback.domain.tickets.ticket import Ticket, TicketId

NOTE = "note"


def note_target(ticket_id: TicketId) -> str:
    return f"{NOTE}:{ticket_id}"


def ticket_of(note: Effect) -> TicketId:
    """The ticket that a note stands on."""
    return TicketId(note.target.partition(":")[2])


def note_payload(
    issue_id: IssueId,
    title: str,
    ticket: Ticket,
    revisions: Sequence[FixPlanRevision],
    changes: Sequence[PlanChange],
    today: date,
    *,
    product_knows: bool = False,
) -> dict[str, Any]:
    """The note as JSON-ready values: the newest of `revisions`, and what changed since the note
    before (`news_since`). `product_knows`: that the problem came back."""
    newest = revisions[-1]
    return {
        "issue_id": issue_label(issue_id),
        "title": title,
        "ticket": ticket.key,
        "revision": newest.revision,
        "changes": [change.words for change in changes],
        "sure": how_sure(revisions, today),
        "plan": plan_payload(newest.plan),
        "say": sentence_for_customers(newest.plan, today, product_knows=product_knows),
    }


def moved_payload(
    ticket: Ticket, was: str, issue: Issue | None, *, has_plan: bool
) -> dict[str, Any]:
    """The note on a ticket that has left the issue `was` (a label), whose plan stands there: that
    it has, and where it is now. `issue`: None while it waits for another one."""
    if issue is None:
        what = f"this ticket is no longer part of {was}, and its plan is not about it"
    else:
        what = f"this ticket is about {issue.label} now; the plan of {was} is not about it"
    if issue is not None and not has_plan:
        what += f". There is no plan for {issue.label} yet"
    return {
        "issue_id": issue.label if issue else "",
        "title": issue.title if issue else "",
        "ticket": ticket.key,
        "revision": 0,
        "changes": [what],
        "sure": "",
        "plan": None,
        "say": "",
    }


def noted_issue(payload: Mapping[str, Any]) -> str:
    """The label of the issue that a note is about; empty for none."""
    return str(payload["issue_id"])


def noted_revision(payload: Mapping[str, Any] | None, issue_id: IssueId) -> int:
    """The revision of this issue's plan that a note tells of; 0 for none, or another issue's."""
    if payload is None or payload["issue_id"] != issue_label(issue_id):
        return 0
    return int(payload["revision"])
