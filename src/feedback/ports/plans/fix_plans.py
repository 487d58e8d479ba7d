"""What product said it will do, revision by revision."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from feedback.domain.issues.issue import IssueId
from feedback.domain.plans.fix_plan import FixPlanRevision


class FixPlans(Protocol):
    """One row per revision of an issue's fix plan."""

    def revisions(self, issue_id: IssueId) -> Sequence[FixPlanRevision]:
        """The revisions of an issue's plan, oldest first."""
        ...

    def of_all(self) -> Mapping[IssueId, Sequence[FixPlanRevision]]:
        """The revisions of every issue that has any, oldest first; in order of issue."""
        ...

    def add(self, revisions: Iterable[FixPlanRevision]) -> None:
        """Append revisions."""
        ...

    def confirm(self, issue_id: IssueId, revision: int, at: datetime) -> None:
        """Product said the same again."""
        ...
