"""A message as Slack shows it: blocks within all limits, whatever it says, and plain words."""

from collections.abc import Sequence
from dataclasses import dataclass

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
from feedback.adapters.slack.blocks.mrkdwn import escaped, line, link, plain_line, size
from feedback.adapters.slack.blocks.news import DETAILS, FULL, LINE, NAME, Detail, news_blocks
from feedback.adapters.slack.blocks.sections import changes_sentence, section
from feedback.domain.issues.issue import issue_label
from feedback.domain.message import Item, Message, headline, items, n_put_off, note
from feedback.domain.plans.messages.digest import MAX_NEWS, Digest, PlanNews
from feedback.domain.plans.messages.digest_words import more_tomorrow
from feedback.domain.plans.messages.escalation import Escalation
from feedback.domain.wording import long_day


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """What is sent: the blocks, and the text of notifications and screen readers."""

    blocks: Sequence[Block]
    text: str


Part = Sequence[Sequence[Block]]
"""What one issue has to say, from the longest way to say it to the shortest."""


def render(message: Message, key: str, links: Links) -> SlackMessage:
    """`key` is the message's idempotency key, which its buttons carry.

    What does not fit is cut from the end, where the least important stands: the last issues are
    told in short, then in a line each, then named, then counted. The first one is told in full, if
    it can be. As many issues as a digest is given (`MAX_NEWS`) are all named.
    """
    title = plain_line(headline(message, long_day), MAX_HEADER)
    header = HeaderBlock(text=PlainTextObject(text=title))
    parts = _parts(message, key, links)
    tomorrow = _tomorrow(message, links)
    top: list[Block] = [header, *_note(message)]
    frame = [*top, *_and_more(len(parts) if len(parts) > MAX_NEWS else 0, links), *tomorrow]
    shown = _choose(parts, MAX_BLOCKS - len(frame), MAX_MESSAGE_BYTES - bytes_of(frame))
    blocks = list(top)
    for part in shown:
        blocks += part
    if shown and isinstance(blocks[-1], DividerBlock):
        blocks.pop()
    n_more = len(parts) - len(shown)
    return SlackMessage([*blocks, *_and_more(n_more, links), *tomorrow], fallback(message))


def fallback(message: Message) -> str:
    """The message as a few plain lines."""
    rows = [line(headline(message, long_day), 300)]
    rows += [line(said, 300)] if (said := note(message)) else []
    if isinstance(message, Digest):
        rows += [news_line(item) for item in message.news]
    rows += [
        f"{escaped(item.name)} {line(item.title, 100)}: {line(item.words, 300)}"
        for item in items(message, long_day)
    ]
    text = rows[0]
    for place, row in enumerate(rows[1:], 1):
        if size(text) + size(row) > MAX_FALLBACK - 100:
            text += f"\nand {len(rows) - place} more"
            break
        text += f"\n{row}"
    tomorrow = more_tomorrow(n_put_off(message))
    return f"{text}\n{tomorrow}" if tomorrow else text


def _note(message: Message) -> list[Block]:
    said = note(message)
    return [section(line(said, 500))] if said else []


def news_line(item: PlanNews) -> str:
    """One issue's news as a plain line."""
    words = line(changes_sentence(item.changes), 200)
    return f"{issue_label(item.issue_id)} {line(item.title, 100)}: {words}"


def _parts(message: Message, key: str, links: Links) -> list[Part]:
    if isinstance(message, Digest):
        return [[_news(item, detail, key, links) for detail in DETAILS] for item in message.news]
    if isinstance(message, Escalation):
        return [
            [escalation_blocks(message, key, links, with_receipt=this) for this in (True, False)]
        ]
    return [
        [[_item(item, n_characters, links)] for n_characters in (800, 200, NAME.changes)]
        for item in items(message, long_day)
    ]


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
    """Which part to shorten: the last one, the first one last. The shortest way
    but names an issue; none is named so while others are left out."""
    left = [len(parts[place]) - 1 - way for place, way in enumerate(ways)]
    all_are_named = len(ways) <= MAX_NEWS
    for shortest in (1, 0) if all_are_named else (1,):
        longer = [place for place, n in enumerate(left) if place and n > shortest]
        if longer:
            return longer[-1]
    return 0 if all_are_named and left[0] else None


def _news(item: PlanNews, detail: Detail, key: str, links: Links) -> list[Block]:
    blocks = news_blocks(item, detail, key, links)
    return blocks if detail in (LINE, NAME) else [*blocks, DividerBlock()]


def _item(item: Item, n_characters: int, links: Links) -> Block:
    is_name = n_characters == NAME.changes
    label = link("" if is_name else item.url or links.named(item.name), escaped(item.name))
    title = line(item.title, NAME.title if is_name else FULL.title)
    block = section(f"*{label} · {title}*\n{line(item.words, n_characters)}")
    block.block_id = f"{item.name}/0"
    return block


def _and_more(n_more: int, links: Links) -> list[Block]:
    if n_more <= 0:
        return []
    plural = "issue" if n_more == 1 else "issues"
    return [_aside(link(links.all_issues, f"and {n_more} more {plural} with news"))]


def _tomorrow(message: Message, links: Links) -> list[Block]:
    words = more_tomorrow(n_put_off(message))
    return [_aside(link(links.all_issues, words))] if words else []


def _aside(words: str) -> Block:
    return ContextBlock(elements=[MarkdownTextObject(text=words, verbatim=True)])
