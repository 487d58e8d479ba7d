"""The one kind of block that holds words, and how changes are written in it."""

from collections.abc import Iterable

from slack_sdk.models.blocks import SectionBlock
from slack_sdk.models.blocks.basic_components import MarkdownTextObject

from feedback.domain.plans.plan_change import PlanChange
from feedback.domain.plans.plan_words import changes_words
from feedback.domain.wording import long_day


def section(text: str) -> SectionBlock:
    """A block of mrkdwn."""
    # Verbatim: otherwise an @channel in a customer's words would call everybody.
    return SectionBlock(text=MarkdownTextObject(text=text, verbatim=True))


def changes_sentence(changes: Iterable[PlanChange]) -> str:
    """What changed, as one sentence without its full stop."""
    text = "; ".join(changes_words(changes, long_day))
    return f"{text[:1].upper()}{text[1:]}"
