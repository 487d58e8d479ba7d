"""Ticket notes: the plan behind an open ticket, as one private note in its helpdesk."""

from collections.abc import Sequence
from datetime import datetime

from feedback.domain.advice import news_since
from feedback.domain.effect import EffectKind
from feedback.domain.ranking import RankedIssue
from feedback.domain.ticket_note import NOTE, note_payload, note_target, noted_revision
from feedback.ports import Transaction
from feedback.steps.plan_messages import TOLD, Draft, plan_messages


def plan_ticket_notes(
    ranking: Sequence[RankedIssue], source: str, tx: Transaction, now: datetime
) -> int:
    """Plan the notes on open tickets of `source` (empty: on none). Returns how many.

    A ticket whose note tells where the plan stands gets none. Waiting ones that have nothing left
    to say are withdrawn.
    """
    drafts: dict[str, Draft] = {}
    ranked = {one.issue.issue_id: one for one in ranking} if source else {}
    for issue_id in tx.fix_plans.with_plans() if ranked else ():
        one = ranked.get(issue_id)
        if one is None or one.issue.by_hand.is_muted:
            continue
        revisions = tx.fix_plans.revisions(issue_id)
        for ticket in tx.tickets.open_of_issue(issue_id):
            if ticket.source != source:
                continue
            target = note_target(ticket.ticket_id)
            told = [effect for effect in tx.effects.of_target(target) if effect.state in TOLD]
            known = noted_revision(told[-1].payload if told else None, issue_id)
            changes = news_since(revisions, known, now.date())
            if changes:
                payload = note_payload(
                    issue_id, one.issue.title, ticket, revisions, changes, now.date()
                )
                drafts[target] = Draft(payload, one.impact.impact_usd)
    return plan_messages(drafts, prefixes=(f"{NOTE}:",), tx=tx, now=now, kind=EffectKind.NOTE)
