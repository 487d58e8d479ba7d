"""Whether product was told that a problem came back, so that support agents may say so."""

from collections.abc import Sequence
from datetime import datetime

from feedback.domain.issues.issue import issue_label
from feedback.domain.issues.lineage import LineageKind
from feedback.domain.plans.fix_plan import FixPlanRevision, FixStatus
from feedback.domain.publishing.comment import CameBack, Comment
from feedback.domain.publishing.effect import EffectState
from feedback.domain.publishing.item_news import told_in
from feedback.domain.publishing.readers import PRODUCT
from feedback.ports import Transaction
from feedback.steps.publishing.plan_messages import TOLD

_TOLD_OR_WAITING = (*TOLD, EffectState.PLANNED)
"""What waits goes out with the message that says so."""


def product_knows(
    revisions: Sequence[FixPlanRevision], product_channel: str, tx: Transaction
) -> bool:
    """Whether product's channel (empty: there is none) or a comment on the work item says that it
    came back. False of a plan that has not come back. `revisions`: of one issue, oldest first."""
    if not revisions or revisions[-1].plan.status is not FixStatus.REGRESSED:
        return False
    since = _came_back_at(revisions)
    label = issue_label(revisions[-1].issue_id)
    comments = (
        effect.content
        for effect in tx.effects.of_target(f"{label}#comments")
        if effect.state in _TOLD_OR_WAITING and isinstance(effect.content, Comment)
    )
    if any(
        isinstance(event, CameBack) and event.as_of >= since
        for comment in comments
        for event in comment.events
    ):
        return True
    names = (
        name
        for effect in tx.effects.of_target(f"{PRODUCT}:{product_channel}")
        if product_channel and effect.state in _TOLD_OR_WAITING
        for name in told_in(effect.payload)
    )
    about = f"{label}/{LineageKind.REGRESSED}/"
    return any(
        name.startswith(about) and datetime.fromisoformat(name.removeprefix(about)) >= since
        for name in names
    )


def _came_back_at(revisions: Sequence[FixPlanRevision]) -> datetime:
    """When the plan that has come back was first known to have."""
    at = revisions[-1].plan.recorded_at
    for one in reversed(revisions):
        if one.plan.status is not FixStatus.REGRESSED:
            break
        at = one.plan.recorded_at
    return at
