"""Plan messages: one effect per reader, and none left that has nothing more to say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from feedback.domain.publishing.content import Content
from feedback.domain.publishing.effect import Effect, EffectState, plan_effect
from feedback.ports import Effects, Nights


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as it should be sent."""

    content: Content
    worth: Decimal
    """What is at stake (`Impact.weight`): more is sent first."""
    not_before: datetime | None = None
    """The end of its reader's quiet hours."""


def night_of(nights: Nights, now: datetime) -> datetime:
    """The night that `now` belongs to: what is planned from then on is one night's."""
    latest = nights.latest()
    return min(latest.as_of, now) if latest else now


def plan_messages(
    drafts: Mapping[str, Draft], waiting: Iterable[Effect], effects: Effects, now: datetime
) -> int:
    """Plan each target's message; withdraw waiting ones that have nothing left to say.

    `waiting`: the planned messages of this kind. Returns how many were planned or planned again.
    """
    changed = [
        replace(effect, state=EffectState.SUPERSEDED)
        for effect in waiting
        if effect.target not in drafts
    ]
    lasts = effects.last_of_each(sorted(drafts)) if drafts else {}
    n_planned = 0
    for target, draft in sorted(drafts.items()):
        last = lasts.get(target)
        planned = plan_effect(target, draft.content, last=last, rank=draft.worth, now=now)
        if planned is not None:
            n_planned += 1
        elif last is not None and last.state is EffectState.PLANNED:
            planned = last
        if planned is not None:
            changed.append(held_back(planned, draft.not_before, last, now))
    if changed:
        effects.put_all(changed)
    return n_planned


def held_back(effect: Effect, until: datetime | None, last: Effect | None, now: datetime) -> Effect:
    """Not before the quiet is over, nor before the moment that the other side has named.

    A row that waits without an error waits for the end of quiet hours (`dispatch`). This is checked
    each time: news that has become urgent is sent, even if the message before it waited.
    """
    quiet = until if until is not None and until > now else None
    named, why = None, None
    if last is not None and last.state is EffectState.PLANNED and last.last_error is not None:
        named, why = last.not_before, last.last_error
    if named is not None and named > now:
        return replace(effect, not_before=max(named, quiet or named), last_error=why)
    return replace(effect, not_before=quiet, last_error=None if quiet else effect.last_error)
