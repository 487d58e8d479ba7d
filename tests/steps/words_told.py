"""Messages as their readers hear them: what the tests write out, of the typed content."""

import json
from datetime import date

from feedback.adapters.store.publishing.content_codec import from_text
from feedback.domain.message import Message, headline, items
from feedback.domain.plans.messages.digest import PlanNews
from feedback.domain.plans.messages.digest_words import say_to_customer
from feedback.domain.plans.plan_words import changes_words, status_words


def message_in(record: str) -> Message:
    """What a JSON file of the outbox says."""
    content = from_text(json.dumps(json.loads(record)["content"]))
    assert isinstance(content, Message)
    return content


def changes_of(news: PlanNews) -> list[str]:
    """What changed, each in words."""
    return list(changes_words(news.changes))


def say_of(news: PlanNews) -> str:
    """The sentence for the customer."""
    return say_to_customer(news)


def sure_of(news: PlanNews) -> str:
    """Where the plan stands, and how sure its date is."""
    return status_words(news.plan, news.certainty)


def headline_of(message: Message) -> str:
    """The first line."""
    return headline(message, date.isoformat)


def words_of(message: Message) -> list[str]:
    """What it tells besides plans."""
    return [item.words for item in items(message, date.isoformat)]
