"""What people answered to messages."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from feedback.domain.issues.issue import IssueId
from feedback.domain.plans.responses.response import RecordedResponse, ResponseKind


class Responses(Protocol):
    """One row per answer of a person, in the order in which they were recorded."""

    def next_id(self) -> int:
        """An id that was never given."""
        ...

    def add(self, recorded: RecordedResponse) -> None:
        """Append an answer."""
        ...

    def of_issue(self, issue_id: IssueId) -> Sequence[RecordedResponse]:
        """All answers about an issue."""
        ...

    def of_issues(
        self, issue_ids: Collection[IssueId]
    ) -> Mapping[IssueId, Sequence[RecordedResponse]]:
        """Issue → all answers about it, of those that have any."""
        ...

    def of_kinds(self, *kinds: ResponseKind) -> Sequence[RecordedResponse]:
        """All answers of these kinds."""
        ...
