"""Echoes: what one requester sends again and again votes once, and follows its first ticket."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from feedback.domain.grouping import Constraints, Regrouping
from feedback.domain.issue import IssueId
from feedback.domain.near_duplicates import echoes_of
from feedback.domain.ticket import TicketId
from feedback.ports import Transaction


def find_echoes(tx: Transaction, fresh: Sequence[TicketId]) -> Mapping[TicketId, TicketId]:
    """Of every ticket that nearly repeats another of its requester: which one.

    `fresh` are the tickets that the grouping engine has not taken in. What is found among them is
    kept: an echo stays one while its text and its first's are unchanged. Cost follows the fresh
    tickets and what else their requesters wrote.
    """
    standing = dict(tx.echoes.standing())
    new = set(fresh) - standing.keys()
    for said in tx.echoes.said_beside(sorted(new)):
        found = echoes_of(
            (one for one in said if one.ticket_id in new),
            (one for one in said if one.ticket_id not in new and one.ticket_id not in standing),
        )
        tx.echoes.add([(one, found[one.ticket_id]) for one in said if one.ticket_id in found])
        standing |= {one: first.ticket_id for one, first in found.items()}
    # A ticket the engine has taken in speaks for itself: another model may have heard it first.
    return {one: standing[one] for one in fresh if one in standing}


def follow(
    decided: Regrouping,
    echoes: Mapping[TicketId, TicketId],
    before: Mapping[TicketId, IssueId],
    constraints: Constraints,
) -> Regrouping:
    """What was decided, with every echo where its first is, and as sure.

    Where a person has said that it belongs comes first. One that cannot follow, because its first
    waits or a person has kept the two apart, stays where it was `before`, or waits.
    """
    placed, confidence = dict(decided.placed), dict(decided.confidence)
    n_waiting = decided.n_waiting
    for one in echoes:
        first = echoes[one]
        while first in echoes:  # an edited text can make a first an echo itself
            first = echoes[first]
        issue = decided.placed.get(first)
        if one in constraints.pinned:
            placed[one], confidence[one] = constraints.pinned[one], 1.0
        elif issue is not None and issue not in constraints.barred.get(one, ()):
            placed[one], confidence[one] = issue, decided.confidence[first]
        elif one in before:
            placed[one] = before[one]
        else:
            n_waiting += 1
    return replace(decided, placed=placed, confidence=confidence, n_waiting=n_waiting)
