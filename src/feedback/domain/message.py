"""What people are sent: every kind of message, and what each says in words.

It stands above the rooms, as messages come from several of them.
"""

from dataclasses import dataclass

from feedback.domain.issues.issue import issue_label
from feedback.domain.plans.messages.digest import Digest
from feedback.domain.plans.messages.digest_words import digest_headline
from feedback.domain.plans.messages.escalation import Escalation
from feedback.domain.plans.messages.escalation_words import escalation_headline
from feedback.domain.plans.messages.product_answer import (
    ProductAnswer,
    answer_headline,
    answer_words,
)
from feedback.domain.plans.plan_words import ShowDay
from feedback.domain.publishing.messages.product_news import ProductNews
from feedback.domain.publishing.messages.product_words import (
    issue_news_words,
    measure_note,
    product_headline,
)
from feedback.domain.supply.reports.scorecard_notice import (
    ScorecardNotice,
    notice_headline,
    notice_words,
)

Message = Digest | ProductNews | Escalation | ProductAnswer | ScorecardNotice


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a message tells besides plans: a name, a title, a few sentences."""

    name: str
    """An issue's label, or a supplier."""
    title: str
    words: str
    url: str = ""
    """Where more is found; empty: where the issue is."""


def headline(message: Message, show_day: ShowDay) -> str:
    """The message's first line."""
    match message:
        case Digest():
            return digest_headline(message)
        case ProductNews():
            return product_headline(message)
        case Escalation():
            return escalation_headline(message, show_day)
        case ProductAnswer():
            return answer_headline(message)
        case ScorecardNotice():
            return notice_headline(message)


def note(message: Message) -> str:
    """What it says about no single issue; empty for nothing."""
    return measure_note(message) if isinstance(message, ProductNews) else ""


def items(message: Message, show_day: ShowDay) -> tuple[Item, ...]:
    """What it tells besides plans; nothing of a digest and an escalation."""
    match message:
        case ProductNews():
            return tuple(
                Item(issue_label(news.issue_id), news.title, issue_news_words(news, show_day))
                for news in message.issues
            )
        case ProductAnswer():
            words = answer_words(message, show_day)
            return (Item(issue_label(message.issue_id), message.title, words),)
        case ScorecardNotice():
            title = f"scorecard of {message.month}"
            return (Item(message.supplier, title, notice_words(message), message.url),)
        case Digest() | Escalation():
            return ()


def n_put_off(message: Message) -> int:
    """How many issues' news it had no room for."""
    match message:
        case Digest():
            return len(message.later)
        case ProductNews():
            return message.n_more
        case _:
            return 0
