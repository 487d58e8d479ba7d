"""A message as Slack shows it: blocks within all limits, whatever it says, and plain words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block, ContextBlock, DividerBlock, HeaderBlock
from slack_sdk.models.blocks.basic_components import MarkdownTextObject, PlainTextObject

from feedback.adapters.slack.blocks.escalation import escalation_blocks
from feedback.adapters.slack.blocks.limits import (
    MAX_BLOCKS,
    MAX_FALLBACK,
    MAX_HEADER,
    MAX_MESSAGE_BYTES,
)
from feedback.adapters.slack.blocks.limits import n_bytes as bytes_of
from feedback.adapters.slack.blocks.links import Links
from feedback.adapters.slack.blocks.mrkdwn import escaped, line, link, plain_line
from feedback.adapters.slack.blocks.news import DETAILS, FULL, LINE, NAME, Detail, news_blocks
from feedback.adapters.slack.blocks.sections import section, sentence, with_days
from feedback.domain.plans.carry_over import MAX_NEWS


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
    told in short, then in a line each, then named, then counted. The first one is told in full, if
    it can be. As many issues as a message is given (`domain/plans/carry_over.py`) are all named.
    """
    title = plain_line(headline(payload), MAX_HEADER) or "News"  # Slack takes no empty text
    header = HeaderBlock(text=PlainTextObject(text=title))
    parts = _parts(payload, key, links)
    tomorrow = _tomorrow(payload, links)
    frame = [header, *_and_more(len(parts) if len(parts) > MAX_NEWS else 0, links), *tomorrow]
    shown = _choose(parts, MAX_BLOCKS - len(frame), MAX_MESSAGE_BYTES - bytes_of(frame))
    blocks: list[Block] = [header]
    for part in shown:
        blocks += part
    if shown and isinstance(blocks[-1], DividerBlock):
        blocks.pop()
    n_more = len(parts) - len(shown)
    return Message([*blocks, *_and_more(n_more, links), *tomorrow], fallback(payload))


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
        if len(text) + len(row) > MAX_FALLBACK - 100:
            text += f"\nand {len(rows) - place} more"
            break
        text += f"\n{row}"
    tomorrow = more_tomorrow(payload)
    return f"{text}\n{tomorrow}" if tomorrow else text


def _parts(payload: Mapping[str, Any], key: str, links: Links) -> list[Part]:
    parts: list[Part] = [
        [_news(item, detail, key, links) for detail in DETAILS] for item in payload.get("news", ())
    ]
    parts += [
        [[_event(event, n_characters, links)] for n_characters in (800, 200, NAME.changes)]
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
        place = _to_shrink(parts, ways)
        if place is None:
            ways.pop()
        else:
            ways[place] += 1
    return [parts[place][way] for place, way in enumerate(ways)]


def _to_shrink(parts: Sequence[Part], ways: Sequence[int]) -> int | None:
    """Which part is to be said in fewer words: the last one, the first one last. The shortest way
    but names an issue; none is named so while others are left out."""
    left = [len(parts[place]) - 1 - way for place, way in enumerate(ways)]
    all_are_named = len(ways) <= MAX_NEWS
    for shortest in (1, 0) if all_are_named else (1,):
        longer = [place for place, n in enumerate(left) if place and n > shortest]
        if longer:
            return longer[-1]
    return 0 if all_are_named and left[0] else None


def _news(item: Mapping[str, Any], detail: Detail, key: str, links: Links) -> list[Block]:
    blocks = news_blocks(item, detail, key, links)
    return blocks if detail in (LINE, NAME) else [*blocks, DividerBlock()]


def _event(event: Mapping[str, Any], n_characters: int, links: Links) -> Block:
    is_name = n_characters == NAME.changes
    label = link("" if is_name else links.issue(event), escaped(event["issue_id"]))
    words = line(with_days(event["words"]), n_characters)
    title = line(event["title"], NAME.title if is_name else FULL.title)
    block = section(f"*{label} · {title}*\n{words}")
    block.block_id = f"{event['issue_id']}/0"
    return block


def _and_more(n_more: int, links: Links) -> list[Block]:
    if n_more <= 0:
        return []
    plural = "issue" if n_more == 1 else "issues"
    return [_aside(link(links.all_issues, f"and {n_more} more {plural} with news"))]


def _tomorrow(payload: Mapping[str, Any], links: Links) -> list[Block]:
    words = more_tomorrow(payload)
    return [_aside(link(links.all_issues, words))] if words else []


def more_tomorrow(payload: Mapping[str, Any]) -> str:
    """What there was no room for, in words; empty where there was."""
    n_more = int(payload.get("n_more") or 0)
    if not n_more:
        return ""
    return (
        f"{n_more} more {'issue has' if n_more == 1 else 'issues have'} news; it follows tomorrow"
    )


def _aside(words: str) -> Block:
    return ContextBlock(elements=[MarkdownTextObject(text=words, verbatim=True)])
