"""Comments on work items: one a night at most, and only for what is worth a notification."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.issue import Issue, IssueId, issue_label
from feedback.domain.issues.lineage import LineageEvent
from feedback.domain.publishing.comment import Comment, PriorityCrossed
from feedback.domain.publishing.effect import Effect, EffectState, plan_effect
from feedback.domain.publishing.known_work_item import KnownWorkItem
from feedback.domain.publishing.messages.item_news import (
    TO_CLOSED,
    comment_of,
    merged_into,
    priority_crossed,
)
from feedback.domain.publishing.work_item import PublishPolicy
from feedback.domain.publishing.work_item_content import WorkItemContent
from feedback.ports import Effects
from feedback.steps.night_state import NightState
from feedback.steps.publishing.tracker_writes import TrackerWrites

_TOLD = (EffectState.DONE, EffectState.SENDING, EffectState.UNKNOWN)
"""What people have, or may have, been told."""
_NO_RANK = Decimal(0)


def plan_comments(
    state: NightState,
    news: Iterable[LineageEvent],
    policy: PublishPolicy,
    writes: TrackerWrites,
    effects: Effects,
    now: datetime,
) -> int:
    """Plan each work item's comment; withdraw waiting ones that have nothing left to say.

    `news`: of the days that count. Returns how many were planned.
    """
    recent = [event for event in news if event.as_of <= now]
    ranked = {found.issue.issue_id: found for found in state.ranking}
    merged = merged_into(recent, state.work_items)
    items = {
        issue_id: item
        for issue_id, item in state.work_items.items()
        if item.remote_key is not None and not item.is_gone and not item.is_locked
    }
    targets = {_target(issue_id): issue_id for issue_id in state.work_items}
    before = effects.of_each(targets)
    drafts = [
        _Draft(
            state.issues[issue_id],
            item,
            ranked.get(issue_id),
            [event for event in recent if event.issue_id == issue_id],
            merged.get(issue_id, ()),
            before.get(_target(issue_id), ()),
        )
        for issue_id, item in items.items()
        if not state.issues[issue_id].by_hand.is_muted
    ]
    drafts = [draft for draft in (_with_news(draft, policy, writes) for draft in drafts) if draft]
    first = _first_written([draft.issue.label for draft in drafts], effects)
    wanted: set[str] = set()
    n_planned = 0
    for draft in drafts:
        comment = _comment(draft, first.get(draft.issue.label), now)
        if comment is None:
            continue
        wanted.add(comment.target)
        if comment.state is EffectState.PLANNED and comment.planned_at == now:
            writes.put(comment)
            n_planned += 1
    for target, of_target in before.items():
        if target not in wanted:
            writes.withdraw(of_target[-1])
    return n_planned


def _target(issue_id: IssueId) -> str:
    return f"{issue_label(issue_id)}#comments"


def _first_written(labels: Sequence[str], effects: Effects) -> Mapping[str, Effect]:
    """Of each of these work items the first write that is done."""
    done = {
        label: [effect for effect in of_label if effect.state is EffectState.DONE]
        for label, of_label in (effects.of_each(labels) if labels else {}).items()
    }
    return {label: of_label[0] for label, of_label in done.items() if of_label}


@dataclass(frozen=True, slots=True)
class _Draft:
    """What a work item's comment may be made of."""

    issue: Issue
    item: KnownWorkItem
    ranked: RankedIssue | None
    events: Sequence[LineageEvent]
    absorbed: Sequence[IssueId]
    before: Sequence[Effect]
    """Its comments so far, oldest first."""
    crossed: PriorityCrossed | None = None

    @property
    def last(self) -> Effect | None:
        """The newest of them."""
        return self.before[-1] if self.before else None


def _with_news(draft: _Draft, policy: PublishPolicy, writes: TrackerWrites) -> _Draft | None:
    """With what its readers should hear of only; None when that is nothing."""
    if draft.item.is_closed:
        events = [
            event
            for event in draft.events
            if event.kind in TO_CLOSED and policy.regressions_to_closed
        ]
        draft = replace(draft, events=events, absorbed=())
    else:
        written = writes.written.get(draft.issue.label)
        crossed = _crossed(draft.issue, draft.ranked, written) or _untold(draft.last, draft.ranked)
        draft = replace(draft, crossed=crossed)
    has_news = draft.events or draft.absorbed or draft.crossed is not None
    return draft if has_news else None


def _comment(draft: _Draft, first: Effect | None, now: datetime) -> Effect | None:
    """The comment that tells what is new; None when there is nothing to tell, or not now.

    `first`: the write that made the work item.
    """
    if first is None:
        return None  # nothing of ours stands there yet
    # What happened before the work item was made stands in it.
    events = [event for event in draft.events if event.as_of > first.planned_at]
    last = draft.last
    if last is not None and last.state in _TOLD and last.planned_at == now:
        return None
    told = {
        event.reference
        for effect in draft.before
        if effect.state in _TOLD
        for event in _comment_in(effect).events
    }
    comment = comment_of(
        draft.issue.issue_id, events, told, crossed=draft.crossed, merged=draft.absorbed
    )
    if comment is None:
        return None
    rank = draft.ranked.impact.weight if draft.ranked else _NO_RANK
    target = _target(draft.issue.issue_id)
    planned = plan_effect(target, comment, last=last, rank=rank, now=now)
    return planned or last


def _crossed(
    issue: Issue, ranked: RankedIssue | None, written: Effect | None
) -> PriorityCrossed | None:
    """The border that was crossed since the last write, if one was."""
    if ranked is None or written is None or issue.absorbed_by is not None:
        return None
    assert isinstance(written.content, WorkItemContent)
    return priority_crossed(written.sequence, written.content.priority, ranked)


def _untold(last: Effect | None, ranked: RankedIssue | None) -> PriorityCrossed | None:
    """The border that a comment was to tell of and did not reach the tracker with, while the work
    item itself has the new priority already."""
    if last is None or ranked is None or last.state in (*_TOLD, EffectState.SUPERSEDED):
        return None
    for event in _comment_in(last).events:
        if isinstance(event, PriorityCrossed) and event.after == ranked.priority:
            return priority_crossed(event.written_sequence, event.before, ranked)
    return None


def _comment_in(effect: Effect) -> Comment:
    assert isinstance(effect.content, Comment)
    return effect.content
