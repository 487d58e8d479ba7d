"""The report's messages: what goes to Slack, as the ledger keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feedback.domain.message import Message
from feedback.domain.plans.messages.digest import Digest
from feedback.domain.publishing.effect import Effect
from feedback.domain.publishing.messages.product_news import ProductNews
from feedback.domain.publishing.messages.readers import kind_of_target


@dataclass(frozen=True, slots=True)
class MessageEntry:
    """One message, and what became of it."""

    effect: Effect
    message: Message

    @property
    def reader_kind(self) -> str:
        """`support-agent`, `team`, `product` or another kind of reader."""
        return kind_of_target(self.effect.target)


@dataclass(frozen=True, slots=True)
class NightMessages:
    """The messages planned on one night: product first, then those with most tickets."""

    as_of: datetime
    messages: tuple[MessageEntry, ...]


def messages_by_night(
    effects: Sequence[Effect], nights: Sequence[datetime]
) -> tuple[NightMessages, ...]:
    """The messages of each of these nights, in their order; nights without any are left out."""
    groups = []
    for as_of in nights:
        entries = [
            MessageEntry(effect, effect.content)
            for effect in effects
            if effect.planned_at == as_of and isinstance(effect.content, Message)
        ]
        if entries:
            groups.append(NightMessages(as_of, tuple(sorted(entries, key=_order))))
    return tuple(groups)


def _order(entry: MessageEntry) -> tuple[bool, int, str]:
    news = entry.message.news if isinstance(entry.message, Digest) else ()
    n_tickets = sum(len(item.tickets) for item in news)
    return not isinstance(entry.message, ProductNews), -n_tickets, entry.effect.target
