"""Where a reader of a message finds more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses; empty where there are none."""

    more: str = ""
    """Of an issue; `{issue_id}` stands for its label."""
    earlier: Mapping[str, str] = field(default_factory=dict)
    """Of the first message about an issue, by that message's idempotency key."""

    def issue(self, item: Mapping[str, Any]) -> str:
        return str(item.get("url") or self.more.replace("{issue_id}", str(item["issue_id"])))

    def first_message(self, item: Mapping[str, Any]) -> str:
        return self.earlier.get(item.get("first_message") or "", "")

    @property
    def all_issues(self) -> str:
        return self.more.partition("{issue_id}")[0]
