"""Taking people and old tickets out of every table: what is forgotten lies in all rooms."""

from collections.abc import Collection, Mapping, Sequence, Set
from datetime import datetime
from typing import Protocol

from feedback.domain.forgetting import ForgottenMark
from feedback.domain.tickets.ticket import RequesterId, TicketId


class Forgetting(Protocol):
    """Takes tickets, requesters and customers out of every table. Counts are of rows."""

    def tickets_of_requester(self, requester_id: RequesterId) -> Sequence[TicketId]:
        """What a requester wrote, by id."""
        ...

    def tickets_of_customer(self, customer_id: str) -> Sequence[TicketId]:
        """What was written for a customer, by id."""
        ...

    def tickets_untouched_since(self, moment: datetime) -> Sequence[TicketId]:
        """Tickets that were last updated before a moment, by id."""
        ...

    def remove(
        self, ticket_ids: Sequence[TicketId], kept_texts: Collection[str]
    ) -> Mapping[str, int]:
        """Tickets, their places, echoes and the vectors that no other ticket uses; those of
        `kept_texts` (by hash) stay."""
        ...

    def remove_customer(self, customer_id: str) -> Mapping[str, int]:
        """The customer, what it was worth, and its name and id in receipts."""
        ...

    def hide_in_receipts(self, customer_id: str) -> int:
        """Take the customer's name and id off receipts; the amounts stay."""
        ...

    def remove_written_titles(self) -> int:
        """All of them: a title may hold a word of somebody who is forgotten."""
        ...

    def drop_from_decisions(self, ticket_ids: Collection[TicketId]) -> int:
        """Out of the lists of tickets that decisions carry."""
        ...

    def blank_set_aside(self, words: Collection[str]) -> int:
        """Blank why a row was set aside where the reason holds one of these words."""
        ...

    def drop_domains(self, domains: Collection[str]) -> int:
        """Out of the counts of unknown requesters of all nights, with their sub-domains; returns
        how many steps."""
        ...

    def counted_domains(self) -> Set[str]:
        """The domains that any night counted unknown requesters of."""
        ...

    def add_mark(self, mark: ForgottenMark) -> None:
        """Do not take in again what this requester or customer opened before."""
        ...

    def marks(self) -> Mapping[str, datetime]:
        """Until when tickets with this mark are not taken in."""
        ...

    def said(self, pieces: Collection[str]) -> set[str]:
        """Those of the pieces of text that stand in a ticket."""
        ...

    def found(self, words: Collection[str]) -> Mapping[str, int]:
        """How many rows of each table hold one of these words."""
        ...
