"""Effects: writes to the outside, planned first, sent once.

A target (one work item, one person's direct messages) has a sequence of writes. The key is the
target and the place in that sequence, so it comes from what the effect means, never from a run
or a clock: however often a night is run again, write 3 to FB-12's work item is the same effect.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any


class EffectKind(StrEnum):
    WORK_ITEM = "work_item"
    COMMENT = "comment"
    """On the work item of the issue that the payload names (`issue_id`)."""
    LINK = "link"
    """From the work item of the issue that the payload names to another one (`to_key`)."""
    MESSAGE = "message"
    NOTE = "note"
    """Private, on a ticket in its helpdesk: where the fix plan behind it stands."""


class EffectState(StrEnum):
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
    kind: EffectKind
    target: str
    """`FB-12` for its work item, `FB-12#comments`, `FB-12>FB-3` for a link;
    `support-agent:ada` or `product:#product` for messages, `note:helpdesk:42` for a ticket's
    note."""
    sequence: int
    payload: Mapping[str, Any]
    payload_hash: str
    state: EffectState
    planned_at: datetime
    rank: Decimal
    """Higher is sent first: the money at stake."""
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
    def belongs_to(self) -> str:
        """The target whose remote key this write needs: its issue's work item, or its own."""
        if self.kind in (EffectKind.COMMENT, EffectKind.LINK):
            return str(self.payload["issue_id"])
        return self.target


def idempotency_key(kind: EffectKind, target: str, sequence: int) -> str:
    return f"{kind}/{target}/{sequence}"


def target_of_key(key: str) -> str:
    """The target that an idempotency key is about."""
    return key.partition("/")[2].rpartition("/")[0]


def payload_hash(payload: Mapping[str, Any]) -> str:
    """SHA-256 of the payload as canonical JSON, 64 hex digits."""
    text = json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def plan_effect(
    kind: EffectKind,
    target: str,
    payload: Mapping[str, Any],
    *,
    last: Effect | None,
    rank: Decimal,
    now: datetime,
) -> Effect | None:
    """The effect that brings `target` to `payload`, given the target's latest effect.

    None when nothing needs to be written (it stands there already, or waits to be written), or
    when the fate of the latest write is not known: then nothing may follow it yet.
    """
    digest = payload_hash(payload)
    sequence = 1
    if last is not None:
        if last.state in (EffectState.SENDING, EffectState.UNKNOWN):
            return None
        if last.payload_hash == digest and last.state in (EffectState.DONE, EffectState.PLANNED):
            return None
        sequence = last.sequence + (last.state is EffectState.DONE)
    return Effect(
        idempotency_key=idempotency_key(kind, target, sequence),
        kind=kind,
        target=target,
        sequence=sequence,
        payload=payload,
        payload_hash=digest,
        state=EffectState.PLANNED,
        planned_at=now,
        rank=rank,
    )
