"""What waits to be written, as a diff against what was written last, and what is held back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from feedback.domain.issues.issue import issue_label, issue_of_label
from feedback.domain.publishing.content import EffectKind
from feedback.domain.publishing.effect import Effect, EffectState
from feedback.domain.publishing.known_work_item import ALL_FIELDS, OURS_TO_LOSE, KnownWorkItem
from feedback.ports import Store, Transaction

# Fields of a work item that people read as one line each; the long ones are only counted.
_SHORT = (
    "summary", "priority", "kind", "n_tickets", "n_open_tickets", "n_customers", "labels",
    "project", "issue_type", "components", "spike", "split_from", "absorbed_by",
)  # fmt: skip
_QUOTE_CHARS = 60
NOTHING = "–"
"""What a field holds that holds nothing."""
_ORDER = (
    EffectKind.WORK_ITEM,
    EffectKind.LINK,
    EffectKind.COMMENT,
    EffectKind.MESSAGE,
    EffectKind.NOTE,
)


@dataclass(frozen=True, slots=True)
class FieldChange:
    field: str
    before: str | None
    """None for a new work item."""
    after: str


@dataclass(frozen=True, slots=True)
class LeftToPeople:
    """A field that a person decided, and what we would make it."""

    issue: str
    remote_key: str
    field: str
    value: str
    by: str
    on: str
    """The day, as an ISO date."""
    suggested: str
    """Empty where we agree, or have nothing to say now."""


@dataclass(frozen=True, slots=True)
class WaitingEffect:
    """One effect that waits, or whose fate is not known, and what it would change."""

    effect: Effect
    remote_key: str | None
    changes: tuple[FieldChange, ...]
    candidates: tuple[Mapping[str, Any], ...] = ()
    """Of a new work item: open ones that may be about the same (remote_key, summary,
    similarity)."""


@dataclass(frozen=True, slots=True)
class Plan:
    waiting: tuple[WaitingEffect, ...]
    held_back: Mapping[str, str]
    """Issue → why nothing is written about it."""
    left_to_people: tuple[LeftToPeople, ...] = ()
    stopped: str = ""
    """Why the whole night published nothing; empty where it did."""
    candidates: Mapping[str, Sequence[Mapping[str, Any]]] | None = None


def waiting_plan(store: Store) -> Plan:
    """Every effect that is planned, failed or unknown, most money first, and what is held back."""
    with store.begin() as tx:
        effects = tx.effects.in_state(
            EffectState.PLANNED, EffectState.FAILED, EffectState.UNKNOWN, EffectState.SENDING
        )
        night = tx.nights.latest()
        steps = night.steps if night else {}
        candidates = steps.get("adopt", {}).get("candidates", {})
        published = steps.get("publish", {})
        return Plan(
            tuple(
                _waiting(effect, candidates, tx)
                for effect in sorted(effects, key=lambda e: _ORDER.index(e.kind))
            ),
            published.get("held_back", {}),
            _left_to_people(tx),
            published.get("stopped", ""),
            candidates,
        )


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
                "not_before": one.effect.not_before.isoformat() if one.effect.not_before else None,
                "changes": [
                    {"field": c.field, "before": c.before, "after": c.after} for c in one.changes
                ],
                "candidates": list(one.candidates),
                "payload": one.effect.payload,
            }
            for one in plan.waiting
        ],
        "held_back": dict(plan.held_back),
        "left_to_people": [
            {
                "issue": one.issue, "remote_key": one.remote_key, "field": one.field,
                "value": one.value, "by": one.by, "on": one.on, "suggested": one.suggested or None,
            }
            for one in plan.left_to_people
        ],
        "stopped": plan.stopped or None,
        "candidates": {label: list(near) for label, near in (plan.candidates or {}).items()},
    }  # fmt: skip


def _waiting(effect: Effect, candidates: Mapping[str, Any], tx: Transaction) -> WaitingEffect:
    remote_key = tx.effects.remote_key(effect.belongs_to)
    if effect.kind is not EffectKind.WORK_ITEM:
        return WaitingEffect(effect, remote_key, ())
    written = tx.effects.last_written(effect.target)
    issue_id = issue_of_label(effect.target)
    known = tx.work_items.of(issue_id) if issue_id is not None else None
    before = written.payload if written is not None and remote_key is not None else None
    if before is None and remote_key is not None:
        changes = _added(effect.payload)
    else:
        changes = _changes(before, effect.payload, known)
    near = () if remote_key is not None else tuple(candidates.get(effect.target, ()))
    return WaitingEffect(effect, remote_key, tuple(changes), near)


def _added(after: Mapping[str, Any]) -> list[FieldChange]:
    """What is added to a work item that people made."""
    labels = _words(after["labels"])
    return [
        FieldChange("our section", None, f"{after['n_customers']} customers, {_usd(after)}"),
        FieldChange("labels", None, labels),
    ]


def _changes(
    before: Mapping[str, Any] | None, after: Mapping[str, Any], known: KnownWorkItem | None
) -> list[FieldChange]:
    owned = after.get("owned", ALL_FIELDS)
    changes = []
    for name in _SHORT:
        if name in OURS_TO_LOSE and name not in owned:
            continue
        old = None if before is None else before.get(name)
        if name in OURS_TO_LOSE and known is not None:
            old = known.written.get(name, old)
        new = after.get(name)
        if old == new or (new is None and name in ("project", "issue_type", "components")):
            continue
        was = None if before is None else _words(old)
        changes.append(FieldChange(name, was, _words(new)))
    old_usd = None if before is None else _usd(before)
    if old_usd != _usd(after):
        changes.append(FieldChange("impact", old_usd, _usd(after)))
    if before is not None and before["quotes"] != after["quotes"]:
        changes.append(FieldChange("quotes", _quotes(before), _quotes(after)))
    old_said, said = (before or {}).get("suggested", {}), after.get("suggested", {})
    for name in OURS_TO_LOSE:
        if said.get(name) != old_said.get(name):
            was = None if before is None else _words(old_said.get(name))
            changes.append(FieldChange(f"suggested {name}", was, _words(said.get(name))))
    return changes


def _left_to_people(tx: Transaction) -> tuple[LeftToPeople, ...]:
    ranked = {one.issue.issue_id: one for one in tx.rankings.latest()}
    found = []
    for issue_id, known in tx.work_items.all().items():
        if known.remote_key is None or known.is_gone or issue_id not in ranked:
            continue
        ours = {
            "summary": ranked[issue_id].issue.title, "priority": ranked[issue_id].priority,
        }  # fmt: skip
        for one in known.overrides:
            if one.field not in OURS_TO_LOSE:
                continue
            suggested = ours[one.field] if ours[one.field] != one.value else ""
            found.append(
                LeftToPeople(
                    issue_label(issue_id), known.remote_key, one.field, one.value, one.by,
                    one.at.date().isoformat(), suggested,
                )
            )  # fmt: skip
    return tuple(found)


def _usd(payload: Mapping[str, Any]) -> str:
    return f"${Decimal(payload['impact']['impact_usd']):,.2f}"


def _quotes(payload: Mapping[str, Any]) -> str:
    return "; ".join(f"“{_cut(one['quote'])}”" for one in payload["quotes"]) or NOTHING


def _cut(text: str) -> str:
    return text if len(text) <= _QUOTE_CHARS else f"{text[: _QUOTE_CHARS - 1].rstrip()}…"


def _words(value: Any) -> str:
    if value is None:
        return NOTHING
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
