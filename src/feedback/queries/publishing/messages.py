"""What a message said."""

from feedback.domain.message import Message
from feedback.ports import Store


def sent_message(store: Store, idempotency_key: str) -> Message | None:
    """What one message says; None for one that was never planned here."""
    with store.begin() as tx:
        effect = tx.effects.with_key(idempotency_key)
    return effect.content if effect and isinstance(effect.content, Message) else None
