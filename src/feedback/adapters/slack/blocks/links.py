"""Where a reader of a message finds more."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from feedback.domain.issues.issue import IssueId, issue_label


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses; empty where there are none."""

    more: str = ""
    """Of an issue; `{issue_id}` stands for its label."""
    earlier: Mapping[str, str] = field(default_factory=dict)
    """Of the first message about an issue, by that message's idempotency key."""

    def issue(self, issue_id: IssueId) -> str:
        """Where the issue is shown."""
        return self.named(issue_label(issue_id))

    def named(self, label: str) -> str:
        """Where the issue with this label is shown."""
        return self.more.replace("{issue_id}", label)

    def first_message(self, key: str | None) -> str:
        """The message with this idempotency key, if it can be linked to."""
        return self.earlier.get(key or "", "")

    @property
    def all_issues(self) -> str:
        """Where all issues are shown."""
        return self.more.partition("{issue_id}")[0]
