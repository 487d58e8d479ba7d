"""What is left on our messages to know them again, and where each of them stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_EVENT_TYPE = "feedback_message"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands: what our ledger keeps as its remote key."""

    channel: str
    ts: str

    def __str__(self) -> str:
        return f"{self.channel}:{self.ts}"

    @classmethod
    def parse(cls, remote_key: str) -> "Place":
        channel, _, ts = remote_key.partition(":")
        return cls(channel, ts)


def metadata(key: str, changed_by: str = "") -> dict[str, Any]:
    """Of the message that the write with this key makes. Anybody in the workspace can read it."""
    payload = {"idempotency_key": key, **({"changed_by": changed_by} if changed_by else {})}
    return {"event_type": _EVENT_TYPE, "event_payload": payload}


def key_of(message: Mapping[str, Any]) -> str | None:
    """Of the write that made a message; None if it is not one of ours."""
    given = message.get("metadata") or {}
    if given.get("event_type") != _EVENT_TYPE:
        return None
    key: str | None = (given.get("event_payload") or {}).get("idempotency_key")
    return key


def is_changed(message: Mapping[str, Any]) -> bool:
    """Whether later news were put into it, so that its own payload is no longer what it says."""
    return "changed_by" in message["metadata"]["event_payload"]
