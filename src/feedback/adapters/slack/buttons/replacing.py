"""Put an issue's news in the place of what a message said about it before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from feedback.adapters.slack.blocks.limits import (
    MAX_BLOCKS,
    MAX_FALLBACK,
    MAX_MESSAGE_BYTES,
    json_bytes,
)
from feedback.adapters.slack.blocks.links import Links
from feedback.adapters.slack.blocks.message import news_line
from feedback.adapters.slack.blocks.news import DETAILS, news_blocks
from feedback.domain.issues.issue import issue_label
from feedback.domain.plans.messages.digest import PlanNews


@dataclass(frozen=True, slots=True)
class Changed:
    """A message as it shall stand. The blocks are as JSON, as Slack gave most of them."""

    blocks: Sequence[Mapping[str, Any]]
    text: str


def replaced(message: Mapping[str, Any], item: PlanNews, key: str, links: Links) -> Changed | None:
    """None where the message says nothing about the issue, or has no room for the news.

    An issue's blocks are told by their ids, which begin with its label.
    """
    blocks: Sequence[Mapping[str, Any]] = message.get("blocks") or ()
    own = f"{issue_label(item.issue_id)}/"
    is_old = [str(block.get("block_id", "")).startswith(own) for block in blocks]
    if not any(is_old):
        return None
    first = is_old.index(True)
    behind = [one for one, old in zip(blocks[first:], is_old[first:], strict=True) if not old]
    for detail in DETAILS:
        news = [block.to_dict() for block in news_blocks(item, detail, key, links)]
        whole = [*blocks[:first], *news, *behind]
        if len(whole) <= MAX_BLOCKS and json_bytes(whole) <= MAX_MESSAGE_BYTES:
            return Changed(whole, _words(item, str(message.get("text", ""))))
    return None


def _words(item: PlanNews, before: str) -> str:
    """The news, then what was said before as far as there is room; whole lines only."""
    text = f"Changed\n{news_line(item)}"
    if before.startswith(text):
        return before
    for row in before.splitlines():
        if len(text) + len(row) >= MAX_FALLBACK:
            break
        text += f"\n{row}"
    return text
