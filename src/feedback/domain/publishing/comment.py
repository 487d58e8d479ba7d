"""Comments on work items: what happened, as typed events that are told once each."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Literal

from feedback.domain.issues.issue import IssueId
from feedback.domain.issues.lineage import EventKey, Fixed, LineageKind, Regressed
from feedback.domain.publishing.content import EffectKind


@dataclass(frozen=True, slots=True)
class PriorityCrossed:
    """The priority by impact is another one than the work item said."""

    written_sequence: int
    """The write of the work item that said the priority before."""
    before: str
    after: str
    impact_usd: Decimal | None
    """USD per year, on the night that it is told (None: ranked by customers); likewise the next
    two."""
    n_tickets: int
    n_customers: int
    event: Literal["priority_crossed"] = "priority_crossed"

    @property
    def reference(self) -> Hashable:
        """Equal for the same event, whatever its figures are by now."""
        return (self.event, self.written_sequence, self.before, self.after)


@dataclass(frozen=True, slots=True)
class SpikeFound:
    """More tickets in a day than chance explains."""

    as_of: datetime
    """Of the night that found it; likewise below."""
    n_last_day: int
    per_day_before: float
    event: Literal["spike_found"] = "spike_found"

    @property
    def reference(self) -> Hashable:
        """As of `PriorityCrossed`."""
        return (self.event, self.as_of)


@dataclass(frozen=True, slots=True)
class CameBack:
    """A fix was released and the tickets came again."""

    as_of: datetime
    verdict: Regressed
    event: Literal["came_back"] = "came_back"

    @property
    def reference(self) -> Hashable:
        """As of `PriorityCrossed`."""
        return (self.event, self.as_of)


@dataclass(frozen=True, slots=True)
class VerifiedFixed:
    """A fix was released and the tickets stopped."""

    as_of: datetime
    verdict: Fixed
    event: Literal["verified_fixed"] = "verified_fixed"

    @property
    def reference(self) -> Hashable:
        """As of `PriorityCrossed`."""
        return (self.event, self.as_of)


@dataclass(frozen=True, slots=True)
class Absorbed:
    """The issue ended; its tickets are in another one."""

    as_of: datetime
    survivor: IssueId
    event: Literal["absorbed"] = "absorbed"

    @property
    def reference(self) -> Hashable:
        """As of `PriorityCrossed`."""
        return (self.event, self.as_of)


@dataclass(frozen=True, slots=True)
class MergedIn:
    """The issue took over the tickets of another one that has a work item."""

    absorbed: IssueId
    event: Literal["merged_in"] = "merged_in"

    @property
    def reference(self) -> Hashable:
        """As of `PriorityCrossed`."""
        return (self.event, self.absorbed)


@dataclass(frozen=True, slots=True)
class Question:
    """A support agent asks product."""

    asked_by: str
    text: str
    ticket: str = ""
    """Key of the ticket it is about; empty: the issue as a whole."""
    ticket_url: str = ""
    event: Literal["question"] = "question"

    @property
    def reference(self) -> Hashable:
        """As of `PriorityCrossed`."""
        return (self.event, self.asked_by, self.text)


CommentEvent = (
    PriorityCrossed | SpikeFound | CameBack | VerifiedFixed | Absorbed | MergedIn | Question
)


_LINEAGE_KINDS = {
    SpikeFound: LineageKind.SPIKED,
    CameBack: LineageKind.REGRESSED,
    VerifiedFixed: LineageKind.FIXED,
    Absorbed: LineageKind.ABSORBED,
}
"""What the history of the issue calls it."""


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment on the work item of an issue."""

    effect_kind: ClassVar[EffectKind] = EffectKind.COMMENT

    issue_id: IssueId
    events: tuple[CommentEvent, ...]
    """In the order in which they are told."""

    @property
    def news_told(self) -> tuple[EventKey, ...]:
        """The events of the issue's history that product knows once it is sent."""
        return tuple(
            EventKey(self.issue_id, _LINEAGE_KINDS[type(event)], event.as_of)
            for event in self.events
            if isinstance(event, SpikeFound | CameBack | VerifiedFixed | Absorbed)
        )

    @property
    def news_put_off(self) -> tuple[EventKey, ...]:
        """Nothing: a comment tells everything."""
        return ()
