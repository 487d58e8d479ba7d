"""Publish: plan what the tracker should say about each issue worth a product manager's time."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from feedback.domain.decision import DecisionKind
from feedback.domain.effect import Effect, EffectKind, EffectState, plan_effect
from feedback.domain.issue import IssueId, issue_label
from feedback.domain.ranking import RankedIssue
from feedback.domain.work_item import (
    PublishPolicy,
    is_worth_writing,
    reason_to_hold_back,
    work_item_payload,
)
from feedback.ports import Store, Transaction


def publish(store: Store, policy: PublishPolicy, *, now: datetime) -> dict[str, Any]:
    """Plan one write per work item that should change, one transaction. Sends nothing.

    Returns how many writes were planned, and the issues held back with the reason. After a night
    that moved too many tickets between issues it plans nothing and withdraws what waits, until a
    person accepts it; `stopped` then says so.
    """
    with store.begin() as tx:
        done = tx.nights.step(now, "publish")
        if done is not None:
            return dict(done)
        n_planned = 0
        held_back: dict[str, str] = {}
        stopped = _too_much_churn(policy, tx)
        if stopped:
            for waiting in tx.effects.in_state(EffectState.PLANNED):
                if waiting.kind is EffectKind.WORK_ITEM:
                    _withdraw(waiting, tx)
            summary: dict[str, Any] = {"n_planned": 0, "held_back": {}, "stopped": stopped}
            tx.nights.record_step(now, "publish", summary)
            return summary
        for ranked in tx.rankings.latest():
            target = ranked.issue.label
            reason = reason_to_hold_back(ranked, policy)
            is_published = tx.effects.remote_key(target) is not None
            if reason is not None and (not is_published or ranked.issue.by_hand.is_muted):
                held_back[target] = reason
                _withdraw(tx.effects.last_of(target), tx)
            else:
                n_planned += _plan(ranked, target, policy, tx, now)
        for issue in tx.issues.all():
            if issue.absorbed_by is not None:
                n_planned += _point_to_survivor(issue.label, issue.absorbed_by, tx, now)
        summary = {"n_planned": n_planned, "held_back": held_back}
        tx.nights.record_step(now, "publish", summary)
        return summary


def _too_much_churn(policy: PublishPolicy, tx: Transaction) -> str:
    """Why nothing may be published: the newest night above the limit that nobody has accepted."""
    accepted = max(
        (
            datetime.fromisoformat(one.value)
            for one in tx.decisions.all()
            if one.kind is DecisionKind.ACCEPT_CHURN and one.is_standing
        ),
        default=None,
    )
    for as_of, grouped in reversed(list(tx.nights.reports_of("group").items())):
        if accepted is not None and as_of <= accepted:
            break
        if grouped["churn"] > policy.max_churn:
            return (
                f"the night of {as_of:%Y-%m-%d %H:%M} moved {grouped['churn']:.0%} of the grouped "
                f"tickets to another issue, above publish.max_churn {policy.max_churn:.0%}. Look "
                "at what changed (`feedback report`), then let publishing go on with "
                '`feedback issues accept-churn --why "…"` and run the night again.'
            )
    return ""


def _plan(
    ranked: RankedIssue, target: str, policy: PublishPolicy, tx: Transaction, now: datetime
) -> bool:
    payload = work_item_payload(ranked, policy)
    effects = tx.effects.of_target(target)
    last = effects[-1] if effects else None
    written = next((e for e in reversed(effects) if e.state is EffectState.DONE), None)
    if written is not None and not is_worth_writing(dict(written.payload), payload, policy):
        _withdraw(last, tx)
        return False
    effect = plan_effect(
        EffectKind.WORK_ITEM, target, payload, last=last, rank=ranked.impact.impact_usd, now=now
    )
    if effect is None:
        return False
    tx.effects.put(effect)
    return True


def _point_to_survivor(target: str, survivor: IssueId, tx: Transaction, now: datetime) -> bool:
    """An absorbed issue gets no work item any more; one that it has says where its tickets went."""
    effects = tx.effects.of_target(target)
    last = effects[-1] if effects else None
    written = next((e for e in reversed(effects) if e.state is EffectState.DONE), None)
    if written is None or written.payload.get("absorbed_by"):
        _withdraw(last, tx)
        return False
    payload = {**written.payload, "absorbed_by": issue_label(survivor)}
    effect = plan_effect(
        EffectKind.WORK_ITEM, target, payload, last=last, rank=written.rank, now=now
    )
    if effect is None:
        return False
    tx.effects.put(effect)
    return True


def _withdraw(last: Effect | None, tx: Transaction) -> None:
    """A write that still waits but is no longer wanted will not be sent."""
    if last is not None and last.state is EffectState.PLANNED:
        tx.effects.put(replace(last, state=EffectState.SUPERSEDED))
