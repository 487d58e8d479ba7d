"""What a digest says at its top, and what it puts off."""

from collections import Counter

from feedback.domain.plans.messages.digest import Digest, PlanNews
from feedback.domain.plans.plan_change import ChangeKind
from feedback.domain.plans.plan_words import HEADLINE_WORDS, sentence_for_customers
from feedback.domain.wording import count


def digest_headline(digest: Digest) -> str:
    """`2 issues behind 5 of your open tickets: 1 slipped, 1 released`."""
    news = digest.news
    first: Counter[ChangeKind] = Counter()
    for item in news:
        kinds = {change.kind for change in item.changes}
        first[next(kind for kind in HEADLINE_WORDS if kind in kinds)] += 1
    counted = [
        words if len(news) == 1 else f"{first[kind]} {words}"
        for kind, words in HEADLINE_WORDS.items()
        if first[kind]
    ]
    tickets = [ticket for item in news for ticket in item.tickets]
    urgent = "Urgent: " if digest.is_urgent else ""
    issues = f"{urgent}{count(len(news), 'issue')}"
    if not tickets:  # they were forgotten since
        return f"{issues}: {', '.join(counted)}"
    whose = "your team's" if digest.is_to_team else "your"
    what = "open tickets" if all(ticket.is_open for ticket in tickets) else "tickets"
    of = f"one of {whose} {what}" if len(tickets) == 1 else f"{len(tickets)} of {whose} {what}"
    return f"{issues} behind {of}: {', '.join(counted)}"


def say_to_customer(news: PlanNews) -> str:
    """The sentence that a support agent can send as it is."""
    return sentence_for_customers(news.plan, is_late=news.is_late, product_knows=news.product_knows)


def more_tomorrow(n_more: int) -> str:
    """What a message had no room for, in words; empty where there was room."""
    if not n_more:
        return ""
    has = "issue has" if n_more == 1 else "issues have"
    return f"{n_more} more {has} news; it follows tomorrow"
