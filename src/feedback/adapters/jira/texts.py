"""Descriptions and comments, in the format that the site takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from feedback.adapters.jira import adf, wiki
from feedback.adapters.jira.blocks import Block, Frame, Paragraph, Span, one_line
from feedback.adapters.jira.section import Room, section
from feedback.domain.priority import PriorityPolicy


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

    @property
    def markup(self) -> Markup:
        return adf if self.has_documents else wiki

    def description(self, present: Any, key: str, payload: Mapping[str, Any]) -> Any | None:
        """What is there with our section in it, as much as there is room for; None for none."""
        frame = Frame(payload["issue_id"], key)
        room: Room | None = Room()
        while room is not None:
            body = self.markup.merged(present, frame, section(payload, self.policy, room))
            if self.markup.length(body) <= self.max_chars:
                return body
            room = room.smaller(payload)
        return None

    def is_same(self, present: Any, wanted: Any, issue_id: str) -> bool:
        return self.markup.is_same(present, wanted, Frame(issue_id, ""))

    def key_in(self, description: Any, issue_id: str) -> str | None:
        """The idempotency key that our section in it was written with."""
        return self.markup.key_in(description, Frame(issue_id, ""))

    def comment(self, lines: Sequence[str], footer: str) -> Any:
        blocks: list[Block] = [Paragraph((Span(one_line(line)),)) for line in lines if line.strip()]
        if footer:
            blocks.append(Paragraph((Span(footer),)))
        return adf.document(adf.rendered(blocks)) if self.has_documents else wiki.rendered(blocks)

    def has_footer(self, body: Any, footer: str) -> bool:
        """Whether a comment ends with this line."""
        written = footer if self.has_documents else wiki.escaped(footer)
        return self.markup.text_of(body).rstrip().endswith(written)
