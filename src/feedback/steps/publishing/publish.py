"""Publish: plan what the tracker should say about each issue worth a product manager's time."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.impact.spike_period import SPIKE_KINDS, spike_periods
from feedback.domain.issues.issue import Issue, IssueId, issue_label, issue_labels, survivor
from feedback.domain.issues.lineage import LineageKind, Spiked, Split
from feedback.domain.publishing.adoption import AdoptionPolicy
from feedback.domain.publishing.content import EffectKind, UntypedContent
from feedback.domain.publishing.effect import Effect, EffectState, plan_effect
from feedback.domain.publishing.known_work_item import KnownWorkItem
from feedback.domain.publishing.routing import main_group, route, shared_tags
from feedback.domain.publishing.work_item import (
    PublishPolicy,
    is_worth_writing,
    reason_to_hold_back,
    with_people,
    work_item_payload,
)
from feedback.ports import Store, Transaction
from feedback.steps.publishing.churn_stop import too_much_churn
from feedback.steps.publishing.publish_comments import plan_comments
from feedback.steps.publishing.publish_links import plan_links

_TO_TRACKER = (EffectKind.WORK_ITEM, EffectKind.COMMENT, EffectKind.LINK)


def publish(
    store: Store,
    policy: PublishPolicy,
    adoption: AdoptionPolicy | None = None,
    *,
    now: datetime,
    may_create: bool = True,
) -> dict[str, Any]:
    """Plan the writes that bring the tracker up to date, one transaction. Sends nothing.

    Returns how many writes were planned, and the issues held back with the reason. After a night
    that moved too many tickets between issues it plans nothing and withdraws what waits, until a
    person accepts it; `stopped` then says so. `may_create` is false where the tracker's open work
    items could not be looked at: what looks new may be there already.
    """
    with store.begin() as tx:
        done = tx.nights.step(now, "publish")
        if done is not None:
            return dict(done)
        stopped = too_much_churn(policy, tx)
        if stopped:
            for waiting in tx.effects.in_state(EffectState.PLANNED):
                if waiting.kind in _TO_TRACKER:
                    _withdraw(waiting, tx)
            summary: dict[str, Any] = {"n_planned": 0, "held_back": {}, "stopped": stopped}
            tx.nights.record_step(now, "publish", summary)
            return summary
        ranking = tx.rankings.latest()
        night = _Night(tx, policy, adoption or AdoptionPolicy(), now, may_create)
        for ranked in ranking:
            night.plan(ranked)
        issues = {issue.issue_id: issue for issue in tx.issues.all()}
        for issue in issues.values():
            if issue.absorbed_by is not None:
                night.point_to_survivor(issue, survivor(issues, issue.issue_id))
        n_links = plan_links(issues, tx, now)
        n_comments = plan_comments(ranking, policy, tx, now)
        summary = {
            "n_planned": night.n_planned + n_links + n_comments,
            "n_new": night.n_new,
            "n_updates": night.n_updates,
            "n_links": n_links,
            "n_comments": n_comments,
            "held_back": night.held_back,
        }
        tx.nights.record_step(now, "publish", summary)
        return summary


@dataclass(slots=True)
class _Night:
    """One night's planning: what is known of all work items, and how much has been planned."""

    tx: Transaction
    policy: PublishPolicy
    adoption: AdoptionPolicy
    now: datetime
    may_create: bool
    n_planned: int = 0
    n_new: int = 0
    """Work items made this night or waiting to be made."""
    n_updates: int = 0
    held_back: dict[str, str] = field(default_factory=dict)
    known: Mapping[IssueId, KnownWorkItem] = field(init=False)
    candidates: Mapping[str, Any] = field(init=False)
    spiking: Mapping[IssueId, str] = field(init=False)
    split_from: Mapping[IssueId, str] = field(init=False)

    def __post_init__(self) -> None:
        self.known = self.tx.work_items.all()
        found = self.tx.nights.step(self.now, "adopt") or {}
        self.candidates = found.get("candidates", {})
        self.spiking = _spiking(self.tx)
        self.split_from = {
            event.issue_id: issue_labels(event.detail.from_issues)
            for event in self.tx.issues.lineage(kinds=(LineageKind.SPLIT,))
            if isinstance(event.detail, Split)
        }

    def plan(self, ranked: RankedIssue) -> None:
        """Plan the write that one issue's work item needs, or note why it gets none."""
        known = self.known.get(ranked.issue.issue_id)
        last = self.tx.effects.last_of(ranked.issue.label)
        exists = known is not None and known.remote_key is not None
        reason = self._reason(ranked, known, exists, last)
        if reason is None:
            reason = self._update(ranked, known, last) if exists else self._create(ranked, last)
        if reason is not None:
            self.held_back[ranked.issue.label] = reason
            _withdraw(last, self.tx)

    def _reason(
        self, ranked: RankedIssue, known: KnownWorkItem | None, exists: bool, last: Effect | None
    ) -> str | None:
        reason = reason_to_hold_back(ranked, self.policy)
        if reason is not None and (not exists or ranked.issue.by_hand.is_muted):
            return reason
        if known is not None and exists:
            return reason_to_leave_alone(known)
        if last is not None and last.state in (EffectState.SENDING, EffectState.UNKNOWN):
            return "sent, and its answer is missing: nothing follows before that is settled"
        if not self.may_create:
            return "not yet held against the tracker's open work items, which could not be read"
        near = self.candidates.get(ranked.issue.label)
        if near and self.adoption.holds_back and not ranked.issue.by_hand.is_vouched_for:
            key, label = near[0]["remote_key"], ranked.issue.label
            return (
                f"looks like {key}: `feedback issues link {label} {key}`, or `feedback issues "
                f"publish {label}` for a work item of its own"
            )
        return None

    def _create(self, ranked: RankedIssue, last: Effect | None) -> str | None:
        limit = self.policy.max_new_items
        if self.n_new >= limit:
            return f"{limit} new work items a night (publish.max_new_items); waits for the next"
        self.n_new += 1
        rules = self.policy.routing
        needs_tickets = any(rule.groups or rule.tags for rule in rules)
        tickets = self.tx.tickets.of_issue(ranked.issue.issue_id) if needs_tickets else ()
        group = main_group(ticket.facts.group for ticket in tickets)
        tags = shared_tags([ticket.facts.tags for ticket in tickets])
        routed = route(ranked.issue, group, rules, tags)
        payload = work_item_payload(ranked, self.policy, routed)
        # What the ledger says was written stood in a work item that is gone.
        self._put(ranked, self._in_context(payload, ranked), last, still_stands=False)
        return None

    def _update(
        self, ranked: RankedIssue, known: KnownWorkItem | None, last: Effect | None
    ) -> str | None:
        payload = self._in_context(work_item_payload(ranked, self.policy), ranked)
        payload = with_people(payload, known)
        written = self.tx.effects.last_written(ranked.issue.label)
        still_stands = True
        if written is not None and known is not None and not known.is_where(written.remote_key):
            still_stands = False  # it stood in another work item
        elif written is not None:
            if written.sequence == 1 and written.planned_at == self.now:
                self.n_new += 1  # the night was run before
            if not is_worth_writing(written.payload, payload, self.policy):
                _withdraw(last, self.tx)
                return None
        limit = self.policy.max_updates
        if self.n_updates >= limit:
            return f"{limit} updates a night (publish.max_updates); waits for the next"
        self.n_updates += 1
        self._put(ranked, payload, last, still_stands=still_stands)
        return None

    def _in_context(self, payload: dict[str, Any], ranked: RankedIssue) -> dict[str, Any]:
        issue_id = ranked.issue.issue_id
        if issue_id in self.spiking:
            payload["spike"] = self.spiking[issue_id]
        if self.split_from.get(issue_id):
            payload["split_from"] = self.split_from[issue_id]
        return with_people(payload, None)

    def _put(
        self,
        ranked: RankedIssue,
        payload: dict[str, Any],
        last: Effect | None,
        *,
        still_stands: bool,
    ) -> None:
        effect = plan_effect(
            ranked.issue.label,
            UntypedContent(EffectKind.WORK_ITEM, payload),
            last=last,
            rank=ranked.impact.impact_usd,
            now=self.now,
            still_stands=still_stands,
        )
        if effect is not None:
            self.tx.effects.put(effect)
            self.n_planned += 1

    def point_to_survivor(self, issue: Issue, heir: IssueId) -> None:
        """An absorbed issue gets no work item any more; one that it has says where its tickets
        went."""
        known = self.known.get(issue.issue_id)
        last = self.tx.effects.last_of(issue.label)
        written = self.tx.effects.last_written(issue.label)
        if (
            known is None
            or written is None
            or written.payload.get("absorbed_by") == issue_label(heir)
            or reason_to_leave_alone(known) is not None
        ):
            _withdraw(last, self.tx)
            return
        payload = with_people({**written.payload, "absorbed_by": issue_label(heir)}, known)
        effect = plan_effect(
            issue.label,
            UntypedContent(EffectKind.WORK_ITEM, payload),
            last=last,
            rank=written.rank,
            now=self.now,
        )
        if effect is not None:
            self.tx.effects.put(effect)
            self.n_planned += 1


