"""Echoes: what one requester sends again and again votes once, and follows its first ticket."""

from collections.abc import Mapping, Sequence, Set

from feedback.domain.tickets.near_duplicates import echoes_of
from feedback.domain.tickets.ticket import TicketId
from feedback.ports import Echoes


def find_echoes(echoes: Echoes, fresh: Sequence[TicketId]) -> Mapping[TicketId, TicketId]:
    """Of every ticket that nearly repeats another of its requester: which one.

    `fresh` are tickets that the grouping engine has not taken in. What is found among them is
    kept: an echo stays one while its text and its first's are unchanged. Cost follows the fresh
    tickets and what else their requesters wrote.
    """
    firsts = dict(echoes.firsts(set(fresh)))
    new = set(fresh) - firsts.keys()
    for said in echoes.of_the_same_requesters(sorted(new)):
        firsts |= echoes.firsts({utterance.ticket_id for utterance in said})
        found = echoes_of(
            (utterance for utterance in said if utterance.ticket_id in new),
            (
                utterance
                for utterance in said
                if utterance.ticket_id not in new and utterance.ticket_id not in firsts
            ),
        )
        pairs = [
            (utterance, found[utterance.ticket_id])
            for utterance in said
            if utterance.ticket_id in found
        ]
        if pairs:
            echoes.add(pairs)
        firsts |= {echo: first.ticket_id for echo, first in found.items()}
    # A ticket the engine has taken in speaks for itself: another model may have heard it first.
    return {ticket: firsts[ticket] for ticket in fresh if ticket in firsts}


def echoes_of_moved(
    echoes: Echoes, moved: Set[TicketId], known: Set[TicketId]
) -> Mapping[TicketId, TicketId]:
    """The echoes that have to follow: those that are among the moved, that repeat one of them, or
    that repeat one of these. `known`: the tickets that the engine has taken in."""
    found: dict[TicketId, TicketId] = {}
    ask = moved
    while ask:
        firsts = echoes.firsts(ask).items()
        more = {echo: first for echo, first in firsts if echo not in known and echo not in found}
        found |= more
        ask = more.keys()
    return found
