"""Comments on work items: one a night at most, and only for what is worth a notification."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.issue import Issue, IssueId
from feedback.domain.issues.lineage import LineageEvent
from feedback.domain.publishing.comment import Comment, PriorityCrossed
from feedback.domain.publishing.content import EffectKind
from feedback.domain.publishing.effect import Effect, EffectState, plan_effect
from feedback.domain.publishing.item_news import (
    NEWS_KINDS,
    TO_CLOSED,
    comment_of,
    merged_into,
    priority_crossed,
)
from feedback.domain.publishing.known_work_item import KnownWorkItem
from feedback.domain.publishing.work_item import PublishPolicy
from feedback.domain.publishing.work_item_content import WorkItemContent
from feedback.ports import Transaction

_TOLD = (EffectState.DONE, EffectState.SENDING, EffectState.UNKNOWN)
"""What people have, or may have, been told."""
_NO_RANK = Decimal(0)


def plan_comments(
    ranking: Sequence[RankedIssue], policy: PublishPolicy, tx: Transaction, now: datetime
) -> int:
    """Plan each work item's comment; withdraw waiting ones that have nothing left to say."""
    recent = [
        event
        for event in tx.issues.lineage(kinds=NEWS_KINDS)
        if now - timedelta(days=policy.news_days) < event.as_of <= now
    ]
    ranked = {found.issue.issue_id: found for found in ranking}
    known = tx.work_items.all()
    issues = {issue.issue_id: issue for issue in tx.issues.all()}
    merged = merged_into(recent, known)
    wanted: set[str] = set()
    n_planned = 0
    for issue_id, item in known.items():
        if item.remote_key is None or item.is_gone or item.is_locked:
            continue
        if issues[issue_id].by_hand.is_muted:
            continue
        events = [event for event in recent if event.issue_id == issue_id]
        comment = _comment(
            issues[issue_id], item, ranked.get(issue_id), events, merged, policy, tx, now
        )
        if comment is None:
            continue
        wanted.add(comment.target)
        if comment.state is EffectState.PLANNED and comment.planned_at == now:
            tx.effects.put(comment)
            n_planned += 1
    for waiting in tx.effects.in_state(EffectState.PLANNED):
        if waiting.kind is EffectKind.COMMENT and waiting.target not in wanted:
            tx.effects.put(replace(waiting, state=EffectState.SUPERSEDED))
    return n_planned


def _comment(
    issue: Issue,
    item: KnownWorkItem,
    ranked: RankedIssue | None,
    events: Sequence[LineageEvent],
    merged: Mapping[IssueId, Sequence[IssueId]],
    policy: PublishPolicy,
    tx: Transaction,
    now: datetime,
) -> Effect | None:
    """The comment that tells what is new; None when there is nothing to tell, or not now."""
    target = f"{issue.label}#comments"
    effects = tx.effects.of_target(target)
    last = effects[-1] if effects else None
    crossed = None
    absorbed = merged.get(issue.issue_id, ())
    if item.is_closed:
        events = [
            event for event in events if event.kind in TO_CLOSED and policy.regressions_to_closed
        ]
        absorbed = ()
    else:
        crossed = _crossed(issue, ranked, tx) or _untold(last, ranked)
    if not events and not absorbed and crossed is None:
        return None
    first = tx.effects.first_written(issue.label)
    if first is None:
        return None  # nothing of ours stands there yet
    # What happened before the work item was made stands in it.
    events = [event for event in events if event.as_of > first.planned_at]
    if last is not None and last.state in _TOLD and last.planned_at == now:
        return None
    told = {
        event.reference
        for effect in effects
        if effect.state in _TOLD
        for event in _comment_in(effect).events
    }
    comment = comment_of(issue.issue_id, events, told, crossed=crossed, merged=absorbed)
    if comment is None:
        return None
    rank = ranked.impact.impact_usd if ranked else _NO_RANK
    planned = plan_effect(target, comment, last=last, rank=rank, now=now)
    return planned or last


def _crossed(issue: Issue, ranked: RankedIssue | None, tx: Transaction) -> PriorityCrossed | None:
    """The border that was crossed since the last write, if one was."""
    written = tx.effects.last_written(issue.label)
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
