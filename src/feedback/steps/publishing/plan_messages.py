"""Plan messages: one effect per reader, and none left that has nothing more to say."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from feedback.domain.publishing.content import EffectKind, UntypedContent
from feedback.domain.publishing.effect import Effect, EffectState, plan_effect
from feedback.ports import Transaction

TOLD = (EffectState.DONE, EffectState.SENDING, EffectState.UNKNOWN)
"""What the other side has, or may have, been told. A planned message tells nobody anything."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as it should be sent."""

    payload: Mapping[str, Any]
    worth: Decimal
    """The money at stake: more is sent first."""
    not_before: datetime | None = None
    """The end of its reader's quiet hours."""


def night_of(tx: Transaction, now: datetime) -> datetime:
    """The night that `now` belongs to: what is planned from then on is one night's."""
    latest = tx.nights.latest()
    return min(latest.as_of, now) if latest else now


def said_at(effect: Effect) -> datetime:
    """When a message was said, by the time of nights. What waits out the quiet, or dry nights, was
    planned before."""
    return effect.sent_as_of or effect.planned_at


def plan_messages(
    drafts: Mapping[str, Draft],
    *,
    prefixes: tuple[str, ...],
    tx: Transaction,
    now: datetime,
    kind: EffectKind = EffectKind.MESSAGE,
) -> int:
    """Plan each target's message; withdraw waiting ones that have nothing left to say.

    Returns how many were planned or planned anew.
    """
    for waiting in tx.effects.in_state(EffectState.PLANNED):
        if waiting.target.startswith(prefixes) and waiting.target not in drafts:
            tx.effects.put(replace(waiting, state=EffectState.SUPERSEDED))
    n_planned = 0
    for target, draft in sorted(drafts.items()):
        last = tx.effects.last_of(target)
        effect = plan_effect(
            target, UntypedContent(kind, draft.payload), last=last, rank=draft.worth, now=now
        )
        if effect is not None:
            n_planned += 1
        elif last is not None and last.state is EffectState.PLANNED:
            effect = last
        if effect is not None:
            tx.effects.put(held_back(effect, draft.not_before, last, now))
    return n_planned


def held_back(effect: Effect, until: datetime | None, last: Effect | None, now: datetime) -> Effect:
    """Not before the quiet is over, nor before the moment that the other side has named.

    A row that waits without an error waits out the quiet (`dispatch`). That is asked about anew
    each time: what has become urgent does not wait, though the message before it did.
    """
    quiet = until if until is not None and until > now else None
    named, why = None, None
    if last is not None and last.state is EffectState.PLANNED and last.last_error is not None:
        named, why = last.not_before, last.last_error
    if named is not None and named > now:
        return replace(effect, not_before=max(named, quiet or named), last_error=why)
    return replace(effect, not_before=quiet, last_error=None if quiet else effect.last_error)
