"""Comments on work items: one a night at most, and only for what is worth a notification."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.issue import Issue, IssueId, issue_label
from feedback.domain.issues.lineage import AbsorbedInto, LineageEvent
from feedback.domain.publishing.content import EffectKind, UntypedContent
from feedback.domain.publishing.effect import Effect, EffectState, plan_effect
from feedback.domain.publishing.item_news import (
    REASONS,
    TO_CLOSED,
    band_id,
    band_of,
    comment_payload,
    told_in,
)
from feedback.domain.publishing.known_work_item import KnownWorkItem
from feedback.domain.publishing.work_item import PublishPolicy
from feedback.domain.wording import count
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
        for event in tx.issues.lineage(kinds=tuple(REASONS))
        if now - timedelta(days=policy.news_days) < event.as_of <= now
    ]
    ranked = {one.issue.issue_id: one for one in ranking}
    known = tx.work_items.all()
    issues = {issue.issue_id: issue for issue in tx.issues.all()}
    merged = _merged(recent, known)
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
    merged: dict[IssueId, list[str]],
    policy: PublishPolicy,
    tx: Transaction,
    now: datetime,
) -> Effect | None:
    """The comment that tells what is new; None when there is nothing to tell, or not now."""
    target = f"{issue.label}#comments"
    effects = tx.effects.of_target(target)
    last = effects[-1] if effects else None
    band = None
    labels: list[str] = merged.get(issue.issue_id, [])
    if item.is_closed:
        events = [one for one in events if one.kind in TO_CLOSED and policy.regressions_to_closed]
        labels = []
    else:
        band = _band(issue, ranked, tx) or _untold_band(last, ranked)
    if not events and not labels and band is None:
        return None
    first = tx.effects.first_written(issue.label)
    if first is None:
        return None  # nothing of ours stands there yet
    # What happened before the work item was made stands in it.
    events = [one for one in events if one.as_of > first.planned_at]
    if last is not None and last.state in _TOLD and last.planned_at == now:
        return None
    payload = comment_payload(
        issue,
        events,
        {name for one in effects if one.state in _TOLD for name in told_in(one.payload)},
        band=band,
        merged=labels,
        impact_words=_impact_words(ranked) if ranked else "",
    )
    if payload is None:
        return None
    rank = ranked.impact.impact_usd if ranked else _NO_RANK
    planned = plan_effect(
        target, UntypedContent(EffectKind.COMMENT, payload), last=last, rank=rank, now=now
    )
    return planned or last


def _band(issue: Issue, ranked: RankedIssue | None, tx: Transaction) -> tuple[str, str, str] | None:
    """The border that was crossed since the last write, if one was."""
    written = tx.effects.last_written(issue.label)
    if ranked is None or written is None or issue.absorbed_by is not None:
        return None
    before, after = str(written.payload["priority"]), ranked.priority
    return None if before == after else (band_id(written.sequence, before, after), before, after)


def _untold_band(last: Effect | None, ranked: RankedIssue | None) -> tuple[str, str, str] | None:
    """The border that a comment was to tell of and did not reach the tracker with, while the work
    item itself has the new priority already."""
    if last is None or ranked is None or last.state in _TOLD:
        return None
    if last.state is EffectState.SUPERSEDED:
        return None
    for name in told_in(last.payload):
        crossed = band_of(name)
        if crossed is not None and crossed[1] == ranked.priority:
            return name, *crossed
    return None


def _merged(
    recent: Sequence[LineageEvent], known: Mapping[IssueId, KnownWorkItem]
) -> dict[IssueId, list[str]]:
    """Survivor → issues with a work item that it took over lately."""
    found: dict[IssueId, list[str]] = {}
    for event in recent:
        if isinstance(event.detail, AbsorbedInto) and event.issue_id in known:
            found.setdefault(event.detail.into, []).append(issue_label(event.issue_id))
    return found


def _impact_words(ranked: RankedIssue) -> str:
    return (
        f"${ranked.impact.impact_usd:,.0f} a year at risk, {count(ranked.n_tickets, 'ticket')} "
        f"from {count(ranked.n_customers, 'customer')}."
    )
