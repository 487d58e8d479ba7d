"""The one kind of block that holds words, and how days and changes are written in them."""

import re
from collections.abc import Sequence
from datetime import date

from slack_sdk.models.blocks import SectionBlock
from slack_sdk.models.blocks.basic_components import MarkdownTextObject

_ISO_DATE = re.compile(r"(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])")


def section(text: str) -> SectionBlock:
    # Verbatim: otherwise an @channel in a customer's words would call everybody.
    return SectionBlock(text=MarkdownTextObject(text=text, verbatim=True))


def sentence(changes: Sequence[str]) -> str:
    """What changed, as one sentence without its full stop."""
    text = with_days("; ".join(changes))
    return f"{text[:1].upper()}{text[1:]}"


def with_days(text: str) -> str:
    """The text with every ISO date in it written as `day` writes it."""
    return _ISO_DATE.sub(lambda found: day(found[0]), text)


def day(text: str) -> str:
    """`2 April 2026` of an ISO date or time; anything else as it is."""
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return text
    return f"{found.day} {found:%B %Y}"
