"""Timeliness: how long it takes from the first ticket until customers know of the fix."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, time, timedelta
from statistics import median, quantiles

from feedback.domain.plans.fix_plan import FixPlanRevision, FixStatus


@dataclass(frozen=True, slots=True)
class Milestones:
    """When an issue got how far, for the customers of one segment or the tickets of one supplier;
    None: not yet."""

    first_ticket_at: datetime | None = None
    visible_at: datetime | None = None
    """Its work item was written."""
    planned_at: datetime | None = None
    """Product said for the first time what it will do, or that it will not."""
    support_told_at: datetime | None = None
    """The first message about its plan to those who hold its tickets."""
    released_at: datetime | None = None
    customers_told_at: datetime | None = None
    """The last customer who was to be told of the release was told."""


STAGES: Mapping[str, tuple[str, str]] = {
    "first_ticket_to_visible": ("first_ticket_at", "visible_at"),
    "visible_to_plan": ("visible_at", "planned_at"),
    "plan_to_support_told": ("planned_at", "support_told_at"),
    "support_told_to_released": ("support_told_at", "released_at"),
    "released_to_customers_told": ("released_at", "customers_told_at"),
    "first_ticket_to_customers_told": ("first_ticket_at", "customers_told_at"),
}


@dataclass(frozen=True, slots=True)
class Span:
    """How long a stage took, over the issues that have come through it. Hours."""

    n_issues: int
    median_hours: float
    p90_hours: float


def span_of(hours: Sequence[float]) -> Span | None:
    """Median and 90th percentile (linear between closest ranks: Hyndman & Fan 1996, type 7)."""
    if not hours:
        return None
    p90 = hours[0] if len(hours) == 1 else quantiles(sorted(hours), n=10, method="inclusive")[-1]
    return Span(len(hours), round(median(hours), 1), round(p90, 1))


def spans(issues: Iterable[Milestones]) -> dict[str, Span | None]:
    """Every stage over these issues; None for one that no issue has come through.

    A stage that was over before it began (a plan that was there before the work item was written)
    took no time.
    """
    hours: dict[str, list[float]] = {stage: [] for stage in STAGES}
    for milestones in issues:
        at = {field.name: getattr(milestones, field.name) for field in fields(milestones)}
        for stage, (begin, end) in STAGES.items():
            if at[begin] is not None and at[end] is not None:
                hours[stage].append(max((at[end] - at[begin]) / timedelta(hours=1), 0.0))
    return {stage: span_of(found) for stage, found in hours.items()}


def first_plan_at(revisions: Sequence[FixPlanRevision]) -> datetime | None:
    """When product first said what it will do, if it has."""
    return revisions[0].plan.recorded_at if revisions else None


def first_release_at(revisions: Sequence[FixPlanRevision]) -> datetime | None:
    """The end of the day of the first release, or when it became known if that was earlier."""
    for revision in revisions:
        if revision.plan.status is FixStatus.RELEASED:
            on = revision.plan.released_on or revision.plan.recorded_at.date()
            end_of_day = datetime.combine(on + timedelta(days=1), time(), UTC)
            return min(end_of_day, revision.plan.recorded_at)
    return None
