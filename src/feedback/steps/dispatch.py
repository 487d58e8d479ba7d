"""Dispatch: send the effects that wait, each once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from feedback.domain.effect import Effect, EffectKind, EffectState
from feedback.errors import AnswerLost, FinalFault, TransientFault
from feedback.ports import AgentChannel, IssueTracker, Progress, Rewritable, Store, Transaction

_ORDER = (EffectKind.WORK_ITEM, EffectKind.LINK, EffectKind.COMMENT, EffectKind.MESSAGE)
"""A comment and a link need their work item; messages speak of what stands there."""


@dataclass(frozen=True, slots=True)
class Outside:
    """The places effects go to."""

    tracker: IssueTracker
    channel: AgentChannel
    rewritable: Rewritable | None = None
    """Where what was written can be replaced without anybody being told."""

    def find(
        self, effect: Effect, remote_key: str | None, earlier: Mapping[str, str]
    ) -> str | None:
        """The remote key, if the other side already has this effect.

        `remote_key` is the work item of the effect's issue, where it has one; `earlier` as in
        `AgentChannel`.
        """
        match effect.kind:
            case EffectKind.WORK_ITEM:
                return self.tracker.find_work_item(effect.idempotency_key)
            case EffectKind.COMMENT:
                assert remote_key is not None, "a comment is sent to a work item only"
                return self.tracker.find_comment(effect.idempotency_key, remote_key)
            case EffectKind.LINK:
                return None  # linking looks first: it can be sent again
            case EffectKind.MESSAGE:
                return self.channel.find_message(
                    effect.idempotency_key, effect.target, effect.planned_at, earlier
                )

    def send(self, effect: Effect, remote_key: str | None, earlier: Mapping[str, str]) -> str:
        payload: Mapping[str, Any] = effect.payload
        match effect.kind:
            case EffectKind.WORK_ITEM:
                return self.tracker.write_work_item(effect.idempotency_key, remote_key, payload)
            case EffectKind.COMMENT:
                assert remote_key is not None, "a comment waits for its work item"
                return self.tracker.add_comment(effect.idempotency_key, remote_key, payload)
            case EffectKind.LINK:
                assert remote_key is not None, "a link waits for its work item"
                return self.tracker.link_work_items(remote_key, payload)
            case EffectKind.MESSAGE:
                return self.channel.post_message(
                    effect.idempotency_key, effect.target, payload, earlier
                )


def settle(store: Store, outside: Outside) -> dict[str, str]:
    """Find out what became of writes whose answer never came.

    What the other side has is adopted; what it surely has not is planned again; what it cannot
    tell now stays unknown. Returns the faults of these, by idempotency key.
    """
    faults: dict[str, str] = {}
    with store.begin() as tx:
        open_ended = tx.effects.in_state(EffectState.SENDING, EffectState.UNKNOWN)
    for effect in open_ended:
        try:
            with store.begin() as tx:
                work_item = tx.effects.remote_key(effect.belongs_to)
                earlier = _earlier_messages(effect, tx)
            found = outside.find(effect, work_item, earlier)
        except (TransientFault, FinalFault) as fault:
            faults[effect.idempotency_key] = str(fault)
            settled = replace(effect, state=EffectState.UNKNOWN, last_error=str(fault))
        else:
            settled = (
                replace(effect, state=EffectState.PLANNED)
                if found is None
                else replace(effect, state=EffectState.DONE, remote_key=found, last_error=None)
            )
        with store.begin() as tx:
            tx.effects.put(settled)
    return faults


def dispatch(
    store: Store, outside: Outside, *, max_writes: int, now: datetime, progress: Progress
) -> dict[str, Any]:
    """Send what is planned and due, at most `max_writes`: work items first, most money first.

    Before a write its row says `sending`, and that is committed; so whatever happens then, the
    next run knows that it must look before it sends. One failing row never stops the rest.
    """
    faults = settle(store, outside)
    with store.begin() as tx:
        planned = tx.effects.in_state(EffectState.PLANNED)
    due = [e for e in planned if e.not_before is None or e.not_before <= now]
    due.sort(key=lambda e: (_ORDER.index(e.kind), -e.rank, e.idempotency_key))
    n_sent = 0
    for place, effect in enumerate(due[:max_writes]):
        progress("dispatch", place, min(len(due), max_writes))
        sent = _send(effect, store, outside)
        if sent is None:
            continue
        n_sent += sent.state is EffectState.DONE
        if sent.last_error is not None:
            faults[effect.idempotency_key] = sent.last_error
    return {"n_sent": n_sent, "n_waiting": len(planned) - n_sent, "faults": faults}


def _send(effect: Effect, store: Store, outside: Outside) -> Effect | None:
    """The effect after it was sent; None if it has to wait for its work item."""
    sending = replace(effect, state=EffectState.SENDING, n_attempts=effect.n_attempts + 1)
    with store.begin() as tx:
        remote_key = tx.effects.remote_key(effect.belongs_to)
        if remote_key is None and effect.kind in (EffectKind.COMMENT, EffectKind.LINK):
            return None
        earlier = _earlier_messages(effect, tx)
        tx.effects.put(sending)
    try:
        written = outside.send(sending, remote_key, earlier)
        after = replace(sending, state=EffectState.DONE, remote_key=written, last_error=None)
    except TransientFault as fault:
        after = replace(
            sending,
            state=EffectState.PLANNED,
            last_error=str(fault),
            not_before=fault.not_before,
        )
    except FinalFault as fault:
        after = replace(sending, state=EffectState.FAILED, last_error=str(fault))
    except AnswerLost as fault:
        after = replace(sending, state=EffectState.UNKNOWN, last_error=str(fault))
    with store.begin() as tx:
        tx.effects.put(after)
    return after


def _earlier_messages(effect: Effect, tx: Transaction) -> dict[str, str]:
    """Where the messages went that a message's news follow, by their idempotency keys."""
    named = {item.get("first_message") for item in effect.payload.get("news", ())}
    if not named - {None}:
        return {}
    return {
        one.idempotency_key: one.remote_key
        for one in tx.effects.of_target(effect.target)
        if one.idempotency_key in named and one.remote_key is not None
    }
