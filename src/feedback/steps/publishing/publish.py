"""Publish: plan what the tracker should say about each issue worth a product manager's time."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.issue import Issue, IssueId, issue_label, survivor
from feedback.domain.issues.lineage import LineageKind
from feedback.domain.publishing.adoption import AdoptionPolicy
from feedback.domain.publishing.content import EffectKind
from feedback.domain.publishing.effect import Effect, EffectState, plan_effect
from feedback.domain.publishing.issue_context import CONTEXT_KINDS, IssueContext, issue_context
from feedback.domain.publishing.known_work_item import KnownWorkItem
from feedback.domain.publishing.messages.item_news import NEWS_KINDS
from feedback.domain.publishing.routing import main_group, route, shared_tags
from feedback.domain.publishing.step_reports import AdoptReport, PublishReport
from feedback.domain.publishing.work_item import (
    PublishPolicy,
    is_worth_writing,
    reason_to_hold_back,
    reason_to_leave_alone,
    work_item_content,
)
from feedback.domain.publishing.work_item_content import WorkItemContent, as_people_left_it
from feedback.domain.publishing.work_item_link import wanted_links
from feedback.ports import Store, Tickets
from feedback.steps.night_state import NightState
from feedback.steps.publishing.churn_stop import too_much_churn
from feedback.steps.publishing.publish_comments import plan_comments
from feedback.steps.publishing.publish_links import plan_links
from feedback.steps.publishing.tracker_writes import TrackerWrites, read_tracker_writes

_TO_TRACKER = (EffectKind.WORK_ITEM, EffectKind.COMMENT, EffectKind.LINK)


def publish(
    store: Store,
    state: NightState,
    policy: PublishPolicy,
    adoption: AdoptionPolicy | None = None,
    *,
    adopted: AdoptReport | None,
    now: datetime,
) -> PublishReport:
    """Plan the writes that bring the tracker up to date, one transaction. Sends nothing.

    After a night that moved too many tickets between issues it plans nothing and withdraws what
    waits, until a person accepts it; `stopped` then says so. `adopted`: what the tracker has
    already; None where its open work items could not be looked at, and then no work item is made:
    what looks new may be there already.
    """
    with store.begin() as tx:
        if done := tx.nights.report(now, PublishReport):
            return done
        stopped = too_much_churn(policy, tx.nights, tx.decisions)
        if stopped:
            for waiting in tx.effects.in_state(EffectState.PLANNED):
                if waiting.kind in _TO_TRACKER:
                    tx.effects.put(replace(waiting, state=EffectState.SUPERSEDED))
            report = PublishReport(stopped=stopped)
            tx.nights.record(now, report)
            return report
        lineage = tx.issues.lineage(kinds=sorted({*CONTEXT_KINDS, *NEWS_KINDS}))
        writes = read_tracker_writes(tx.effects)
        night = _Night(
            state.work_items,
            issue_context(event for event in lineage if event.kind in CONTEXT_KINDS),
            writes,
            tx.tickets,
            policy,
            adoption or AdoptionPolicy(),
            adopted,
            now,
        )
        for ranked in state.ranking:
            night.plan(ranked)
        for issue in state.issues.values():
            if issue.absorbed_by is not None:
                night.point_to_survivor(issue, survivor(state.issues, issue.issue_id))
        splits = [event for event in lineage if event.kind is LineageKind.SPLIT]
        links = wanted_links(state.issues, splits)
        n_links = plan_links(links, state.work_items, writes, tx.effects, now)
        since = now - timedelta(days=policy.news_days)
        news = [event for event in lineage if event.kind in NEWS_KINDS and event.as_of > since]
        n_comments = plan_comments(state, news, policy, writes, tx.effects, now)
        writes.keep(tx.effects)
        report = PublishReport(
            n_items=night.n_planned,
            n_new=night.n_new,
            n_updates=night.n_updates,
            n_links=n_links,
            n_comments=n_comments,
            held_back=night.held_back,
        )
        tx.nights.record(now, report)
        return report


@dataclass(slots=True)
class _Night:
    """One night's planning: what is known of all work items, and how much has been planned."""

    known: Mapping[IssueId, KnownWorkItem]
    context: IssueContext
    writes: TrackerWrites
    tickets: Tickets
    policy: PublishPolicy
    adoption: AdoptionPolicy
    adopted: AdoptReport | None
    now: datetime
    n_planned: int = 0
    n_new: int = 0
    """Work items made this night or waiting to be made."""
    n_updates: int = 0
    held_back: dict[IssueId, str] = field(default_factory=dict)

    def plan(self, ranked: RankedIssue) -> None:
        """Plan the write that one issue's work item needs, or note why it gets none."""
        known = self.known.get(ranked.issue.issue_id)
        last = self.writes.last.get(ranked.issue.label)
        exists = known is not None and known.remote_key is not None
        reason = self._reason(ranked, known, exists, last)
        if reason is None:
            reason = self._update(ranked, known, last) if exists else self._create(ranked, last)
        if reason is not None:
            self.held_back[ranked.issue.issue_id] = reason
            self.writes.withdraw(last)

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
        if self.adopted is None:
            return "not yet compared with the tracker's open work items, which could not be read"
        near = self.adopted.candidates.get(ranked.issue.issue_id)
        if near and self.adoption.holds_back and not ranked.issue.by_hand.is_vouched_for:
            key, label = near[0].remote_key, ranked.issue.label
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
        tickets = self.tickets.of_issue(ranked.issue.issue_id) if needs_tickets else ()
        group = main_group(ticket.facts.group for ticket in tickets)
        tags = shared_tags([ticket.facts.tags for ticket in tickets])
        content = work_item_content(
            ranked,
            self.policy,
            context=self.context,
            route=route(ranked.issue, group, rules, tags),
        )
        # What the ledger says was written stood in a work item that is gone.
        self._put(content, last, ranked.impact.weight, still_stands=False)
        return None

    def _update(
        self, ranked: RankedIssue, known: KnownWorkItem | None, last: Effect | None
    ) -> str | None:
        content = work_item_content(ranked, self.policy, context=self.context, known=known)
        written = self.writes.written.get(ranked.issue.label)
        still_stands = True
        if written is not None and known is not None and not known.is_where(written.remote_key):
            still_stands = False  # it stood in another work item
        elif written is not None:
            if written.sequence == 1 and written.planned_at == self.now:
                self.n_new += 1  # the night was run before
            if not is_worth_writing(_content_of(written), content, self.policy):
                self.writes.withdraw(last)
                return None
        limit = self.policy.max_updates
        if self.n_updates >= limit:
            return f"{limit} updates a night (publish.max_updates); waits for the next"
        self.n_updates += 1
        self._put(content, last, ranked.impact.weight, still_stands=still_stands)
        return None

    def _put(
        self,
        content: WorkItemContent,
        last: Effect | None,
        rank: Decimal,
        *,
        still_stands: bool = True,
    ) -> None:
        effect = plan_effect(
            issue_label(content.issue_id),
            content,
            last=last,
            rank=rank,
            now=self.now,
            still_stands=still_stands,
        )
        if effect is not None:
            self.writes.put(effect)
            self.n_planned += 1

    def point_to_survivor(self, issue: Issue, heir: IssueId) -> None:
        """An absorbed issue gets no work item any more; one that it has says where its tickets
        went."""
        known = self.known.get(issue.issue_id)
        last = self.writes.last.get(issue.label)
        written = self.writes.written.get(issue.label)
        if (
            known is None
            or written is None
            or _content_of(written).absorbed_by == heir
            or reason_to_leave_alone(known) is not None
        ):
            self.writes.withdraw(last)
            return
        content = replace(_content_of(written), absorbed_by=heir)
        self._put(as_people_left_it(content, known), last, written.rank)


def _content_of(written: Effect) -> WorkItemContent:
    assert isinstance(written.content, WorkItemContent)
    return written.content
