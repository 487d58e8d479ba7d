"""A message as Slack shows it: blocks within all limits, whatever it says, and plain words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block, ContextBlock, DividerBlock, HeaderBlock
from slack_sdk.models.blocks.basic_components import MarkdownTextObject, PlainTextObject

from feedback.adapters.slack.escalation import escalation_blocks
from feedback.adapters.slack.limits import MAX_BLOCKS, MAX_FALLBACK, MAX_HEADER, MAX_MESSAGE_BYTES
from feedback.adapters.slack.limits import n_bytes as bytes_of
from feedback.adapters.slack.links import Links
from feedback.adapters.slack.mrkdwn import escaped, line, link, plain_line
from feedback.adapters.slack.news import DETAILS, LINE, Detail, news_blocks
from feedback.adapters.slack.sections import section, sentence, with_days


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: the blocks, and the text of notifications and screen readers."""

    blocks: Sequence[Block]
    text: str


Part = Sequence[Sequence[Block]]
"""What one issue has to say, from the longest way to say it to the shortest."""


def render(payload: Mapping[str, Any], key: str, links: Links) -> Message:
    """`key` is the message's idempotency key, which its buttons carry.

    What does not fit is cut from the end, where the least important stands: the last issues are
    told in short, then in a line each, then counted. The first one is told in full, if it can be.
    """
    title = plain_line(headline(payload), MAX_HEADER) or "News"  # Slack takes no empty text
    header = HeaderBlock(text=PlainTextObject(text=title))
    parts = _parts(payload, key, links)
    n_left_out = int(payload.get("n_more") or 0)
    frame = [header, *_and_more(len(parts) + n_left_out, links)]
    shown = _choose(parts, MAX_BLOCKS - len(frame), MAX_MESSAGE_BYTES - bytes_of(frame))
    blocks: list[Block] = [header]
    for part in shown:
        blocks += part
    if shown and isinstance(blocks[-1], DividerBlock):
        blocks.pop()
    n_more = n_left_out + len(parts) - len(shown)
    return Message([*blocks, *_and_more(n_more, links)], fallback(payload))


def headline(payload: Mapping[str, Any]) -> str:
    if payload.get("headline"):
        return with_days(str(payload["headline"]))
    news = payload.get("news", ())
    n_tickets = len({ticket["ticket"] for item in news for ticket in item.get("tickets", ())})
    some = "one" if n_tickets == 1 else n_tickets
    match payload.get("kind", "digest" if news else "product"):
        case "escalation":
            return f"{payload.get('issue_id', 'An issue')} has no current plan"
        case "product":
            return "What is new about the product's issues"
        case "urgent":
            return f"Urgent: {news[0]['title']}" if news else "Urgent"
        case _ if n_tickets == 0:
            return "What changed in the fix plans"
        case "team":
            return f"News for {some} of this team's open tickets"
        case _:
            return f"News for {some} of your open tickets"


def fallback(payload: Mapping[str, Any]) -> str:
    """The message as a few plain lines."""
    rows = [line(headline(payload), 300)]
    rows += [
        f"{escaped(item['issue_id'])} {line(item['title'], 100)}: "
        f"{line(sentence(item['changes']), 200)}"
        for item in payload.get("news", ())
    ]
    rows += [
        f"{escaped(event['issue_id'])} {line(event['title'], 100)}: "
        f"{line(with_days(event['words']), 300)}"
        for event in payload.get("events", ())
    ]
    text = rows[0]
    for place, row in enumerate(rows[1:], 1):
        if len(text) + len(row) > MAX_FALLBACK - 50:
            return f"{text}\nand {len(rows) - place} more"
        text += f"\n{row}"
    return text


def _parts(payload: Mapping[str, Any], key: str, links: Links) -> list[Part]:
    parts: list[Part] = [
        [_news(item, detail, key, links) for detail in DETAILS] for item in payload.get("news", ())
    ]
    parts += [
        [[_event(event, n_characters, links)] for n_characters in (800, 200)]
        for event in payload.get("events", ())
    ]
    if payload.get("acknowledge_id"):
        parts.append(
            [escalation_blocks(payload, key, links, with_receipt=this) for this in (True, False)]
        )
    return parts


def _choose(parts: Sequence[Part], max_blocks: int, max_bytes: int) -> list[Sequence[Block]]:
    """The longest ways to say the parts with which all fit; without the last ones, if need be."""
    sizes = [[(len(way), bytes_of(way)) for way in part] for part in parts]
    ways = [0] * len(parts)
    while ways:
        used = [sizes[place][way] for place, way in enumerate(ways)]
        if sum(n for n, _ in used) <= max_blocks and sum(n for _, n in used) <= max_bytes:
            break
        can_shrink = [way + 1 < len(parts[place]) for place, way in enumerate(ways)]
        if True in can_shrink[1:]:
            ways[len(ways) - 1 - can_shrink[::-1].index(True)] += 1
        elif len(ways) == 1 and can_shrink[0]:
            ways[0] += 1
        else:
            ways.pop()
    return [parts[place][way] for place, way in enumerate(ways)]


def _news(item: Mapping[str, Any], detail: Detail, key: str, links: Links) -> list[Block]:
    blocks = news_blocks(item, detail, key, links)
    return blocks if detail is LINE else [*blocks, DividerBlock()]


def _event(event: Mapping[str, Any], n_characters: int, links: Links) -> Block:
    label = link(links.issue(event), escaped(event["issue_id"]))
    words = line(with_days(event["words"]), n_characters)
    block = section(f"*{label} · {line(event['title'], 200)}*\n{words}")
    block.block_id = f"{event['issue_id']}/0"
    return block


def _and_more(n_more: int, links: Links) -> list[Block]:
    if n_more <= 0:
        return []
    plural = "issue" if n_more == 1 else "issues"
    words = link(links.all_issues, f"and {n_more} more {plural} with news")
    return [ContextBlock(elements=[MarkdownTextObject(text=words, verbatim=True)])]
