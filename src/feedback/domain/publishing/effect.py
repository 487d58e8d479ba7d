"""Effects: writes to the outside, planned first, sent once.

A target (one work item, one person's direct messages) has a sequence of writes. The key is the
target and the place in that sequence, so it comes from what the effect means, never from a run
or a clock: however often a night is run again, write 3 to FB-12's work item is the same effect.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from feedback.domain.issues.issue import issue_label
from feedback.domain.publishing.comment import Comment
from feedback.domain.publishing.content import Content, EffectKind
from feedback.domain.publishing.work_item_link import WorkItemLink


class EffectState(StrEnum):
    """How far a write has come."""

    PLANNED = "planned"
    SENDING = "sending"
    DONE = "done"
    FAILED = "failed"
    """The other side refused it. Planned again with the next night's content."""
    UNKNOWN = "unknown"
    """Sent, no answer. Nothing more goes to this target until it has been looked for."""
    SUPERSEDED = "superseded"
    """Planned, never sent, and what it would have said is no longer wanted."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One row of the ledger."""

    idempotency_key: str
    target: str
    """`FB-12` for its work item, `FB-12#comments`, `FB-12>FB-3` for a link;
    `support-agent:ada` or `product:#product` for messages, `note:helpdesk:42` for a ticket's
    note."""
    sequence: int
    content: Content
    state: EffectState
    planned_at: datetime
    rank: Decimal
    """Higher is sent first: the money at stake, or the customers (`Impact.weight`)."""
    remote_key: str | None = None
    n_attempts: int = 0
    last_error: str | None = None
    not_before: datetime | None = None
    sent_at: datetime | None = None
    """When it was last sent, by the clock and not by the night's time."""
    sent_as_of: datetime | None = None
    """The time of the night, or of the run between two nights, that last sent it: durations from a
    ticket's time on are measured by it."""

    @property
    def kind(self) -> EffectKind:
        """What it becomes outside."""
        return self.content.effect_kind

    @property
    def belongs_to(self) -> str:
        """The target whose remote key this write needs: its issue's work item, or its own."""
        if isinstance(self.content, Comment | WorkItemLink):
            return issue_label(self.content.issue_id)
        return self.target


def idempotency_key(kind: EffectKind, target: str, sequence: int) -> str:
    """`work_item/FB-12/3`: names one write, and finds it again on the other side."""
    return f"{kind}/{target}/{sequence}"


def target_of_key(key: str) -> str:
    """The target that an idempotency key is about."""
    return key.partition("/")[2].rpartition("/")[0]


def plan_effect(
    target: str,
    content: Content,
    *,
    last: Effect | None,
    rank: Decimal,
    now: datetime,
    still_stands: bool = True,
) -> Effect | None:
    """The effect that brings `target` to `content`, given the target's latest effect.

    None when nothing needs to be written (it stands there already, or waits to be written), or
    when the fate of the latest write is not known: then nothing may follow it yet. `still_stands`
    is false where what was written last is no longer there: then the same is written again.
    """
    sequence = 1
    if last is not None:
        if last.state in (EffectState.SENDING, EffectState.UNKNOWN):
            return None
        is_written = last.state is EffectState.DONE
        if last.content == content and (
            last.state is EffectState.PLANNED or (is_written and still_stands)
        ):
            return None
        sequence = last.sequence + is_written
    return Effect(
        idempotency_key=idempotency_key(content.effect_kind, target, sequence),
        target=target,
        sequence=sequence,
        content=content,
        state=EffectState.PLANNED,
        planned_at=now,
        rank=rank,
    )
