"""What is known of the work items of issues."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from feedback.domain.issues.issue import IssueId
from feedback.domain.publishing.known_work_item import KnownWorkItem


class WorkItems(Protocol):
    """One row per issue that has a work item: what we know of it."""

    def all(self) -> Mapping[IssueId, KnownWorkItem]:
        """Every known work item, in order of issue."""
        ...

    def in_tracker(self) -> Sequence[KnownWorkItem]:
        """Those that stand, or stood, in the tracker, in order of issue."""
        ...

    def of(self, issue_id: IssueId) -> KnownWorkItem | None:
        """The issue's work item, if it has one."""
        ...

    def put(self, known: KnownWorkItem) -> None:
        """Insert or replace."""
        ...

    def put_all(self, known: Iterable[KnownWorkItem]) -> None:
        """Each as `put` does."""
        ...
