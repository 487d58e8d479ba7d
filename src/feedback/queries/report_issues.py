"""The report's ranked issues: each with what moved, what was promised and what happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from feedback.domain.fix_plan import FixPlanRevision, FixStatus
from feedback.domain.issue import IssueState, LineageEvent, LineageKind
from feedback.domain.ranking import RankedIssue
from feedback.ports import Transaction

N_DAYS = 28
"""Of the sparkline: four weeks, so that a weekly rhythm shows as one."""


@dataclass(frozen=True, slots=True)
class IssueEntry:
    """One issue of the ranking. Its receipt and words are in `ranked`, the rest is its story."""

    ranked: RankedIssue
    rank_before: int | None
    """On the night before; None when it had none."""
    priority_before: str | None
    tickets_per_day: tuple[int, ...]
    """Of the last four weeks of 24 hours up to the night, oldest first."""
    events: tuple[LineageEvent, ...]
    """Oldest first."""
    revisions: tuple[FixPlanRevision, ...]
    """Of its fix plan, oldest first."""
    remote_key: str | None
    """Of its work item, once it has one."""
    as_of: datetime
    """The night of the ranking."""

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
        """The spike of the night, if there is one."""
        return self._tonight(LineageKind.SPIKED)

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
    created_at = {
        issue_id: [stake.facts.created_at for stake in stakes]
        for issue_id, stakes in tx.tickets.stakes().items()
    }
    events: dict[int, list[LineageEvent]] = {}
    for event in tx.issues.lineage():
        events.setdefault(event.issue_id, []).append(event)
    planned = set(tx.fix_plans.with_plans())
    return tuple(
        IssueEntry(
            ranked=one,
            rank_before=ranks.get(one.issue.issue_id),
            priority_before=priorities.get(one.issue.issue_id),
            tickets_per_day=per_day(created_at.get(one.issue.issue_id, ()), as_of),
            events=tuple(events.get(one.issue.issue_id, ())),
            revisions=(
                tuple(tx.fix_plans.revisions(one.issue.issue_id))
                if one.issue.issue_id in planned
                else ()
            ),
            remote_key=tx.effects.remote_key(one.issue.label),
            as_of=as_of,
        )
        for one in ranked
    )


def per_day(
    created_at: Sequence[datetime], as_of: datetime, n_days: int = N_DAYS
) -> tuple[int, ...]:
    """How many of these moments fall into each of the `n_days` spans of 24 hours up to `as_of`."""
    counts = [0] * n_days
    for moment in created_at:
        n_ago = (as_of - moment) // timedelta(days=1)
        if 0 <= n_ago < n_days:
            counts[n_days - 1 - n_ago] += 1
    return tuple(counts)
