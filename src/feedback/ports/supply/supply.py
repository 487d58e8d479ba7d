"""What reports about segments, suppliers and wishes are made from, and what they leave."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from feedback.domain.issues.issue import IssueId
from feedback.domain.supply.agreements.reviews import Action
from feedback.domain.supply.metrics.reference import Reference
from feedback.domain.supply.metrics.ticket_record import TicketRecord
from feedback.domain.supply.reports.pack_records import IssueSatisfaction, PlannedWish


class Supply(Protocol):
    """Facts of tickets and issues to count, references, agreed actions and packs."""

    def ticket_records(self) -> Sequence[TicketRecord]:
        """Every ticket, in order of id."""
        ...

    def satisfaction(self) -> Mapping[IssueId, IssueSatisfaction]:
        """Ratings, escalations and reopenings of every issue with tickets."""
        ...

    def reference(self, contact_type: str) -> Reference | None:
        """The newest frozen one for contact types told apart in this way."""
        ...

    def freeze(
        self, reference: Reference, contact_type: str, by: str, why: str, now: datetime
    ) -> None:
        """Compare fairly with this one from now on."""
        ...

    def actions(self) -> Sequence[Action]:
        """Every action agreed with a supplier, in order of id."""
        ...

    def next_action_id(self) -> int:
        """An id that was never given."""
        ...

    def add_action(self, action: Action) -> None:
        """Append an action."""
        ...

    def finish_action(self, action_id: int, done_on: date) -> None:
        """The action was done on this day."""
        ...

    def planned_wishes(self) -> Sequence[PlannedWish]:
        """Of all packs, oldest first."""
        ...

    def keep_pack(self, wishes: Sequence[PlannedWish]) -> None:
        """Keep what a pack asked for; the same day's pack is replaced."""
        ...
