"""Fix plans as the work items say them, beside those of another source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from feedback.domain.issues.issue import Issue, IssueId, issue_label
from feedback.domain.plans.fix_plan_of_work_item import PlanReading, plan_of
from feedback.domain.publishing.known_work_item import KnownWorkItem
from feedback.ports import FixPlanSource, RecordedPlan


@dataclass(frozen=True, slots=True)
class WorkItemPlans:
    """A `FixPlanSource`: what the other source has, then what the work items say now.

    A work item has one plan, the present one, recorded at the moment that is asked for: whoever
    keeps revisions finds out whether it is news. That it stands there still confirms nothing; what
    a person did in the work item does, and reading it back notes that.
    """

    other: FixPlanSource
    work_items: Sequence[tuple[KnownWorkItem, bool]]
    """With whether a plan that it does not tell any more counts as withdrawn."""
    reading: PlanReading

    def plans(self, until: datetime) -> Sequence[RecordedPlan]:
        """Those of the other source, then those of the work items, as of `until`."""
        found = []
        for known, had_plan in self.work_items:
            assert known.state is not None, "only work items that were read are given"
            plan = plan_of(known.state, self.reading, had_plan=had_plan, as_of=until)
            if plan is not None:
                label = issue_label(known.issue_id)
                origin = known.remote_key or label
                found.append(RecordedPlan(label, plan, origin, is_confirmation=False))
        return [*self.other.plans(until), *found]


def with_work_items(
    issues: Mapping[IssueId, Issue],
    work_items: Mapping[IssueId, KnownWorkItem],
    other: FixPlanSource,
    reading: PlanReading,
) -> WorkItemPlans:
    """The other source's plans and those of the work items as they were last read.

    The work item of an absorbed issue keeps its plan, but if it loses it, nothing is withdrawn:
    the survivor's work item has the plan.
    """
    return WorkItemPlans(
        other,
        [
            (known, known.tells_plan and issues[issue_id].absorbed_by is None)
            for issue_id, known in work_items.items()
            if known.state is not None
        ],
        reading,
    )
