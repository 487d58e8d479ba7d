"""Digests: each reader's news about the plans behind their open tickets, one message a night."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from feedback.domain.customers.customer import Customer
from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.issue import IssueId, issue_label
from feedback.domain.plans.advice import (
    AffectedTicket,
    PlanNews,
    UrgentPolicy,
    digest_payload,
    news_since,
    stands_since,
    told_revisions,
)
from feedback.domain.plans.carry_over import named_now, put_off
from feedback.domain.plans.fix_plan import FixPlanRevision, how_sure
from feedback.domain.plans.telling import still_to_tell, told_of
from feedback.domain.publishing.effect import Effect
from feedback.domain.publishing.quiet_hours import QuietHours
from feedback.domain.publishing.readers import (
    SUPPORT_AGENT,
    TEAM,
    Readers,
    is_channel,
    kind_of_target,
)
from feedback.domain.tickets.ticket import Ticket
from feedback.ports import Transaction
from feedback.steps.plans.answers import hears_nothing, muted_by
from feedback.steps.plans.product_told import product_knows
from feedback.steps.publishing.plan_messages import TOLD, Draft, night_of, plan_messages, said_at


@dataclass(frozen=True, slots=True)
class DigestPolicy:
    """When digests are sent, and what does not wait."""

    urgent: UrgentPolicy = field(default_factory=UrgentPolicy)
    quiet: QuietHours = field(default_factory=QuietHours)
    time_zone: str = "UTC"
    """Of readers without one of their own; the day that a date has passed on is a day there."""

    def today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.time_zone)).date()


def plan_digests(
    ranking: Sequence[RankedIssue],
    readers: Readers,
    policy: DigestPolicy,
    tx: Transaction,
    now: datetime,
    product_channel: str = "",
) -> tuple[int, int]:
    """Plan the messages to support agents and teams. Returns how many, and how many tickets with a
    plan behind them nobody hears about. `product_channel`: where product hears of what came back.

    They hear of their open tickets, and of the solved ones whose customers were promised to hear
    more.
    """
    ranked = {one.issue.issue_id: one for one in ranking}
    today = policy.today(now)
    desk = _Desk(tx, readers, policy.urgent, today, product_channel)
    news: dict[str, list[PlanNews]] = {}
    n_unheard = 0
    for issue_id, revisions in tx.fix_plans.of_all().items():
        one = ranked.get(issue_id)
        if one is None or one.issue.by_hand.is_muted:
            continue
        by_reader: dict[str, list[Ticket]] = {}
        for ticket in (*tx.tickets.open_of_issue(issue_id), *_promised(issue_id, revisions, tx)):
            target = readers.target_of(ticket)
            if target is None:
                n_unheard += 1
            else:
                by_reader.setdefault(target, []).append(ticket)
        for target, item in desk.news_of(one, revisions, by_reader).items():
            news.setdefault(target, []).append(item)
    night = night_of(tx, now)
    drafts = {}
    for target, items in news.items():
        named, later = named_now(items, desk.put_off(target), night)
        if not named:
            continue
        is_urgent = any(item.is_urgent for item in named)
        drafts[target] = Draft(
            digest_payload(
                readers.name_of(target),
                named,
                "team" if kind_of_target(target) == TEAM else "digest",
                today,
                later,
            ),
            max(item.impact_usd for item in named),
            None if is_urgent else quiet_until(target, readers, policy, now),
        )
    n_planned = plan_messages(drafts, prefixes=(f"{SUPPORT_AGENT}:", f"{TEAM}:"), tx=tx, now=now)
    return n_planned, n_unheard


def _promised(
    issue_id: IssueId, revisions: Sequence[FixPlanRevision], tx: Transaction
) -> list[Ticket]:
    """The solved tickets whose customers know an earlier plan than the newest."""
    told = told_of(tx.responses.of_issue(issue_id))
    if not told:
        return []
    waiting = still_to_tell(revisions, tx.tickets.by_id(sorted(told)), told)
    return [
        ticket
        for ticket in waiting
        if not ticket.facts.status.is_open and tx.issues.issue_of(ticket.ticket_id) == issue_id
    ]


def quiet_until(
    target: str, readers: Readers, policy: DigestPolicy, now: datetime
) -> datetime | None:
    """When this person may be written to; None for now. A channel wakes nobody."""
    if is_channel(target):
        return None
    return policy.quiet.over_at(now, readers.time_zone_of(target, policy.time_zone))


class _Desk:
    """What every reader knows already, looked up once a reader."""

    def __init__(
        self,
        tx: Transaction,
        readers: Readers,
        urgent: UrgentPolicy,
        today: date,
        product_channel: str,
    ) -> None:
        self._tx, self._readers, self._urgent, self._today = tx, readers, urgent, today
        self._product_channel = product_channel
        self._customers = tx.customers.all()
        self._told: dict[str, dict[str, tuple[int, str | None]]] = {}
        self._sent: dict[str, list[Effect]] = {}
        self._muted = muted_by(tx)

    def news_of(
        self,
        one: RankedIssue,
        revisions: Sequence[FixPlanRevision],
        by_reader: Mapping[str, Sequence[Ticket]],
    ) -> dict[str, PlanNews]:
        issue_id = one.issue.issue_id
        is_known = product_knows(revisions, self._product_channel, self._tx)
        found = {}
        for target, tickets in by_reader.items():
            if hears_nothing(target, issue_id, self._readers, self._muted):
                continue
            revision, first_message = self._known(target, issue_id)
            changes = news_since(revisions, revision, self._today)
            if changes:
                found[target] = PlanNews(
                    issue_id,
                    one.issue.title,
                    revisions[-1],
                    changes,
                    tuple(affected_ticket(ticket, self._customers) for ticket in tickets),
                    sure=how_sure(revisions, self._today),
                    first_message=first_message,
                    is_urgent=self._urgent.holds(changes, one.impact.impact_usd),
                    impact_usd=one.impact.impact_usd,
                    product_knows=is_known,
                    since=stands_since(revisions),
                )
        return found

    def _known(self, target: str, issue_id: IssueId) -> tuple[int, str | None]:
        """The revision this reader was told of last, and the key of the first message."""
        if target not in self._told:
            known: dict[str, tuple[int, str | None]] = {}
            for effect in self._sent_to(target):
                for label, revision in told_revisions(effect.payload).items():
                    newest, first = known.get(label, (0, effect.idempotency_key))
                    known[label] = (max(newest, revision), first)
            self._told[target] = known
        return self._told[target].get(issue_label(issue_id), (0, None))

    def put_off(self, target: str) -> dict[str, datetime]:
        """What this reader's messages had no room for, and when."""
        return put_off((said_at(effect), effect.payload) for effect in self._sent_to(target))

    def _sent_to(self, target: str) -> list[Effect]:
        if target not in self._sent:
            of_target = self._tx.effects.of_target(target)
            self._sent[target] = [effect for effect in of_target if effect.state in TOLD]
        return self._sent[target]


def affected_ticket(ticket: Ticket, customers: Mapping[str, Customer]) -> AffectedTicket:
    customer = customers.get(ticket.customer_id or "")
    if customer is None:
        return AffectedTicket(ticket, "unknown customer", "unresolved")
    return AffectedTicket(ticket, customer.name, customer.segment)
