"""The effects ledger."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, select

from feedback.adapters.store import schema
from feedback.adapters.store.publishing.content_codec import content_hash, from_text, to_text
from feedback.adapters.store.reading import chunks
from feedback.adapters.store.rows import put
from feedback.domain.issues.issue import issue_of_label
from feedback.domain.publishing.content import EffectKind
from feedback.domain.publishing.effect import Effect, EffectState

_table = schema.effect
_PLAIN = [field.name for field in fields(Effect) if field.name not in ("content", "state")]


class EffectTable:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last_of(self, target: str) -> Effect | None:
        return self._one(
            select(_table).where(_table.c.target == target).order_by(_table.c.sequence.desc())
        )

    def last_of_each(self, targets: Collection[str]) -> Mapping[str, Effect]:
        newest = func.max(_table.c.sequence).label("sequence")
        found: dict[str, Effect] = {}
        for some in chunks(sorted(targets)):
            last = select(_table.c.target, newest).where(_table.c.target.in_(some))
            found |= {effect.target: effect for effect in self._at(last.group_by(_table.c.target))}
        return found

    def of_each(self, targets: Collection[str]) -> Mapping[str, Sequence[Effect]]:
        found: dict[str, list[Effect]] = {}
        for some in chunks(sorted(targets)):
            query = select(_table).where(_table.c.target.in_(some))
            for row in self._connection.execute(query.order_by(_table.c.target, _table.c.sequence)):
                found.setdefault(row.target, []).append(_effect(row))
        return found

    def last_written(self, target: str) -> Effect | None:
        return self._one(_written(target).order_by(_table.c.sequence.desc()))

    def _one(self, query: Select[Any]) -> Effect | None:
        row = self._connection.execute(query.limit(1)).first()
        return None if row is None else _effect(row)

    def targets_of_kind(self, kind: EffectKind) -> Set[str]:
        query = select(_table.c.target).where(_table.c.kind == str(kind)).distinct()
        return set(self._connection.scalars(query))

    def with_key(self, idempotency_key: str) -> Effect | None:
        return self._one(select(_table).where(_table.c.idempotency_key == idempotency_key))

    def of_target(self, target: str) -> Sequence[Effect]:
        rows = self._connection.execute(
            select(_table).where(_table.c.target == target).order_by(_table.c.sequence)
        )
        return [_effect(row) for row in rows]

    def newest_of_kind(self, kind: EffectKind, *states: EffectState) -> Sequence[Effect]:
        newest = func.max(_table.c.sequence).label("sequence")
        places = select(_table.c.target, newest).where(_table.c.kind == str(kind))
        if states:
            places = places.where(_table.c.state.in_([str(state) for state in states]))
        return list(self._at(places.group_by(_table.c.target)))

    def _at(self, places: Select[Any]) -> Iterator[Effect]:
        """The effects at these (target, sequence), in order of target."""
        at = places.subquery()
        is_there = and_(_table.c.target == at.c.target, _table.c.sequence == at.c.sequence)
        query = select(_table).join(at, is_there).order_by(_table.c.target)
        return map(_effect, self._connection.execute(query))

    def put(self, effect: Effect) -> None:
        text = to_text(effect.content)
        values = {
            **{name: getattr(effect, name) for name in _PLAIN},
            "kind": str(effect.kind),
            "state": str(effect.state),
            "payload": text,
            "payload_hash": content_hash(text),
        }
        put(self._connection, _table, "idempotency_key", values)

    def put_all(self, effects: Iterable[Effect]) -> None:
        for effect in effects:
            self.put(effect)

    def in_state(self, *states: EffectState) -> Sequence[Effect]:
        rows = self._connection.execute(
            select(_table).where(_table.c.state.in_([str(state) for state in states]))
        )
        # Sorted here: money is kept as digits, which the database would order as words.
        return sorted(map(_effect, rows), key=lambda e: (-e.rank, e.idempotency_key))

    def remote_key(self, target: str) -> str | None:
        issue_id = issue_of_label(target)
        if issue_id is not None:
            # It may have moved since it was written, or never have been made by us.
            work_item = schema.work_item
            known = self._connection.execute(
                select(work_item.c.remote_key).where(work_item.c.issue_id == issue_id)
            ).first()
            if known is not None:
                found: str | None = known.remote_key
                return found
        return self._connection.scalar(
            select(_table.c.remote_key)
            .where(_table.c.target == target, _table.c.state == str(EffectState.DONE))
            .order_by(_table.c.sequence.desc())
            .limit(1)
        )


def _written(target: str) -> Select[Any]:
    return select(_table).where(_table.c.target == target, _table.c.state == str(EffectState.DONE))


def _effect(row: Row[Any]) -> Effect:
    return Effect(
        **{name: getattr(row, name) for name in _PLAIN},
        content=from_text(row.payload),
        state=EffectState(row.state),
    )
