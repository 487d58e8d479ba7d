"""Where support agents read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from feedback.domain.message import Message


class AgentChannel(Protocol):
    """Where support agents read.

    `earlier` are the remote keys of messages that went before, by the idempotency keys under which
    the message names them: what comes later about an issue belongs to the first message about it.
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
        message: Message,
        earlier: Mapping[str, str],
    ) -> str:
        """Post once; returns the remote key. Raises as `IssueTracker.write_work_item`."""
        ...
