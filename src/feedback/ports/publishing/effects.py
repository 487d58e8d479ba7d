"""The ledger: every write to the outside, kept before it is made."""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from typing import Protocol

from feedback.domain.publishing.content import EffectKind
from feedback.domain.publishing.effect import Effect, EffectState


class Effects(Protocol):
    """One row per write to the outside. A target's writes are numbered by `sequence`."""

    def last_of(self, target: str) -> Effect | None:
        """The target's write with the highest sequence."""
        ...

    def last_of_each(self, targets: Collection[str]) -> Mapping[str, Effect]:
        """Target → its write with the highest sequence, of those that have any."""
        ...

    def targets_of_kind(self, kind: EffectKind) -> Set[str]:
        """Everything that something of this kind was ever planned for."""
        ...

    def with_key(self, idempotency_key: str) -> Effect | None:
        """The write that has this key."""
        ...

    def of_target(self, target: str) -> Sequence[Effect]:
        """All writes to a target, lowest sequence first."""
        ...

    def of_each(self, targets: Collection[str]) -> Mapping[str, Sequence[Effect]]:
        """Target → all its writes, lowest sequence first, of those that have any."""
        ...

    def last_written(self, target: str) -> Effect | None:
        """The target's done write with the highest sequence: what stands there."""
        ...

    def newest_of_kind(self, kind: EffectKind, *states: EffectState) -> Sequence[Effect]:
        """Of every target of this kind the one in these states (none given: in any) with the
        highest sequence, in order of target."""
        ...

    def put(self, effect: Effect) -> None:
        """Insert, or replace the row with the same idempotency key."""
        ...

    def put_all(self, effects: Iterable[Effect]) -> None:
        """Each as `put` does."""
        ...

    def in_state(self, *states: EffectState) -> Sequence[Effect]:
        """Highest rank first, then by key."""
        ...

    def remote_key(self, target: str) -> str | None:
        """Where the target stands on the other side: an issue's work item where it is by now,
        anything else from its last done write."""
        ...
