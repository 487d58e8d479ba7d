"""Settle: find out what became of writes whose answer never came."""

from dataclasses import replace

from feedback.domain.issues.issue import issue_of_label
from feedback.domain.publishing.content import EffectKind
from feedback.domain.publishing.effect import Effect, EffectState
from feedback.domain.publishing.known_work_item import after_writing
from feedback.domain.publishing.messages.told import Follows, TellsNews, told_by
from feedback.domain.publishing.work_item_content import WorkItemContent, values_written
from feedback.errors import AnswerLost, FinalFault, TransientFault
from feedback.ports import Effects, Store, Transaction
from feedback.steps.publishing.outside import Outside


def settle(store: Store, outside: Outside) -> dict[str, str]:
    """What the other side has is adopted; what it surely has not is planned again; what it cannot
    tell now stays unknown. Returns why of these, by idempotency key.
    """
    faults: dict[str, str] = {}
    with store.begin() as tx:
        open_ended = tx.effects.in_state(EffectState.SENDING, EffectState.UNKNOWN)
    for effect in open_ended:
        settled = _settled(effect, store, outside)
        if settled.state is EffectState.UNKNOWN:
            faults[effect.idempotency_key] = settled.last_error or "Its answer was lost."
        with store.begin() as tx:
            save(settled, tx)
    return faults


def save(effect: Effect, tx: Transaction) -> None:
    """Keep what became of an effect: who knows what by it, and of a work item that was written
    what stands there."""
    tx.effects.put(effect)
    content = effect.content
    if isinstance(content, TellsNews):
        tx.told.replace(effect.idempotency_key, told_by(effect))
    if not isinstance(content, WorkItemContent) or effect.state is not EffectState.DONE:
        return
    assert effect.remote_key is not None, "it was written somewhere"
    known = tx.work_items.of(content.issue_id)
    tx.work_items.put(
        after_writing(known, content.issue_id, effect.remote_key, values_written(content))
    )


def _settled(effect: Effect, store: Store, outside: Outside) -> Effect:
    with store.begin() as tx:
        work_item = tx.effects.remote_key(effect.belongs_to)
        earlier = earlier_messages(effect, tx.effects)
        issue_id = issue_of_label(effect.belongs_to)
        known = tx.work_items.of(issue_id) if issue_id is not None else None
    if effect.kind is EffectKind.COMMENT and (work_item is None or (known and known.is_gone)):
        gone = "Its work item is gone, and the comment with it."
        return replace(effect, state=EffectState.FAILED, last_error=gone)
    try:
        found = outside.find(effect, work_item, earlier)
    except (TransientFault, FinalFault, AnswerLost) as fault:
        return replace(effect, state=EffectState.UNKNOWN, last_error=str(fault))
    if found is not None:
        return replace(effect, state=EffectState.DONE, remote_key=found, last_error=None)
    if effect.kind is EffectKind.WORK_ITEM and work_item is None and effect.sent_at is not None:
        # A search that does not find it proves nothing before the index has caught up.
        sure_at = effect.sent_at + outside.index_lag
        if outside.clock() < sure_at:
            return replace(
                effect,
                state=EffectState.UNKNOWN,
                last_error=(
                    "It was sent and no answer came; it cannot be found yet. Run this again "
                    f"after {sure_at:%Y-%m-%d %H:%M:%S} UTC: then it is sure whether it is there."
                ),
            )
    return replace(effect, state=EffectState.PLANNED)


def earlier_messages(effect: Effect, effects: Effects) -> dict[str, str]:
    """Where the messages went that a digest's news follow, by their idempotency keys."""
    if not isinstance(effect.content, Follows):
        return {}
    named = effect.content.follows
    if not named:
        return {}
    return {
        earlier.idempotency_key: earlier.remote_key
        for earlier in effects.of_target(effect.target)
        if earlier.idempotency_key in named and earlier.remote_key is not None
    }
