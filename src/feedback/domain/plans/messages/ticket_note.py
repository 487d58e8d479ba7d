"""The note on a ticket: where the fix plan behind it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from feedback.domain.issues.issue import Issue, IssueId
from feedback.domain.plans.fix_plan import FixPlan, FixPlanRevision, PlanCertainty, certainty_of
from feedback.domain.plans.plan_change import PlanChange
from feedback.domain.publishing.content import EffectKind
from feedback.domain.tickets.ticket import Ticket, TicketId

NOTE = "note"


@dataclass(frozen=True, slots=True)
class TicketNote:
    """The plan behind one open ticket."""

    effect_kind: ClassVar[EffectKind] = EffectKind.NOTE

    ticket_id: TicketId
    ticket_key: str
    """As its helpdesk names it."""
    issue_id: IssueId
    title: str
    revision: int
    """Of the plan."""
    plan: FixPlan
    changes: tuple[PlanChange, ...]
    """Since the note before (`news_since`)."""
    certainty: PlanCertainty
    product_knows: bool = False
    """That the problem came back."""

    @property
    def is_late(self) -> bool:
        """Whether the plan's date has passed."""
        return self.certainty.late_since is not None


@dataclass(frozen=True, slots=True)
class NoteMoved:
    """That the ticket has left the issue whose plan stands in the note before."""

    effect_kind: ClassVar[EffectKind] = EffectKind.NOTE

    ticket_id: TicketId
    ticket_key: str
    was_in: IssueId | None
    """The issue of the note before; None where that said that the ticket waits for one."""
    issue_id: IssueId | None
    """Where the ticket is now; None while it waits for another issue."""
    title: str = ""
    """Of that issue."""
    has_plan: bool = False
    """Whether that issue has one."""


Note = TicketNote | NoteMoved


def note_target(ticket_id: TicketId) -> str:
    """The target of notes on this ticket."""
    return f"{NOTE}:{ticket_id}"


def ticket_note(
    issue: Issue,
    ticket: Ticket,
    revisions: Sequence[FixPlanRevision],
    changes: Sequence[PlanChange],
    today: date,
    *,
    product_knows: bool = False,
) -> TicketNote:
    """The note that tells of the newest of `revisions`, and what changed since the note before."""
    newest = revisions[-1]
    return TicketNote(
        ticket.ticket_id,
        ticket.key,
        issue.issue_id,
        issue.title,
        newest.revision,
        newest.plan,
        tuple(changes),
        certainty_of(revisions, today),
        product_knows,
    )


def note_moved(
    ticket: Ticket, was_in: IssueId | None, issue: Issue | None, *, has_plan: bool
) -> NoteMoved:
    """`issue`: where the ticket is now; None while it waits for another one."""
    return NoteMoved(
        ticket.ticket_id,
        ticket.key,
        was_in,
        issue.issue_id if issue else None,
        issue.title if issue else "",
        has_plan,
    )


def noted_revision(note: Note | None, issue_id: IssueId) -> int:
    """The revision of this issue's plan that a note tells of; 0 for none, or another issue's."""
    if isinstance(note, TicketNote) and note.issue_id == issue_id:
        return note.revision
    return 0
