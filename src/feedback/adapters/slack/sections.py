"""The one kind of block that holds words, and how days and changes are written in them."""

from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import SectionBlock
from slack_sdk.models.blocks.basic_components import MarkdownTextObject


def section(text: str) -> SectionBlock:
    # Verbatim: otherwise an @channel in a customer's words would call everybody.
    return SectionBlock(text=MarkdownTextObject(text=text, verbatim=True))


def sentence(changes: Sequence[str]) -> str:
    """What changed, as one sentence without its full stop."""
    text = "; ".join(changes)
    return f"{text[:1].upper()}{text[1:]}"


def day(text: str) -> str:
    """`2 April 2026` of an ISO date or time; anything else as it is."""
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return text
    return f"{found.day} {found:%B %Y}"
