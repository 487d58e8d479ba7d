"""Links between the work items of issues that were one, or became two."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from feedback.domain.issues.issue import Issue, IssueId, issue_label, survivor
from feedback.domain.issues.lineage import LineageEvent, Split
from feedback.domain.publishing.content import EffectKind


class LinkKind(StrEnum):
    """How the two work items belong together."""

    DUPLICATES = "duplicates"
    """The issue was absorbed by the other one."""
    RELATES = "relates"
    """The issue was a part of the other one."""


@dataclass(frozen=True, slots=True)
class WorkItemLink:
    """A link from one issue's work item to another one's."""

    effect_kind: ClassVar[EffectKind] = EffectKind.LINK

    issue_id: IssueId
    to_issue: IssueId
    kind: LinkKind

    @property
    def target(self) -> str:
        """`FB-12>FB-3`, the target of its effect."""
        return f"{issue_label(self.issue_id)}>{issue_label(self.to_issue)}"


def wanted_links(
    issues: Mapping[IssueId, Issue], splits: Iterable[LineageEvent]
) -> Iterator[WorkItemLink]:
    """From every absorbed issue to its survivor, and from every one that was split off to where
    it came from."""
    for issue in issues.values():
        if issue.absorbed_by is not None:
            heir = survivor(issues, issue.issue_id)
            yield WorkItemLink(issue.issue_id, heir, LinkKind.DUPLICATES)
    for event in splits:
        assert isinstance(event.detail, Split), "only splits are given"
        for source in event.detail.from_issues:
            is_known = source in issues and event.issue_id in issues
            if not is_known or source == event.issue_id:
                continue
            if issues[event.issue_id].absorbed_by is None:
                yield WorkItemLink(event.issue_id, source, LinkKind.RELATES)
