"""Lineage: what happened to the issues, night by night, with the figures of each event.

Details have no slots: what kind a detail is can so be asked of its class as well. The kind is a
field, as some details have the same figures: stored values are told apart by it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from feedback.domain.issues.issue import IssueId


class LineageKind(StrEnum):
    """What can happen to an issue."""

    EMERGED = "emerged"
    GREW = "grew"
    SPIKED = "spiked"
    """More tickets in a day than chance explains; told when it begins."""
    SPIKE_ENDED = "spike_ended"
    DORMANT = "dormant"
    REVIVED = "revived"
    FIXED = "fixed"
    """A fix was released and its tickets stopped."""
    REGRESSED = "regressed"
    """A fix was released and its tickets came again."""
    SPLIT = "split"
    """It was born from a part of another issue."""
    MOVED = "moved"
    """It took tickets over from another issue that goes on."""
    ABSORBED = "absorbed"
    """It ended; its tickets are in another issue."""
    FORGOT = "forgot"
    """Tickets were taken out for good: their people asked for it, or they were too old."""


@dataclass(frozen=True, slots=True)
class ByDecision:
    """The event follows from what a person decided or undid."""

    decision_id: int
    by: str


@dataclass(frozen=True)
class Emerged:
    """A new issue, of tickets that were in none."""

    n_tickets: int
    kind: Literal[LineageKind.EMERGED] = LineageKind.EMERGED


@dataclass(frozen=True)
class Grew:
    """Tickets joined it that were in no issue."""

    n_tickets: int
    kind: Literal[LineageKind.GREW] = LineageKind.GREW


@dataclass(frozen=True)
class Spiked:
    """It got more tickets in the last day than chance explains."""

    n_last_day: int
    per_day_before: float
    """Mean of the ordinary days of the weeks before."""
    expected: float
    """Tickets of the last day, had nothing happened."""
    p_value: float
    """Corrected for the many issues of the night."""
    kind: Literal[LineageKind.SPIKED] = LineageKind.SPIKED


@dataclass(frozen=True)
class SpikeEnded:
    """Its spike is over."""

    since: date
    """The night it was found."""
    n_days: int
    n_tickets: int
    """During the spike."""
    is_new_usual: bool
    """It lasted so long that its days became ordinary ones."""
    kind: Literal[LineageKind.SPIKE_ENDED] = LineageKind.SPIKE_ENDED


@dataclass(frozen=True)
class FellDormant:
    """No ticket came for a while."""

    kind: Literal[LineageKind.DORMANT] = LineageKind.DORMANT


@dataclass(frozen=True)
class Revived:
    """Tickets came again, or a person undid what had ended it."""

    decision: ByDecision | None = None
    kind: Literal[LineageKind.REVIVED] = LineageKind.REVIVED


@dataclass(frozen=True)
class Fixed:
    """A fix was released and the reports stopped. A customer counts as one report a day."""

    released_on: date
    version: str
    n_reports: int
    """Since the release and its grace."""
    n_customers: int
    n_days: int
    per_day_before: float
    """Reports a day in the weeks before the release."""
    kind: Literal[LineageKind.FIXED] = LineageKind.FIXED


@dataclass(frozen=True)
class Regressed:
    """A fix was released and reports came again. A customer counts as one report a day."""

    released_on: date
    version: str
    n_reports: int
    """In the newest days after the release and its grace."""
    n_customers: int
    n_days: int
    per_day_before: float
    """Reports a day in the weeks before the release."""
    kind: Literal[LineageKind.REGRESSED] = LineageKind.REGRESSED


@dataclass(frozen=True)
class Split:
    """A new issue, with tickets of others that go on."""

    n_tickets: int
    from_issues: tuple[IssueId, ...]
    decision: ByDecision | None = None
    kind: Literal[LineageKind.SPLIT] = LineageKind.SPLIT


@dataclass(frozen=True)
class Moved:
    """It took tickets over from other issues."""

    n_tickets: int
    from_issues: tuple[IssueId, ...]
    """Empty: a person moved tickets that were in no issue."""
    decision: ByDecision | None = None
    kind: Literal[LineageKind.MOVED] = LineageKind.MOVED


@dataclass(frozen=True)
class AbsorbedInto:
    """It ended; its tickets are in another issue."""

    into: IssueId
    decision: ByDecision | None = None
    kind: Literal[LineageKind.ABSORBED] = LineageKind.ABSORBED


@dataclass(frozen=True)
class Forgot:
    """Tickets were taken out for good."""

    n_tickets: int
    why: str
    kind: Literal[LineageKind.FORGOT] = LineageKind.FORGOT


DecidedDetail = AbsorbedInto | Split | Moved | Revived
"""What can follow from a person's decision."""

ReleaseVerdict = Fixed | Regressed
"""What the watch over a release can find."""

LineageDetail = (
    Emerged
    | Grew
    | Spiked
    | SpikeEnded
    | FellDormant
    | Revived
    | ReleaseVerdict
    | Split
    | Moved
    | AbsorbedInto
    | Forgot
)
"""What happened, with its figures."""


@dataclass(frozen=True, slots=True)
class LineageEvent:
    """Something that happened to an issue on a night. Append-only; one of a kind a night."""

    issue_id: IssueId
    as_of: datetime
    detail: LineageDetail

    @property
    def kind(self) -> LineageKind:
        """What happened, without the figures."""
        return self.detail.kind


@dataclass(frozen=True, slots=True, order=True)
class EventKey:
    """An event of an issue, named for ever, so that nobody is told of it twice."""

    issue_id: IssueId
    kind: LineageKind
    as_of: datetime


def event_key(event: LineageEvent) -> EventKey:
    """The name of the event."""
    return EventKey(event.issue_id, event.kind, event.as_of)
