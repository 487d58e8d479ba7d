"""`feedback plan --json`: the plan as JSON-ready values."""

from dataclasses import asdict

from feedback.adapters.store.publishing.content_codec import as_json as content_json
from feedback.queries.publishing.plan import Plan
from feedback.terminal.as_json.row import Row


def as_json(plan: Plan) -> Row:
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
                "candidates": [asdict(near) for near in one.candidates],
                "content": content_json(one.effect.content),
            }
            for one in plan.waiting
        ],
        "held_back": dict(plan.held_back),
        "left_to_people": [
            {
                "issue": one.issue, "remote_key": one.remote_key, "field": one.field,
                "value": one.value, "by": one.by, "on": one.on.isoformat(),
                "suggested": one.suggested or None,
            }
            for one in plan.left_to_people
        ],
        "stopped": plan.stopped or None,
        "candidates": {
            label: [asdict(one) for one in near] for label, near in plan.candidates.items()
        },
    }  # fmt: skip
