"""Where product managers work."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from feedback.domain.publishing.comment import Comment
from feedback.domain.publishing.work_item_content import WorkItemContent
from feedback.domain.publishing.work_item_link import LinkKind
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
        self, idempotency_key: str, remote_key: str | None, content: WorkItemContent
    ) -> str:
        """Create (remote_key None) or update; returns the remote key."""
        ...

    def find_comment(self, idempotency_key: str, remote_key: str) -> str | None:
        """The key of the comment that this write added to the work item, if it did."""
        ...

    def add_comment(self, idempotency_key: str, remote_key: str, comment: Comment) -> str:
        """Add a comment to the work item; returns the comment's key."""
        ...

    def link_work_items(self, remote_key: str, to_key: str, kind: LinkKind) -> str:
        """Link the work item to the one with the key `to_key`; a link that is there is left as it
        is. Returns a key for the link."""
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

    def take_remarks(self) -> Sequence[str]:
        """What it had to leave out or decide since this was last asked, in words; each once."""
        ...
