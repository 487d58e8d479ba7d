"""What a work item looks like on the tracker's side when it is read back."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class StatusCategory(StrEnum):
    """The tracker's three kinds of status, whatever a workflow calls its own."""

    TO_DO = "to_do"
    IN_PROGRESS = "in_progress"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class FixVersion:
    """A version that is to carry the fix."""

    name: str
    is_released: bool = False
    release_on: date | None = None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One change of `summary`, `priority` or `status`, as the tracker's changelog has it."""

    field: str
    before: str
    after: str
    by: str
    """Who changed it, as people know them in the tracker."""
    at: datetime
    is_ours: bool
    """Made with the pipeline's own account."""


@dataclass(frozen=True, slots=True)
class WorkItemComment:
    """A person's comment that is addressed to the pipeline."""

    comment_key: str
    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class WorkItemState:
    """One work item as it is now."""

    asked_key: str
    """The key it was asked for by."""
    remote_key: str
    """The key it has now: another one after it moved to another project."""
    is_gone: bool = False
    """Deleted, or no longer to be seen with our permissions. The rest is empty then."""
    is_locked: bool = False
    """Archived, or refuses every edit."""
    summary: str = ""
    priority: str = ""
    status: str = ""
    status_category: StatusCategory = StatusCategory.TO_DO
    resolution: str = ""
    assignee: str = ""
    fix_versions: tuple[FixVersion, ...] = ()
    due_on: date | None = None
    workaround: str = ""
    labels: tuple[str, ...] = ()
    updated_at: datetime | None = None
    changes: tuple[FieldChange, ...] = ()
    """Since the moment that was asked for, oldest first."""
    has_changelog: bool = True
    """Whether the tracker told what changed; where not, `changes` says nothing."""
    comments: tuple[WorkItemComment, ...] = ()
    """Likewise."""
    touched_at: datetime | None = None
    """When a person last changed anything in it or commented, since the moment that was asked for.
    Told of work items that somebody plans; None where nobody did."""


@dataclass(frozen=True, slots=True)
class OpenWorkItem:
    """A work item that nobody has linked to an issue of ours: it may be about one."""

    remote_key: str
    summary: str
