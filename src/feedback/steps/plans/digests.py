"""Digests: each reader's news about the plans behind their open tickets, one message a night."""

from collections.abc import Iterable, Mapping, Sequence, Set

from feedback.domain.issues.issue import IssueId
from feedback.domain.issues.lineage import EventKey
from feedback.domain.plans.fix_plan import FixPlanRevision, certainty_of
from feedback.domain.plans.messages.digest import (
    PlanNews,
    UrgentPolicy,
    WeighedNews,
    affected_ticket,
    digest,
    named_now,
)
from feedback.domain.plans.messages.digest_policy import DigestPolicy, quiet_until
from feedback.domain.plans.messages.product_told import product_knows
from feedback.domain.plans.plan_change import ChangeKind
from feedback.domain.plans.plan_comparison import news_since, stands_since
from feedback.domain.plans.responses.muting import hears_nothing
from feedback.domain.plans.responses.telling import still_to_tell, told_of
from feedback.domain.publishing.effect import Effect
from feedback.domain.publishing.messages.readers import SUPPORT_AGENT, TEAM, kind_of_target
from feedback.domain.publishing.messages.told import (
    ToldNews,
    first_messages,
    plans_put_off,
    revisions_told,
)
from feedback.domain.tickets.ticket import Ticket
from feedback.ports import Issues, Tickets, Transaction
from feedback.steps.plans.advice_context import AdviceContext
from feedback.steps.publishing.plan_messages import Draft, plan_messages

Affected = Mapping[IssueId, Mapping[str, Sequence[Ticket]]]
"""Issue with a plan → reader → the reader's tickets of it."""


def plan_digests(
    context: AdviceContext,
    policy: DigestPolicy,
    regressions: Set[EventKey],
    waiting: Iterable[Effect],
    tx: Transaction,
) -> tuple[int, int]:
    """Plan the messages to support agents and teams. Returns how many, and how many tickets with a
    plan behind them nobody hears about. `regressions`: what product was told of what came back.

    They hear of their open tickets, and of the solved ones whose customers were promised to hear
    more.
    """
    affected, n_unheard = _affected(context, tx.issues, tx.tickets)
    readers = sorted({target for by_reader in affected.values() for target in by_reader})
    told = tx.told.of_readers(readers)
    drafts = {}
    for target in readers:
        rows = told.get(target, ())
        news = _news_of(target, affected, rows, context, policy.urgent, regressions)
        named, later = named_now(news, plans_put_off(rows), context.night)
        if not named:
            continue
        name = context.readers.name_of(target)
        message = digest(name, named, later, is_to_team=kind_of_target(target) == TEAM)
        quiet = quiet_until(target, context.readers, policy, context.now)
        drafts[target] = Draft(
            message,
            max(item.weight for item in named),
            None if message.is_urgent else quiet,
        )
    ours = [it for it in waiting if kind_of_target(it.target) in (SUPPORT_AGENT, TEAM)]
    return plan_messages(drafts, ours, tx.effects, context.now), n_unheard


def _affected(context: AdviceContext, issues: Issues, tickets: Tickets) -> tuple[Affected, int]:
    """Who holds which tickets of the issues with plans; and how many tickets nobody holds."""
    affected: dict[IssueId, dict[str, list[Ticket]]] = {}
    n_unheard = 0
    ranked = context.ranked
    for issue_id, revisions in context.plans.items():
        if issue_id not in ranked or ranked[issue_id].issue.by_hand.is_muted:
            continue
        promised = _promised(issue_id, revisions, context, issues, tickets)
        for ticket in (*context.open_tickets.of(issue_id), *promised):
            target = context.readers.target_of(ticket)
            if target is None:
                n_unheard += 1
            else:
                affected.setdefault(issue_id, {}).setdefault(target, []).append(ticket)
    return affected, n_unheard


def _promised(
    issue_id: IssueId,
    revisions: Sequence[FixPlanRevision],
    context: AdviceContext,
    issues: Issues,
    tickets: Tickets,
) -> list[Ticket]:
    """The solved tickets whose customers know an earlier plan than the newest."""
    told = told_of(context.responses.of(issue_id))
    if not told:
        return []
    waiting = still_to_tell(revisions, tickets.by_id(sorted(told)), told)
    solved = [ticket for ticket in waiting if not ticket.facts.status.is_open]
    if not solved:
        return []
    places = issues.placements({ticket.ticket_id for ticket in solved})
    return [ticket for ticket in solved if places.get(ticket.ticket_id) == issue_id]


def _news_of(
    target: str,
    affected: Affected,
    told: Sequence[ToldNews],
    context: AdviceContext,
    urgent: UrgentPolicy,
    regressions: Set[EventKey],
) -> list[WeighedNews]:
    """What this reader has not been told about the plans behind their tickets."""
    known, first = revisions_told(told), first_messages(told)
    ranked = context.ranked
    found = []
    for issue_id, by_reader in affected.items():
        tickets = by_reader.get(target)
        if tickets is None or hears_nothing(target, issue_id, context.readers, context.muted):
            continue
        revisions, impact = context.plans[issue_id], ranked[issue_id].impact
        changes = news_since(revisions, known.get(issue_id, 0), context.today)
        if not changes:
            continue
        newest = revisions[-1]
        # Of a date that has passed, the date says since when.
        is_overdue_only = {change.kind for change in changes} == {ChangeKind.OVERDUE}
        news = PlanNews(
            issue_id=issue_id,
            title=ranked[issue_id].issue.title,
            revision=newest.revision,
            plan=newest.plan,
            changes=changes,
            certainty=certainty_of(revisions, context.today),
            last_confirmed_at=newest.last_confirmed_at,
            tickets=tuple(affected_ticket(ticket, context.customers) for ticket in tickets),
            first_message=first.get(issue_id),
            is_urgent=urgent.holds(changes, impact.impact_usd),
            product_knows=product_knows(revisions, regressions),
            since=None if is_overdue_only else stands_since(revisions),
        )
        found.append(WeighedNews(news, impact.weight))
    return found
