"""What a message said."""

from collections.abc import Mapping
from typing import Any

from feedback.domain.publishing.effect import target_of_key
from feedback.ports import Store


def message_payload(store: Store, idempotency_key: str) -> Mapping[str, Any] | None:
    """The payload of one message; None for one that was never planned here."""
    with store.begin() as tx:
        for effect in tx.effects.of_target(target_of_key(idempotency_key)):
            if effect.idempotency_key == idempotency_key:
                return effect.payload
    return None
