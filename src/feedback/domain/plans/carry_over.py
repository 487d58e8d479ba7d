"""What one message has no room to name: it waits for the next night's message."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from feedback.domain.issues.issue import issue_label
from feedback.domain.plans.advice import PlanNews, told_revisions
from feedback.domain.publishing.product_news import told_events

MAX_NEWS = 20
"""Issues that one digest names. Nobody reads more, and so many fit into one message of Slack,
whatever their words (`adapters/slack/blocks/message.py`)."""


def put_off(messages: Iterable[tuple[datetime, Mapping[str, Any]]]) -> dict[str, datetime]:
    """What a reader's messages put off and none has told since, by when it was last put off.

    `messages`: the time that each was said at and its payload, oldest first. The names are issues'
    labels in a digest, ids of events in a message to product.
    """
    waiting: dict[str, datetime] = {}
    for said_at, payload in messages:
        for name in (*told_revisions(payload), *told_events(payload)):
            waiting.pop(name, None)
        waiting.update(dict.fromkeys(payload.get("later", ()), said_at))
    return waiting


def named_now(
    news: Iterable[PlanNews], waiting: Mapping[str, datetime], night: datetime
) -> tuple[list[PlanNews], list[PlanNews]]:
    """The news that this message names, and those that the next night's will.

    Urgent news first, then what has waited, each with the largest impact first. What a message of
    this very `night` has put off comes tomorrow, as that message says; urgent news come at once.
    """
    tonight = [
        item
        for item in news
        if item.is_urgent or (at := waiting.get(issue_label(item.issue_id))) is None or at < night
    ]
    tonight.sort(
        key=lambda item: (
            not item.is_urgent,
            issue_label(item.issue_id) not in waiting,
            -item.impact_usd,
            item.issue_id,
        )
    )
    return tonight[:MAX_NEWS], tonight[MAX_NEWS:]
