"""Ticket notes: the plan behind an open ticket, as one private note in its helpdesk."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from feedback.domain.impact.ranking import RankedIssue
from feedback.domain.issues.issue import IssueId, issue_label
from feedback.domain.plans.advice import news_since
from feedback.domain.plans.ticket_note import (
    NOTE,
    moved_payload,
    note_payload,
    note_target,
    noted_issue,
    noted_revision,
    ticket_of,
)
from feedback.domain.publishing.content import EffectKind
from feedback.domain.publishing.effect import Effect
from feedback.domain.tickets.ticket import TicketId
from feedback.ports import Transaction
from feedback.steps.plans.product_told import product_knows
from feedback.steps.publishing.plan_messages import TOLD, Draft, plan_messages


def plan_ticket_notes(
    ranking: Sequence[RankedIssue],
    source: str,
    tx: Transaction,
    now: datetime,
    today: date,
    product_channel: str = "",
) -> int:
    """Plan the notes on open tickets of `source` (empty: on none). Returns how many.

    `today`: a date before it has passed. `product_channel`: where product hears of what came back.
    A ticket whose note tells where the plan stands gets none; one that has left the issue of its
    note gets another in its place. Waiting ones that have nothing left to say are withdrawn.
    """
    drafts: dict[str, Draft] = {}
    if source:
        ranked = {one.issue.issue_id: one for one in ranking}
        noted = tx.effects.newest_of_kind(EffectKind.NOTE, *TOLD)
        standing = {ticket_of(one): one for one in noted}
        drafts = _plans(ranked, source, standing, tx, today, product_channel)
        drafts |= _moved(ranked, source, standing, tx)
    return plan_messages(drafts, prefixes=(f"{NOTE}:",), tx=tx, now=now, kind=EffectKind.NOTE)


def _plans(
    ranked: Mapping[IssueId, RankedIssue],
    source: str,
    standing: Mapping[TicketId, Effect],
    tx: Transaction,
    today: date,
    product_channel: str,
) -> dict[str, Draft]:
    """What changed in the plan since the ticket's note, or all of it where there is none."""
    drafts = {}
    for issue_id, revisions in tx.fix_plans.of_all().items():
        one = ranked.get(issue_id)
        if one is None or one.issue.by_hand.is_muted:
            continue
        is_known = product_knows(revisions, product_channel, tx)
        for ticket in tx.tickets.open_of_issue(issue_id):
            if ticket.source != source:
                continue
            note = standing.get(ticket.ticket_id)
            known = noted_revision(note.payload if note else None, issue_id)
            changes = news_since(revisions, known, today)
            if changes:
                payload = note_payload(
                    issue_id,
                    one.issue.title,
                    ticket,
                    revisions,
                    changes,
                    today,
                    product_knows=is_known,
                )
                drafts[note_target(ticket.ticket_id)] = Draft(payload, one.impact.impact_usd)
    return drafts


def _moved(
    ranked: Mapping[IssueId, RankedIssue],
    source: str,
    standing: Mapping[TicketId, Effect],
    tx: Transaction,
) -> dict[str, Draft]:
    """That the plan of their note is no longer about them: open tickets in another issue that has
    no plan to note (`_plans` replaces the note of the others), or that wait for one."""
    drafts = {}
    with_plans = set(tx.fix_plans.with_plans())
    for ticket in tx.tickets.by_id(sorted(standing)):
        if ticket.source != source or not ticket.facts.status.is_open:
            continue
        was = noted_issue(standing[ticket.ticket_id].payload)
        issue_id = tx.issues.issue_of(ticket.ticket_id)
        if was == (issue_label(issue_id) if issue_id else ""):
            continue
        one = ranked.get(issue_id) if issue_id else None
        has_plan = issue_id in with_plans
        if one is not None and has_plan and not one.issue.by_hand.is_muted:
            continue
        payload = moved_payload(ticket, was, one.issue if one else None, has_plan=has_plan)
        worth = one.impact.impact_usd if one else Decimal(0)
        drafts[note_target(ticket.ticket_id)] = Draft(payload, worth)
    return drafts
