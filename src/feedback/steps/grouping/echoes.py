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
        standing |= tx.echoes.standing({one.ticket_id for one in said})
        found = echoes_of(
            (one for one in said if one.ticket_id in new),
            (one for one in said if one.ticket_id not in new and one.ticket_id not in standing),
        )
        tx.echoes.add([(one, found[one.ticket_id]) for one in said if one.ticket_id in found])
        standing |= {one: first.ticket_id for one, first in found.items()}
    # A ticket the engine has taken in speaks for itself: another model may have heard it first.
    return {one: standing[one] for one in fresh if one in standing}


def echoes_of_moved(
    tx: Transaction, moved: Set[TicketId], known: Set[TicketId]
) -> Mapping[TicketId, TicketId]:
    """The echoes that have to follow: those that are among the moved, that repeat one of them, or
    that repeat one of these. `known`: the tickets that the engine has taken in."""
    found: dict[TicketId, TicketId] = {}
    ask = moved
    while ask:
        standing = tx.echoes.standing(ask).items()
        more = {one: first for one, first in standing if one not in known and one not in found}
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
    for one in echoes:
        first = echoes[one]
        while first in echoes:  # an edited text can make a first an echo itself
            first = echoes[first]
        stayed = None if first in decided.old_issue else before.get(first)
        issue = decided.new_issue.get(first, stayed)
        if one in constraints.pinned:
            to, confidence = constraints.pinned[one], 1.0
        elif issue is not None and issue not in constraints.barred.get(one, ()):
            known = decided.new_confidence.get(first)
            to, confidence = issue, decided.confidence.get(first, 1.0) if known is None else known
        else:
            continue
        if before.get(one) != to:
            goes[one], sure[one] = to, confidence
            if one in before:
                was[one] = before[one]
    return replace(decided, old_issue=was, new_issue=goes, new_confidence=sure)
