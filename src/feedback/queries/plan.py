"""What waits to be written, as a diff against what was written last."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from feedback.domain.effect import Effect, EffectKind, EffectState
from feedback.ports import Store

# Fields of a work item that people read as one line each; the long ones are only counted.
_SHORT = ("summary", "priority", "kind", "n_tickets", "n_open_tickets", "n_customers", "labels")


@dataclass(frozen=True, slots=True)
class FieldChange:
    field: str
    before: str | None
    """None for a new work item."""
    after: str


@dataclass(frozen=True, slots=True)
class WaitingEffect:
    """One effect that waits, or whose fate is not known, and what it would change."""

    effect: Effect
    remote_key: str | None
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    waiting: tuple[WaitingEffect, ...]
    held_back: Mapping[str, str]
    """Issue → why it is not published."""


def waiting_plan(store: Store) -> Plan:
    """Every effect that is planned, failed or unknown, most money first, and what is held back."""
    with store.begin() as tx:
        effects = tx.effects.in_state(
            EffectState.PLANNED, EffectState.FAILED, EffectState.UNKNOWN, EffectState.SENDING
        )
        waiting = []
        for effect in sorted(effects, key=lambda e: e.kind is EffectKind.MESSAGE):
            written = [
                e for e in tx.effects.of_target(effect.target) if e.state is EffectState.DONE
            ]
            before = written[-1].payload if written else None
            changes = (
                _changes(before, effect.payload) if effect.kind is EffectKind.WORK_ITEM else ()
            )
            waiting.append(
                WaitingEffect(effect, tx.effects.remote_key(effect.target), tuple(changes))
            )
        night = tx.nights.latest()
        held_back = night.steps.get("publish", {}).get("held_back", {}) if night else {}
        return Plan(tuple(waiting), held_back)


def as_json(plan: Plan) -> dict[str, Any]:
    """The plan as JSON-ready values."""
    return {
        "effects": [
            {
                "idempotency_key": one.effect.idempotency_key,
                "kind": str(one.effect.kind),
                "target": one.effect.target,
                "state": str(one.effect.state),
                "remote_key": one.remote_key,
                "last_error": one.effect.last_error,
                "changes": [
                    {"field": c.field, "before": c.before, "after": c.after} for c in one.changes
                ],
                "payload": one.effect.payload,
            }
            for one in plan.waiting
        ],
        "held_back": dict(plan.held_back),
    }


def _changes(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[FieldChange]:
    changes = [
        FieldChange(name, None if before is None else _words(before.get(name)), _words(after[name]))
        for name in _SHORT
        if before is None or before.get(name) != after[name]
    ]
    old = None if before is None else _usd(before)
    new = _usd(after)
    if old != new:
        changes.append(FieldChange("impact", old, new))
    if before is not None and before["quotes"] != after["quotes"]:
        changes.append(FieldChange("quotes", str(len(before["quotes"])), "rewritten"))
    return changes


def _usd(payload: Mapping[str, Any]) -> str:
    return f"${Decimal(payload['impact']['impact_usd']):,.2f}"


def _words(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
