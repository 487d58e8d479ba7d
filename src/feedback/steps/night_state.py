"""What a night has found once its issues are ranked: read once, and handed from step to step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.issue import Issue, IssueId
from feedback.domain.plans.fix_plan import FixPlanRevision
from feedback.domain.publishing.known_work_item import KnownWorkItem
from feedback.ports import Store, Transaction


@dataclass(frozen=True, slots=True)
class NightState:
    """Issues, what they put at risk, what is planned, and where it is told."""

    issues: Mapping[IssueId, Issue]
    ranking: Sequence[RankedIssue]
    """With every receipt; largest impact first."""
    plans: Mapping[IssueId, Sequence[FixPlanRevision]]
    """Issue → every revision of its plan, oldest first."""
    work_items: Mapping[IssueId, KnownWorkItem]


def read_night_state(store: Store) -> NightState:
    """Read all of it, one transaction."""
    with store.begin() as tx:
        return night_state(tx)


def night_state(tx: Transaction) -> NightState:
    """The same within a transaction."""
    return NightState(
        issues={issue.issue_id: issue for issue in tx.issues.all()},
        ranking=tx.rankings.latest(),
        plans=tx.fix_plans.of_all(),
        work_items=tx.work_items.all(),
    )
