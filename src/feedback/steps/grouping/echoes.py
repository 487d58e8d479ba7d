"""Echoes: what one requester sends again and again votes once, and follows its first ticket."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from feedback.domain.grouping import GroupingOutcome
from feedback.domain.issues.constraints import Constraints
from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.near_duplicates import echoes_of
from feedback.domain.tickets.ticket import TicketId
from feedback.ports import Transaction


def find_echoes(tx: Transaction, fresh: Sequence[TicketId]) -> Mapping[TicketId, TicketId]:
    """Of every ticket that nearly repeats another of its requester: which one.

    `fresh` are tickets that the grouping engine has not taken in. What is found among them is
    kept: an echo stays one while its text and its first's are unchanged. Cost follows the fresh
    tickets and what else their requesters wrote.
    """
    standing = dict(tx.echoes.standing(set(fresh)))
    new = set(fresh) - standing.keys()
    for said in tx.echoes.said_beside(sorted(new)):
        standing |= tx.echoes.standing({utterance.ticket_id for utterance in said})
        found = echoes_of(
            (utterance for utterance in said if utterance.ticket_id in new),
            (
                utterance
                for utterance in said
                if utterance.ticket_id not in new and utterance.ticket_id not in standing
            ),
        )
        tx.echoes.add(
            [
                (utterance, found[utterance.ticket_id])
                for utterance in said
                if utterance.ticket_id in found
            ]
        )
        standing |= {echo: first.ticket_id for echo, first in found.items()}
    # A ticket the engine has taken in speaks for itself: another model may have heard it first.
    return {ticket: standing[ticket] for ticket in fresh if ticket in standing}


def echoes_of_moved(
    tx: Transaction, moved: Set[TicketId], known: Set[TicketId]
) -> Mapping[TicketId, TicketId]:
    """The echoes that have to follow: those that are among the moved, that repeat one of them, or
    that repeat one of these. `known`: the tickets that the engine has taken in."""
    found: dict[TicketId, TicketId] = {}
    ask = moved
    while ask:
        standing = tx.echoes.standing(ask).items()
        more = {echo: first for echo, first in standing if echo not in known and echo not in found}
        found |= more
        ask = more.keys()
    return found


def follow(
    decided: GroupingOutcome,
    echoes: Mapping[TicketId, TicketId],
    before: Mapping[TicketId, IssueId],
    constraints: Constraints,
) -> GroupingOutcome:
    """What was decided, with every one of these echoes where its first is, and as sure.

    Where a person has said that it belongs comes first. One that cannot follow, because its first
    waits or a person has kept the two apart, stays where it was `before`, or waits. `before` holds
    the places of the echoes and of their firsts.
    """
    was, goes, sure = dict(decided.old_issue), dict(decided.new_issue), dict(decided.new_confidence)
    for echo in echoes:
        first = echoes[echo]
        while first in echoes:  # an edited text can make a first an echo itself
            first = echoes[first]
        stayed = None if first in decided.old_issue else before.get(first)
        issue = decided.new_issue.get(first, stayed)
        if echo in constraints.pinned:
            to, confidence = constraints.pinned[echo], 1.0
        elif issue is not None and issue not in constraints.barred.get(echo, ()):
            known = decided.new_confidence.get(first)
            to, confidence = issue, decided.confidence.get(first, 1.0) if known is None else known
        else:
            continue
        if before.get(echo) != to:
            goes[echo], sure[echo] = to, confidence
            if echo in before:
                was[echo] = before[echo]
    return replace(decided, old_issue=was, new_issue=goes, new_confidence=sure)
