"""What a reading of the fix plans found, and what it planned to tell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from feedback.domain.issues.issue import IssueId


@dataclass(frozen=True, slots=True)
class AdviseReport:
    """News of the fix plans, and the messages that tell it."""

    step: ClassVar[str] = "advise"
    n_revisions: int
    plans_without_issue: tuple[str, ...]
    """References that no issue answers to."""
    contradictory_plans: tuple[IssueId, ...]
    n_planned: int
    """Messages."""
    n_tickets_without_reader: int
    """Open tickets whose plan changed and that nobody is told about."""
    n_plans_owed: int
    """Issues that need a fix plan and have none."""
    n_plans_overdue: int
    """Of these, past the date by which their segment is owed one."""
    n_notes_planned: int = 0
    """Notes on tickets in the helpdesk."""
    unknown_assignees: Mapping[str, int] = field(default_factory=dict)
    """Assignee that the roster of support agents does not know → open tickets; most first."""