def reason_to_leave_alone(known: KnownWorkItem) -> str | None:
    """Why nothing is written to a work item that exists, in words; None when it is."""
    label = issue_label(known.issue_id)
    if known.is_gone:
        return (
            f"{known.remote_key} was deleted, or can no longer be seen: not made again without "
            f"being asked (`feedback issues hand-back {label}`)"
        )
    if known.is_locked:
        return f"{known.remote_key} is archived or locked"
    if known.is_closed:
        override = known.override_of("status")
        by = f" by {override.by} on {override.at:%Y-%m-%d}" if override else ""
        return f"{known.remote_key} was closed{by}: left as it is"
    return None


def _spiking(tx: Transaction) -> dict[IssueId, str]:
    """The issues that spike now, with the words for it."""
    events = tx.issues.lineage(kinds=SPIKE_KINDS)
    begun = {
        (event.issue_id, event.as_of): event.detail
        for event in events
        if isinstance(event.detail, Spiked)
    }
    words = {}
    for spell in spike_periods(events):
        if spell.ended_at is None:
            figures = begun[spell.issue_id, spell.started_at]
            words[spell.issue_id] = (
                f"since {spell.started_at:%Y-%m-%d}: {figures.n_last_day} tickets in a day, "
                f"{figures.per_day_before} a day before"
            )
    return words


def _withdraw(last: Effect | None, tx: Transaction) -> None:
    """A write that still waits but is no longer wanted will not be sent."""
    if last is not None and last.state is EffectState.PLANNED:
        tx.effects.put(replace(last, state=EffectState.SUPERSEDED))
