"""Tickets that nearly repeat another of the same requester."""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Protocol

from feedback.domain.tickets.near_duplicates import Utterance
from feedback.domain.tickets.ticket import TicketId


class Echoes(Protocol):
    """Tickets that nearly repeat another of the same requester: their first."""

    def standing(self, among: Set[TicketId] | None = None) -> Mapping[TicketId, TicketId]:
        """Echo → first, of those whose texts are both as they were when they were compared; or of
        those only of which one of the two is `among` some."""
        ...

    def waiting(self) -> Set[TicketId]:
        """Those that stand and are in no issue."""
        ...

    def behind(self, firsts: Set[TicketId]) -> Set[TicketId]:
        """All that were ever found to repeat one of these, also where a text is another now."""
        ...

    def said_beside(self, ticket_ids: Sequence[TicketId]) -> Iterator[Sequence[Utterance]]:
        """All that the requesters of these tickets wrote, if it is more than one ticket; a
        thousand requesters at a time."""
        ...

    def add(self, echoes: Sequence[tuple[Utterance, Utterance]]) -> None:
        """Keep (echo, first) pairs; what was known of an echo before is replaced."""
        ...
