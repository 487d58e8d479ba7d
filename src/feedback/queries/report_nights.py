"""The report's nights: what each of them changed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from feedback.domain.grouping.group_report import GroupReport
from feedback.domain.impact.measure import Measure
from feedback.domain.impact.ranking import RankedIssue, RankReport
from feedback.domain.issues.issue import IssueId, issue_label
from feedback.domain.issues.lineage import LineageEvent, LineageKind
from feedback.domain.night import Night
from feedback.domain.plans.advise_report import AdviseReport
from feedback.domain.plans.fix_plan import FixPlanRevision
from feedback.domain.publishing.content import EffectKind
from feedback.domain.publishing.effect import Effect, EffectState
from feedback.domain.publishing.step_reports import PublishReport
from feedback.ports import Transaction

_SETTLED = (LineageKind.SPIKE_ENDED, LineageKind.REGRESSED, LineageKind.FIXED)


@dataclass(frozen=True, slots=True)
class Mention:
    """An issue named on a night, and what is said of it."""

    label: str
    title: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class PriorityChange:
    label: str
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class NightEntry:
    """One night, and the writes it planned as they stand now."""

    night: Night
    grouped: GroupReport | None
    """None when the night did not group."""
    impact_usd: Decimal | None
    """Of all issues; None when the night did not rank, or ranked by customers."""
    measured_before: Measure | None
    """What the night before went by, where this one goes by something else."""
    born: tuple[Mention, ...]
    spiked: tuple[tuple[Mention, LineageEvent], ...]
    settled: tuple[tuple[Mention, LineageEvent], ...]
    """Spikes that were over, and what became of released fixes."""
    revived: tuple[Mention, ...]
    dormant: tuple[Mention, ...]
    revisions: tuple[tuple[Mention, FixPlanRevision], ...]
    """Fix plans recorded since the night before, up to this one."""
    n_plan_revisions: int
    """News in the fix plans that this night took in."""
    plans_without_issue: tuple[str, ...]
    priority_changes: tuple[PriorityChange, ...]
    work_items: Mapping[EffectState, int]
    """Writes to Jira planned on this night, by the state they are in now."""
    messages: Mapping[EffectState, int]
    held_back: tuple[Mention, ...]


def night_entries(
    newest: Sequence[Night],
    nights: Sequence[Night],
    ranked: Sequence[RankedIssue],
    effects: Sequence[Effect],
    tx: Transaction,
) -> tuple[NightEntry, ...]:
    """One entry per night of `newest`, in its order; `nights` are all of them, oldest first."""
    titles = {issue.issue_id: issue.title for issue in tx.issues.all()}
    revisions = [one for of_issue in tx.fix_plans.of_all().values() for one in of_issue]
    entries = []
    for night in newest:
        place = nights.index(night)
        before = nights[place - 1].as_of if place else None
        after = nights[place + 1].as_of if place + 1 < len(nights) else None
        priorities = (
            {one.issue.issue_id: one.priority for one in ranked}
            if after is None
            else tx.rankings.priorities_before(after)
        )
        entries.append(
            _entry(
                night,
                [r for r in revisions if _lies_between(r.plan.recorded_at, before, night.as_of)],
                _priority_changes(tx.rankings.priorities_before(night.as_of), priorities, titles),
                [effect for effect in effects if effect.planned_at == night.as_of],
                tx.issues.lineage(night.as_of),
                titles,
            )
        )
    return tuple(entries)


def _entry(
    night: Night,
    revisions: Sequence[FixPlanRevision],
    priority_changes: tuple[PriorityChange, ...],
    effects: Sequence[Effect],
    events: Sequence[LineageEvent],
    titles: Mapping[IssueId, str],
) -> NightEntry:
    grouped, ranking = night.report(GroupReport), night.report(RankReport)
    advised, published = night.report(AdviseReport), night.report(PublishReport)
    held_back = published.held_back if published else {}

    def mention(issue_id: IssueId) -> Mention:
        return Mention(issue_label(issue_id), titles.get(issue_id, ""))

    def mentions(kind: LineageKind) -> tuple[Mention, ...]:
        return tuple(mention(event.issue_id) for event in events if event.kind is kind)

    return NightEntry(
        night=night,
        grouped=grouped,
        impact_usd=ranking.impact_usd if ranking else None,
        measured_before=ranking.measured_before if ranking else None,
        born=mentions(LineageKind.EMERGED),
        spiked=tuple(
            (mention(event.issue_id), event) for event in events if event.kind is LineageKind.SPIKED
        ),
        settled=tuple(
            (mention(event.issue_id), event) for event in events if event.kind in _SETTLED
        ),
        revived=mentions(LineageKind.REVIVED),
        dormant=mentions(LineageKind.DORMANT),
        revisions=tuple((mention(revision.issue_id), revision) for revision in revisions),
        n_plan_revisions=advised.n_revisions if advised else 0,
        plans_without_issue=advised.plans_without_issue if advised else (),
        priority_changes=priority_changes,
        work_items=_by_state(effects, EffectKind.WORK_ITEM),
        messages=_by_state(effects, EffectKind.MESSAGE),
        held_back=tuple(
            replace(mention(issue_id), words=reason)
            for issue_id, reason in sorted(held_back.items())
        ),
    )


def _priority_changes(
    before: Mapping[IssueId, str], after: Mapping[IssueId, str], titles: Mapping[IssueId, str]
) -> tuple[PriorityChange, ...]:
    return tuple(
        PriorityChange(issue_label(issue_id), titles.get(issue_id, ""), before[issue_id], priority)
        for issue_id, priority in sorted(after.items())
        if issue_id in before and before[issue_id] != priority
    )


def _by_state(effects: Sequence[Effect], kind: EffectKind) -> Mapping[EffectState, int]:
    counts = Counter(effect.state for effect in effects if effect.kind is kind)
    return {state: counts[state] for state in EffectState if counts[state]}


def _lies_between(moment: datetime, after: datetime | None, until: datetime) -> bool:
    return moment <= until and (after is None or moment > after)
