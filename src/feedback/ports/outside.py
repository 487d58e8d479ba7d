"""Where is written: work items, messages, notes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from feedback.domain.publishing.effect import Effect
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


class AgentChannel(Protocol):
    """Where support agents read.

    `earlier` are the remote keys of messages that went before, by the idempotency keys under which
    the payload names them: what comes later about an issue belongs to the first message about it.
    """

    def find_message(
        self, idempotency_key: str, target: str, since: datetime, earlier: Mapping[str, str]
    ) -> str | None:
        """The remote key of the message that this write posted to `target`, if it did.

        It was planned at `since`, and posted no earlier.
        """
        ...

    def post_message(
        self,
        idempotency_key: str,
        target: str,
        payload: Mapping[str, Any],
        earlier: Mapping[str, str],
    ) -> str:
        """Post once; returns the remote key. Raises as `IssueTracker.write_work_item`."""
        ...


class TicketNotes(Protocol):
    """Private notes on tickets in their helpdesk, at most one of ours that counts on each."""

    def find_note(self, idempotency_key: str, ticket_key: str, replaces: str | None) -> str | None:
        """The remote key of the note that this write left on the ticket, if it did; then the one
        that it `replaces` is blanked by now. Raises where that cannot be done or known yet."""
        ...

    def write_note(
        self,
        idempotency_key: str,
        ticket_key: str,
        payload: Mapping[str, Any],
        replaces: str | None,
    ) -> str:
        """Write the note, then blank the one that it `replaces` (a remote key): the ticket is never
        without one. Returns the remote key. Raises as `IssueTracker.write_work_item`; `AnswerLost`
        also where the note stands and the other one could not be blanked: `find_note` mends that.
        """
        ...


class Rewritable(Protocol):
    """Something outside where what was written can be replaced without anybody being told."""

    def rewrite(self, effect: Effect) -> bool:
        """Put the effect's payload where the effect was written; False if something else stands
        there by now. Raises `TransientFault`."""
        ...

    def files(self) -> Sequence[Path]:
        """Where it keeps what was written."""
        ...
