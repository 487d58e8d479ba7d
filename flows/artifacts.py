"""What a night leaves in the Prefect UI."""

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from feedback.domain.effect import EffectState
from feedback.domain.night import Night
from feedback.ports import Store
from feedback.queries.changes import changes_of
from feedback.queries.issues import ranked_issues


def publish_artifacts(store: Store, night: Night) -> None:
    """The ranked table, what changed, what was or would be written, and what failed."""
    create_table_artifact(
        key="ranked-issues",
        table=ranked_issues(store),
        description=f"Issues by impact, night of {night.as_of.isoformat()}",
    )
    create_markdown_artifact(
        key="what-changed", markdown=_bullets("What changed", changes_of(store, night))
    )
    create_table_artifact(
        key="effects",
        table=_effects(store),
        description="Writes to the outside: done this far, and waiting",
    )
    create_markdown_artifact(
        key="what-failed",
        markdown=_bullets(
            "What failed", [f"**{fault.step}**: {fault.message}" for fault in night.faults]
        ),
    )


def _bullets(title: str, lines: list[str]) -> str:
    return "\n".join([f"## {title}", "", *(f"- {line}" for line in lines or ["Nothing."])])


def _effects(store: Store) -> list[dict[str, str | int | None]]:
    with store.begin() as tx:
        effects = tx.effects.in_state(*EffectState)
    return [
        {
            "target": effect.target,
            "write": effect.sequence,
            "state": str(effect.state),
            "remote_key": effect.remote_key,
            "planned_at": effect.planned_at.isoformat(),
            "last_error": effect.last_error,
        }
        for effect in effects
    ]
