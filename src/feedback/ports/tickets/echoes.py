"""Tickets that nearly repeat another of the same requester."""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Protocol

from feedback.domain.tickets.near_duplicates import Utterance
from feedback.domain.tickets.ticket import TicketId


class Echoes(Protocol):
    """Tickets that nearly repeat another of the same requester: their first."""

    def firsts(self, among: Set[TicketId] | None = None) -> Mapping[TicketId, TicketId]:
        """Echo → the first ticket, which it repeats, as long as both texts are as they were when
        they were compared. `among`: only pairs of which one of the two is in it."""
        ...

    def waiting(self) -> Set[TicketId]:
        """Echoes, both texts unchanged, that are in no issue."""
        ...

    def repeating(self, firsts: Set[TicketId]) -> Set[TicketId]:
        """All tickets ever found to repeat one of these, even if a text has changed since."""
        ...

    def of_the_same_requesters(
        self, ticket_ids: Sequence[TicketId]
    ) -> Iterator[Sequence[Utterance]]:
        """Everything the requesters of these tickets wrote, if it is more than one ticket; a
        thousand requesters at a time."""
        ...

    def add(self, echoes: Sequence[tuple[Utterance, Utterance]]) -> None:
        """Keep (echo, first) pairs; what was known of an echo before is replaced."""
        ...
