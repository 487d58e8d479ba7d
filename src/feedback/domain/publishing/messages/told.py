"""Who was told what: which revision of a plan, which event of an issue, by which message."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from feedback.domain.impact.measure import MeasureChange
from feedback.domain.issues.issue import IssueId
from feedback.domain.issues.lineage import EventKey
from feedback.domain.publishing.effect import Effect, EffectState

TOLD_STATES = (EffectState.DONE, EffectState.SENDING, EffectState.UNKNOWN)
"""What the other side has, or may have, been told. A planned message tells nobody anything."""


@dataclass(frozen=True, slots=True)
class PlanNewsKey:
    """A revision of an issue's fix plan; 0 of one that was put off, whichever it will be."""

    issue_id: IssueId
    revision: int = 0


NewsKey = PlanNewsKey | EventKey | MeasureChange


@runtime_checkable
class TellsNews(Protocol):
    """Content that tells its reader news: a digest, a message to product, a comment."""

    @property
    def news_told(self) -> Sequence[NewsKey]:
        """What its reader knows once it is sent."""
        ...

    @property
    def news_put_off(self) -> Sequence[NewsKey]:
        """What it had no room for and promises for the next night."""
        ...


@runtime_checkable
class Follows(Protocol):
    """Content whose news follow earlier messages to the same reader."""

    @property
    def follows(self) -> Set[str]:
        """Idempotency keys of these messages."""
        ...


@dataclass(frozen=True, slots=True)
class ToldNews:
    """That a message told its reader something, or put it off."""

    reader: str
    """The target of the message: `support-agent:ada`, `product:#product`, `FB-12#comments`."""
    news: NewsKey
    message: str
    """Its idempotency key."""
    sequence: int
    """Of the message among its reader's."""
    at: datetime
    """When it was said, by the time of nights."""
    is_put_off: bool = False


def said_at(effect: Effect) -> datetime:
    """When a message was said, by the time of nights. What waits out the quiet, or dry nights, was
    planned before."""
    return effect.sent_as_of or effect.planned_at


def told_by(effect: Effect) -> list[ToldNews]:
    """What its reader knows, or may know, by this write. Nothing while it has not been sent, or
    where the other side surely has not got it."""
    content = effect.content
    if effect.state not in TOLD_STATES or not isinstance(content, TellsNews):
        return []
    return [
        ToldNews(
            effect.target,
            news,
            effect.idempotency_key,
            effect.sequence,
            said_at(effect),
            is_put_off,
        )
        for keys, is_put_off in ((content.news_told, False), (content.news_put_off, True))
        for news in keys
    ]


def in_order(rows: Iterable[ToldNews]) -> list[ToldNews]:
    """Message by message, in each what was told before what was put off."""
    return sorted(rows, key=lambda row: (row.sequence, row.is_put_off))


def revisions_told(rows: Iterable[ToldNews]) -> dict[IssueId, int]:
    """Issue → the newest revision of its plan that one reader was told of."""
    told: dict[IssueId, int] = {}
    for row in rows:
        if isinstance(row.news, PlanNewsKey) and not row.is_put_off:
            issue_id = row.news.issue_id
            told[issue_id] = max(told.get(issue_id, 0), row.news.revision)
    return told


def first_messages(rows: Iterable[ToldNews]) -> dict[IssueId, str]:
    """Issue → idempotency key of the first message that told one reader of its plan."""
    first: dict[IssueId, str] = {}
    for row in in_order(rows):
        if isinstance(row.news, PlanNewsKey) and not row.is_put_off:
            first.setdefault(row.news.issue_id, row.message)
    return first


def events_told(rows: Iterable[ToldNews]) -> set[EventKey]:
    """The events that these messages told."""
    return {row.news for row in rows if isinstance(row.news, EventKey) and not row.is_put_off}


def measure_changes_told(rows: Iterable[ToldNews]) -> set[datetime]:
    """The nights whose change of measure one reader was told of."""
    return {row.news.as_of for row in rows if isinstance(row.news, MeasureChange)}


def plans_put_off(rows: Iterable[ToldNews]) -> dict[IssueId, datetime]:
    """Issues whose news were put off and not told since → when they last were."""
    waiting: dict[IssueId, datetime] = {}
    for row in in_order(rows):
        if isinstance(row.news, PlanNewsKey):
            waiting.pop(row.news.issue_id, None)
            if row.is_put_off:
                waiting[row.news.issue_id] = row.at
    return waiting


def events_put_off(rows: Iterable[ToldNews]) -> dict[EventKey, datetime]:
    """Events that were put off and not told since → when they last were."""
    waiting: dict[EventKey, datetime] = {}
    for row in in_order(rows):
        if isinstance(row.news, EventKey):
            waiting.pop(row.news, None)
            if row.is_put_off:
                waiting[row.news] = row.at
    return waiting
