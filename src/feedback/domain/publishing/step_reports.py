"""What the steps report that read, plan and send writes to the outside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from feedback.domain.issues.issue import IssueId
from feedback.domain.publishing.adoption import Candidate
from feedback.domain.publishing.known_work_item import Override


@dataclass(frozen=True, slots=True)
class Move:
    """A work item has another key: it was moved to another project."""

    from_key: str
    to_key: str


@dataclass(frozen=True, slots=True)
class ReadBackReport:
    """What people did to our work items since the last night."""

    step: ClassVar[str] = "read back"
    n_read: int = 0
    n_comments: int = 0
    """Addressed to us."""
    overridden: Mapping[IssueId, tuple[Override, ...]] = field(default_factory=dict)
    """Fields that a person decided."""
    moved: Mapping[IssueId, Move] = field(default_factory=dict)
    gone: tuple[IssueId, ...] = ()
    closed: tuple[IssueId, ...] = ()


@dataclass(frozen=True, slots=True)
class AdoptReport:
    """What the tracker has already for the issues that are to get a work item."""

    step: ClassVar[str] = "adopt"
    n_open: int = 0
    """Open work items of other people that were looked at."""
    candidates: Mapping[IssueId, tuple[Candidate, ...]] = field(default_factory=dict)
    """Open work items that look like an issue, most similar first."""
    linked: Mapping[IssueId, str] = field(default_factory=dict)
    """Issue → key of the work item that was so alike that it was linked without asking."""


@dataclass(frozen=True, slots=True)
class PublishReport:
    """The writes to the tracker that a night planned."""

    step: ClassVar[str] = "publish"
    n_items: int = 0
    """Writes of work items."""
    n_new: int = 0
    """Work items made this night or waiting to be made."""
    n_updates: int = 0
    n_links: int = 0
    n_comments: int = 0
    held_back: Mapping[IssueId, str] = field(default_factory=dict)
    """Issue → why nothing is written about it, in words."""
    stopped: str = ""
    """Why nothing at all was planned, in words; empty where something could be."""

    @property
    def n_planned(self) -> int:
        """Writes of every kind."""
        return self.n_items + self.n_links + self.n_comments


@dataclass(frozen=True, slots=True)
class DispatchReport:
    """What became of the effects that waited."""

    step: ClassVar[str] = "dispatch"
    n_sent: int = 0
    n_failed: int = 0
    """Refused by the other side."""
    n_unknown: int = 0
    """Sent, and no answer came."""
    n_postponed: int = 0
    """The other side asked to wait, or their reader has quiet hours."""
    n_without_work_item: int = 0
    n_over_cap: int = 0
    """Beyond what one run may send."""
    n_not_tried: int = 0
    """The system was down."""
    faults: Mapping[str, str] = field(default_factory=dict)
    """Key of the effect, or the system → what went wrong, in words."""
    remarks: tuple[str, ...] = ()
    """What the adapters say about this run."""

    @property
    def n_waiting(self) -> int:
        """Writes that wait for the next run."""
        return self.n_postponed + self.n_without_work_item + self.n_over_cap + self.n_not_tried
