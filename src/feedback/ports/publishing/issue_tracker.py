"""Where product managers work."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from feedback.domain.publishing.work_item_state import OpenWorkItem, WorkItemState


class IssueTracker(Protocol):
    """Where product managers work.

    Every write raises `TransientFault` or `FinalFault` when nothing was written, `AnswerLost` when
    that is not known. Nothing is tried twice within a call: the ledger decides that.
    """

    def find_work_item(self, idempotency_key: str) -> str | None:
        """The remote key of the work item that this write made or last changed, if it did."""
        ...

    def write_work_item(
        self, idempotency_key: str, remote_key: str | None, payload: Mapping[str, Any]
    ) -> str:
        """Create (remote_key None) or update; returns the remote key."""
        ...

    def find_comment(self, idempotency_key: str, remote_key: str) -> str | None:
        """The key of the comment that this write added to the work item, if it did."""
        ...

    def add_comment(self, idempotency_key: str, remote_key: str, payload: Mapping[str, Any]) -> str:
        """Add a comment to the work item; returns the comment's key."""
        ...

    def link_work_items(self, remote_key: str, payload: Mapping[str, Any]) -> str:
        """Link the work item to `payload["to_key"]`; a link that is there is left as it is."""
        ...

    def read_work_items(
        self, remote_keys: Sequence[str], since: datetime | None
    ) -> Sequence[WorkItemState]:
        """These work items as they are now, in this order, with what people did after `since`
        (None: without).

        At most one read for fifty of them.
        """
        ...

    def open_work_items(self) -> Sequence[OpenWorkItem]:
        """Open work items of the configured projects that carry none of our labels."""
        ...
