"""Descriptions and comments, in the format that the site takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from feedback.adapters.jira import adf, wiki
from feedback.adapters.jira.blocks import Block, Frame, Paragraph, Span, one_line
from feedback.adapters.jira.section import CustomerNames, Room, section
from feedback.domain.impact.priority import PriorityPolicy
from feedback.domain.issues.issue import issue_label
from feedback.domain.publishing.work_item_content import WorkItemContent


class Markup(Protocol):
    """What `wiki` and `adf` both do, each with bodies of its own kind."""

    def merged(self, present: Any, frame: Frame, blocks: Sequence[Block], /) -> Any: ...
    def is_same(self, present: Any, wanted: Any, frame: Frame, /) -> bool: ...
    def key_in(self, description: Any, frame: Frame, /) -> str | None: ...
    def text_of(self, body: Any, /) -> str: ...
    def mentions(self, body: Any, account: str, /) -> bool: ...
    def marked_section(self, description: Any, heading: str, /) -> str: ...
    def length(self, body: Any, /) -> int: ...


@dataclass(frozen=True, slots=True)
class Texts:
    has_documents: bool
    """Atlassian documents, not wiki text."""
    policy: PriorityPolicy
    max_chars: int
    is_cloud: bool = True
    """Cloud stores documents, whatever it takes, and measures those."""
    customers: CustomerNames = "named"

    @property
    def markup(self) -> Markup:
        return adf if self.has_documents else wiki

    def description(self, present: Any, key: str, content: WorkItemContent) -> Any | None:
        """What is there with our section in it, as much as there is room for; None for none."""
        frame = Frame(issue_label(content.issue_id), key)
        room: Room | None = Room()
        while room is not None:
            blocks = section(content, self.policy, room, self.customers)
            body = self.markup.merged(present, frame, blocks)
            if max(self.markup.length(body), self._stored(present, blocks)) <= self.max_chars:
                return body
            room = room.smaller(content)
        return None

    def _stored(self, present: Any, blocks: Sequence[Block]) -> int:
        """Characters of wiki text once Cloud has made a document of it, as far as we can tell."""
        if self.has_documents or not self.is_cloud:
            return 0
        theirs = 0 if present is None else self.markup.length(present)
        return theirs + adf.length(adf.document(adf.rendered(blocks)))

    def is_same(self, present: Any, wanted: Any, issue_id: str) -> bool:
        return self.markup.is_same(present, wanted, Frame(issue_id, ""))

    def key_in(self, description: Any, issue_id: str) -> str | None:
        """The idempotency key that our section in it was written with."""
        return self.markup.key_in(description, Frame(issue_id, ""))

    def comment(self, lines: Sequence[str], footer: str) -> Any:
        """One paragraph a line, the last ones left out where there is no room."""
        written = [one_line(line) for line in lines if line.strip()]
        while True:
            words = [*written, *([footer] if footer else [])]
            nodes = adf.rendered([Paragraph((Span(line),)) for line in words])
            body = adf.document(nodes)
            if len(written) < 2 or adf.length(body) <= self.max_chars:
                break
            written = [*written[:-2], "…"] if written[-1] == "…" else [*written[:-1], "…"]
        if self.has_documents:
            return body
        return wiki.rendered([Paragraph((Span(line),)) for line in words])

    def has_footer(self, body: Any, footer: str) -> bool:
        """Whether a comment ends with this line."""
        written = footer if self.has_documents else wiki.escaped(footer)
        return self.markup.text_of(body).rstrip().endswith(written)
