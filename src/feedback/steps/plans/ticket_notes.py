"""Ticket notes: the plan behind an open ticket, as one private note in its helpdesk."""

from collections.abc import Iterable, Mapping, Set
from decimal import Decimal

from feedback.domain.issues.lineage import EventKey
from feedback.domain.plans.messages.product_told import product_knows
from feedback.domain.plans.messages.ticket_note import (
    Note,
    note_moved,
    note_target,
    noted_revision,
    ticket_note,
)
from feedback.domain.plans.plan_comparison import news_since
from feedback.domain.publishing.content import EffectKind
from feedback.domain.publishing.effect import Effect
from feedback.domain.publishing.messages.told import TOLD_STATES
from feedback.domain.tickets.ticket import TicketId
from feedback.ports import Issues, Tickets, Transaction
from feedback.steps.plans.advice_context import AdviceContext
from feedback.steps.publishing.plan_messages import Draft, plan_messages


def plan_ticket_notes(
    context: AdviceContext,
    source: str,
    regressions: Set[EventKey],
    waiting: Iterable[Effect],
    tx: Transaction,
) -> int:
    """Plan the notes on open tickets of `source` (empty: on none). Returns how many.

    `regressions`: what product was told of what came back. A ticket whose note tells where the plan
    stands gets none; one that has left the issue of its note gets another in its place. Waiting
    ones that have nothing left to say are withdrawn.
    """
    drafts: dict[str, Draft] = {}
    if source:
        noted = [
            effect.content
            for effect in tx.effects.newest_of_kind(EffectKind.NOTE, *TOLD_STATES)
            if isinstance(effect.content, Note)
        ]
        standing = {note.ticket_id: note for note in noted}
        drafts = _plans(context, source, standing, regressions)
        drafts |= _moved(context, source, standing, tx.issues, tx.tickets)
    ours = [effect for effect in waiting if effect.kind is EffectKind.NOTE]
    return plan_messages(drafts, ours, tx.effects, context.now)


def _plans(
    context: AdviceContext,
    source: str,
    standing: Mapping[TicketId, Note],
    regressions: Set[EventKey],
) -> dict[str, Draft]:
    """What changed in the plan since the ticket's note, or all of it where there is none."""
    drafts = {}
    ranking = context.ranked
    for issue_id, revisions in context.plans.items():
        ranked = ranking.get(issue_id)
        if ranked is None or ranked.issue.by_hand.is_muted:
            continue
        is_known = product_knows(revisions, regressions)
        for ticket in context.open_tickets.of(issue_id):
            if ticket.source != source:
                continue
            known = noted_revision(standing.get(ticket.ticket_id), issue_id)
            changes = news_since(revisions, known, context.today)
            if changes:
                note = ticket_note(
                    ranked.issue,
                    ticket,
                    revisions,
                    changes,
                    context.today,
                    product_knows=is_known,
                )
                drafts[note_target(ticket.ticket_id)] = Draft(note, ranked.impact.weight)
    return drafts


def _moved(
    context: AdviceContext,
    source: str,
    standing: Mapping[TicketId, Note],
    issues: Issues,
    tickets: Tickets,
) -> dict[str, Draft]:
    """That the plan of their note is no longer about them: open tickets in another issue that has
    no plan to note (`_plans` replaces the note of the others), or that wait for one."""
    drafts = {}
    ranking = context.ranked
    places = issues.placements(set(standing))
    for ticket in tickets.by_id(sorted(standing)):
        if ticket.source != source or not ticket.facts.status.is_open:
            continue
        was_in = standing[ticket.ticket_id].issue_id
        issue_id = places.get(ticket.ticket_id)
        if was_in == issue_id:
            continue
        ranked = ranking.get(issue_id) if issue_id else None
        has_plan = issue_id in context.plans
        if ranked is not None and has_plan and not ranked.issue.by_hand.is_muted:
            continue
        note = note_moved(ticket, was_in, ranked.issue if ranked else None, has_plan=has_plan)
        worth = ranked.impact.weight if ranked else Decimal(0)
        drafts[note_target(ticket.ticket_id)] = Draft(note, worth)
    return drafts
