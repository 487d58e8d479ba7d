"""Fix plans as the work items say them, beside those of another source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feedback.domain.fix_plan_of_work_item import PlanReading, plan_of
from feedback.domain.issue import issue_label
from feedback.domain.known_work_item import KnownWorkItem
from feedback.ports import FixPlanSource, RecordedPlan, Store
from feedback.steps.read_back import states_by_issue


@dataclass(frozen=True, slots=True)
class WorkItemPlans:
    """A `FixPlanSource`: what the other source has, then what the work items say now.

    A work item has one plan, the present one, recorded at the moment that is asked for: whoever
    keeps revisions finds out whether it is news.
    """

    other: FixPlanSource
    work_items: Sequence[KnownWorkItem]
    reading: PlanReading

    def plans(self, until: datetime) -> Sequence[RecordedPlan]:
        found = []
        for known in self.work_items:
            assert known.state is not None, "only work items that were read are given"
            plan = plan_of(known.state, self.reading, had_plan=known.tells_plan, as_of=until)
            if plan is not None:
                found.append(RecordedPlan(issue_label(known.issue_id), plan))
        return [*self.other.plans(until), *found]


def with_work_items(store: Store, other: FixPlanSource, reading: PlanReading) -> WorkItemPlans:
    """The other source's plans and those of the work items as they were last read. Work items of
    absorbed issues say nothing: the survivor's does."""
    with store.begin() as tx:
        absorbed = {one.issue_id for one in tx.issues.all() if one.absorbed_by is not None}
    known = states_by_issue(store)
    return WorkItemPlans(other, [known[one] for one in known if one not in absorbed], reading)
