"""What product has been told of problems that came back."""

from collections.abc import Iterable, Mapping, Sequence

from feedback.domain.issues.issue import IssueId, issue_label
from feedback.domain.issues.lineage import EventKey
from feedback.domain.plans.fix_plan import FixPlanRevision
from feedback.domain.plans.messages.product_told import has_come_back
from feedback.domain.publishing.effect import Effect
from feedback.domain.publishing.messages.readers import PRODUCT
from feedback.domain.publishing.messages.told import TellsNews, events_told
from feedback.ports import Told


def regressions_told(
    plans: Mapping[IssueId, Sequence[FixPlanRevision]],
    product_channel: str,
    waiting: Iterable[Effect],
    told: Told,
) -> set[EventKey]:
    """What product's channel (empty: there is none) and the comments on work items have said of
    the issues that came back, or will with what is `waiting`."""
    targets = {
        f"{issue_label(issue_id)}#comments"
        for issue_id, revisions in plans.items()
        if has_come_back(revisions)
    }
    if not targets:
        return set()
    targets |= {f"{PRODUCT}:{product_channel}"} if product_channel else set()
    rows = told.of_readers(sorted(targets))
    known = {key for of_reader in rows.values() for key in events_told(of_reader)}
    return known | {
        key
        for effect in waiting
        if effect.target in targets and isinstance(effect.content, TellsNews)
        for key in effect.content.news_told
        if isinstance(key, EventKey)
    }
