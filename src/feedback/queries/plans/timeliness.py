"""Timeliness, from the ledger: how fast problems become visible, planned, told and fixed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from feedback.domain.customers.supplier import Supplier
from feedback.domain.impact.impact import usd_sum
from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.issue import IssueId, issue_label
from feedback.domain.plans.fix_plan import FixPlanRevision, heard_by_customers
from feedback.domain.plans.messages.digest import Digest
from feedback.domain.plans.plan_debt import NotCurrent, impact_by_segment, why_not_current
from feedback.domain.plans.responses.telling import still_to_tell, told_of
from feedback.domain.plans.timeliness import (
    Milestones,
    Span,
    first_plan_at,
    first_release_at,
    spans,
)
from feedback.domain.publishing.content import EffectKind
from feedback.domain.publishing.effect import Effect, EffectState
from feedback.domain.tickets.ticket import Stake, Ticket
from feedback.ports import Store, Transaction


@dataclass(frozen=True, slots=True)
class TimelinessPolicy:
    suppliers: Mapping[str, Supplier] = field(default_factory=dict)
    stale_after_days: int = 14


@dataclass(frozen=True, slots=True)
class OpenImpact:
    """Impact of issues with open tickets, and the part of it with a current plan. USD per year;
    None where the night ranks by customers."""

    impact_usd: Decimal | None
    planned_usd: Decimal | None

    @property
    def share(self) -> float | None:
        """None where nothing is at risk, as far as is known."""
        if not self.impact_usd or self.planned_usd is None:
            return None
        return float(self.planned_usd / self.impact_usd)


@dataclass(frozen=True, slots=True)
class StalePlan:
    """A plan that nobody can rely on, and why."""

    label: str
    title: str
    impact_usd: Decimal | None
    owner: str
    last_confirmed_at: datetime
    why: NotCurrent


@dataclass(frozen=True, slots=True)
class OwedPlan:
    """A plan that product owes a segment."""

    label: str
    title: str
    segment: str
    impact_usd: Decimal | None
    since: datetime
    due_at: datetime
    n_steps: int
    """Steps of the escalation that it has climbed."""


@dataclass(frozen=True, slots=True)
class Timeliness:
    as_of: datetime | None
    """The newest night; None before the first."""
    overall: Mapping[str, Span | None]
    by_segment: Mapping[str, Mapping[str, Span | None]]
    by_supplier: Mapping[str, Mapping[str, Span | None]]
    open_impact: OpenImpact
    open_impact_by_segment: Mapping[str, OpenImpact]
    stale_plans: tuple[StalePlan, ...]
    owed_plans: tuple[OwedPlan, ...]


def timeliness(store: Store, policy: TimelinessPolicy) -> Timeliness:
    with store.begin() as tx:
        effects = tx.effects.in_state(EffectState.DONE)
        return timeliness_in(tx, tx.rankings.latest(), effects, policy)


def timeliness_in(
    tx: Transaction,
    ranking: Sequence[RankedIssue],
    effects: Iterable[Effect],
    policy: TimelinessPolicy,
) -> Timeliness:
    """`effects`: at least all that are done."""
    latest = tx.nights.latest()
    revisions = tx.fix_plans.of_all()
    slices = _Slices(tx, policy, effects, revisions)
    milestones = slices.of_issues([one.issue.issue_id for one in ranking])
    now = latest.as_of if latest else None
    whys = {
        one.issue.issue_id: why_not_current(
            revisions.get(one.issue.issue_id, ()), now, policy.stale_after_days
        )
        for one in ranking
        if now is not None
    }
    open_issues = [one for one in ranking if one.n_open_tickets]
    segments = {line.segment for one in open_issues for line in one.impact.lines}
    return Timeliness(
        as_of=now,
        overall=spans(milestones.pop(("", ""), [])),
        by_segment={name: spans(of) for (kind, name), of in milestones.items() if kind == SEGMENT},
        by_supplier={
            name: spans(of) for (kind, name), of in milestones.items() if kind == SUPPLIER
        },
        open_impact=_open_impact(open_issues, whys, None),
        open_impact_by_segment={
            name: _open_impact(open_issues, whys, name) for name in sorted(segments)
        },
        stale_plans=tuple(
            _stale(one, revisions[number], why)
            for one in ranking
            if (number := one.issue.issue_id) in revisions and (why := whys.get(number))
        ),
        owed_plans=_owed(tx, ranking),
    )


SEGMENT, SUPPLIER = "segment", "supplier"
_Slice = tuple[str, str]
"""("segment", "enterprise"), ("supplier", "in-house"), or ("", "") for everything."""


class _Slices:
    """Splits what happened to an issue by the customers and suppliers it happened to."""

    def __init__(
        self,
        tx: Transaction,
        policy: TimelinessPolicy,
        effects: Iterable[Effect],
        revisions: Mapping[IssueId, Sequence[FixPlanRevision]],
    ) -> None:
        self._tx, self._revisions = tx, revisions
        self._customers = tx.customers.all()
        self._supplier_of = {
            group: name for name, one in policy.suppliers.items() for group in one.groups
        }
        self._stakes = tx.tickets.stakes()
        self._of_ticket = {
            stake.ticket_id: self._of(stake.customer_id, stake.facts.group)
            for of_issue in self._stakes.values()
            for stake in of_issue
        }
        self._visible_at: dict[str, datetime] = {}
        self._told_at: dict[tuple[IssueId, _Slice], datetime] = {}
        for effect in sorted(effects, key=lambda one: (_sent_at(one), one.idempotency_key)):
            if effect.state is EffectState.DONE:
                self._take(effect)

    def _of(self, customer_id: str | None, group: str) -> list[_Slice]:
        customer = self._customers.get(customer_id or "")
        found: list[_Slice] = [("", ""), (SEGMENT, customer.segment if customer else "unresolved")]
        supplier = self._supplier_of.get(group)
        return [*found, (SUPPLIER, supplier)] if supplier else found

    def _take(self, effect: Effect) -> None:
        at = _sent_at(effect)
        if effect.kind is EffectKind.WORK_ITEM:
            self._visible_at.setdefault(effect.target, at)
        for item in effect.content.news if isinstance(effect.content, Digest) else ():
            slices = {
                of_ticket
                for ticket in item.tickets
                for of_ticket in self._of_ticket.get(ticket.ticket_id, ())
            }
            for of_ticket in slices | {("", "")}:
                self._told_at.setdefault((item.issue_id, of_ticket), at)

    def of_issues(self, issue_ids: Sequence[IssueId]) -> dict[_Slice, list[Milestones]]:
        """By slice, in order of name, the milestones of every issue that has tickets in it."""
        found: dict[_Slice, list[Milestones]] = {}
        for issue_id in issue_ids:
            first: dict[_Slice, datetime] = {}
            for stake in self._stakes.get(issue_id, ()):
                for group in self._of_ticket[stake.ticket_id]:
                    first[group] = min(first.get(group, _at(stake)), _at(stake))
            label, revisions = issue_label(issue_id), self._revisions.get(issue_id, ())
            told = self._customers_told(issue_id, revisions)
            for group, first_ticket_at in first.items():
                found.setdefault(group, []).append(
                    Milestones(
                        first_ticket_at=first_ticket_at,
                        visible_at=self._visible_at.get(label),
                        planned_at=first_plan_at(revisions),
                        support_told_at=self._told_at.get((issue_id, group)),
                        released_at=first_release_at(revisions),
                        customers_told_at=told.get(group),
                    )
                )
        return dict(sorted(found.items()))

    def _customers_told(
        self, issue_id: IssueId, revisions: Sequence[FixPlanRevision]
    ) -> dict[_Slice, datetime]:
        """When the last customer of a slice heard of the release; slices where all have."""
        if not revisions or heard_by_customers(revisions[-1].plan)[0] != "released":
            return {}
        answers = told_of(self._tx.responses.of_issue(issue_id))
        tickets: Sequence[Ticket] = self._tx.tickets.of_issue(issue_id) if answers else ()
        waiting = {ticket.ticket_id for ticket in still_to_tell(revisions, tickets, answers)}
        last: dict[_Slice, datetime] = {}
        behind: set[_Slice] = set()
        for ticket in tickets:
            slices = self._of_ticket.get(ticket.ticket_id, ())
            if ticket.ticket_id in waiting:
                behind.update(slices)
            elif ticket.ticket_id in answers:
                at = answers[ticket.ticket_id].response.at
                for group in slices:
                    last[group] = max(last.get(group, at), at)
        return {group: at for group, at in last.items() if group not in behind}


def _sent_at(effect: Effect) -> datetime:
    """By the time of the night that sent it, as tickets and plans go by it too: a dry night plans
    and shows nobody anything. Of writes from before that was kept, the night that planned them."""
    return effect.sent_as_of or effect.planned_at


def _at(stake: Stake) -> datetime:
    return stake.facts.created_at


def _open_impact(
    issues: Sequence[RankedIssue], whys: Mapping[IssueId, NotCurrent | None], segment: str | None
) -> OpenImpact:
    def usd(issue: RankedIssue) -> Decimal | None:
        if segment is None or issue.impact.impact_usd is None:
            return issue.impact.impact_usd
        return impact_by_segment(issue.impact).get(segment, Decimal(0))

    total = usd_sum(usd(issue) for issue in issues)
    planned = usd_sum(usd(issue) for issue in issues if not whys[issue.issue.issue_id])
    return OpenImpact(total, None if total is None else planned)


def _stale(ranked: RankedIssue, revisions: Sequence[FixPlanRevision], why: NotCurrent) -> StalePlan:
    latest = revisions[-1]
    return StalePlan(
        ranked.issue.label,
        ranked.issue.title,
        ranked.impact.impact_usd,
        latest.plan.owner,
        latest.last_confirmed_at,
        why,
    )


def _owed(tx: Transaction, ranking: Sequence[RankedIssue]) -> tuple[OwedPlan, ...]:
    ranked = {one.issue.issue_id: one for one in ranking}
    steps = tx.plan_debts.steps()
    return tuple(
        OwedPlan(
            issue_label(debt.issue_id),
            ranked[debt.issue_id].issue.title,
            debt.segment,
            ranked[debt.issue_id].impact.impact_usd,
            debt.since,
            debt.due_at,
            sum(s.issue_id == debt.issue_id and s.since == debt.since for s in steps),
        )
        for debt in tx.plan_debts.all()
        if debt.ended_at is None and debt.issue_id in ranked
    )
