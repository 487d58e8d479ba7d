"""The report's ranked issues: each with what moved, what was promised and what happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.impact.spike_period import SpikePeriod, spike_periods
from feedback.domain.issues.issue import IssueState
from feedback.domain.issues.lineage import LineageEvent, LineageKind
from feedback.domain.plans.fix_plan import FixPlanRevision, FixStatus
from feedback.domain.plans.regression import VERDICTS
from feedback.ports import Transaction


@dataclass(frozen=True, slots=True)
class IssueEntry:
    """One issue of the ranking. Its receipt and words are in `ranked`, the rest is its story."""

    ranked: RankedIssue
    rank_before: int | None
    """On the night before; None when it had none."""
    priority_before: str | None
    events: tuple[LineageEvent, ...]
    """Oldest first."""
    revisions: tuple[FixPlanRevision, ...]
    """Of its fix plan, oldest first."""
    remote_key: str | None
    """Of its work item, once it has one."""
    as_of: datetime
    """The night of the ranking."""
    spike_period: SpikePeriod | None = None
    """The spike it is in, if it is in one."""

    @property
    def label(self) -> str:
        return self.ranked.issue.label

    @property
    def is_new(self) -> bool:
        return self._tonight(LineageKind.EMERGED) is not None

    @property
    def is_revived(self) -> bool:
        return self._tonight(LineageKind.REVIVED) is not None

    @property
    def is_dormant(self) -> bool:
        return self.ranked.issue.state is IssueState.DORMANT

    @property
    def spike(self) -> LineageEvent | None:
        """How the spike that lasts this night began, if one does."""
        if self.spike_period is None:
            return None
        return next(
            e
            for e in self.events
            if e.kind is LineageKind.SPIKED and e.as_of == self.spike_period.started_at
        )

    @property
    def after_release(self) -> LineageEvent | None:
        """What the watch over the newest release found, if it has found something."""
        plan = self.plan
        if plan is None or plan.plan.status is not FixStatus.RELEASED:
            return None
        since = plan.plan.recorded_at
        found = [e for e in self.events if e.kind in VERDICTS and e.as_of > since]
        return found[-1] if found else None

    @property
    def n_places_up(self) -> int | None:
        """How many places it rose (negative: fell) since the night before."""
        return None if self.rank_before is None else self.rank_before - self.ranked.rank

    @property
    def plan(self) -> FixPlanRevision | None:
        return self.revisions[-1] if self.revisions else None

    @property
    def is_plan_late(self) -> bool:
        """Its date has passed and nothing was released."""
        plan = self.revisions[-1].plan if self.revisions else None
        return (
            plan is not None
            and plan.target_on is not None
            and plan.status not in (FixStatus.RELEASED, FixStatus.WONT_FIX)
            and plan.target_on < self.as_of.date()
        )

    def _tonight(self, kind: LineageKind) -> LineageEvent | None:
        return next((e for e in self.events if e.kind is kind and e.as_of == self.as_of), None)


def issue_entries(
    ranked: Sequence[RankedIssue], as_of: datetime | None, tx: Transaction
) -> tuple[IssueEntry, ...]:
    """One entry per issue of the ranking of `as_of`, in its order."""
    if as_of is None:
        return ()
    ranks, priorities = tx.rankings.ranks_before(as_of), tx.rankings.priorities_before(as_of)
    lineage = [event for event in tx.issues.lineage() if event.as_of <= as_of]
    events: dict[int, list[LineageEvent]] = {}
    for event in lineage:
        events.setdefault(event.issue_id, []).append(event)
    open_spikes = {
        spike.issue_id: spike for spike in spike_periods(lineage) if spike.ended_at is None
    }
    plans = tx.fix_plans.of_all()
    return tuple(
        IssueEntry(
            ranked=one,
            rank_before=ranks.get(one.issue.issue_id),
            priority_before=priorities.get(one.issue.issue_id),
            events=tuple(events.get(one.issue.issue_id, ())),
            revisions=tuple(plans.get(one.issue.issue_id, ())),
            remote_key=tx.effects.remote_key(one.issue.label),
            as_of=as_of,
            spike_period=open_spikes.get(one.issue.issue_id),
        )
        for one in ranked
    )
