"""Issues, who belongs to them, and what happened to them."""

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime
from typing import Protocol

from feedback.domain.issues.issue import Issue, IssueId, Membership, ThemeId
from feedback.domain.issues.lineage import LineageEvent, LineageKind
from feedback.domain.tickets.ticket import TicketId


class Issues(Protocol):
    """One row per issue, per grouped ticket, and per night, issue and kind of event."""

    def all(self) -> Sequence[Issue]:
        """Every issue ever given an id, in order of id."""
        ...

    def some(self, issue_ids: Iterable[IssueId]) -> Mapping[IssueId, Issue]:
        """Those of them that exist."""
        ...

    def themes(self) -> Mapping[IssueId, ThemeId | None]:
        """The theme of every issue."""
        ...

    def quiet(self, since: datetime, before: datetime) -> Set[IssueId]:
        """Active issues that emerged before a moment, without a ticket written after `since`."""
        ...

    def next_id(self) -> IssueId:
        """An id that was never given."""
        ...

    def members(self, issue_id: IssueId) -> Sequence[TicketId]:
        """The tickets of an issue, by id."""
        ...

    def placements(self, among: Set[TicketId] | None = None) -> Mapping[TicketId, IssueId]:
        """The issue of every grouped ticket, or of those `among` some."""
        ...

    def sizes(self, issue_ids: Iterable[IssueId]) -> Mapping[IssueId, int]:
        """How many tickets are in each of these issues; those without any are left out."""
        ...

    def n_placed(self) -> tuple[int, int]:
        """How many tickets are in an issue, and in how many issues."""
        ...

    def issue_of(self, ticket_id: TicketId) -> IssueId | None:
        """The issue a ticket is in, if it is in any."""
        ...

    def save(self, issues: Iterable[Issue]) -> None:
        """Insert or replace; the terms are left as they are."""
        ...

    def save_figures(self, figures: Mapping[IssueId, tuple[float, float]]) -> None:
        """Cohesion and distinctness of issues that exist."""
        ...

    def save_terms(self, terms: Mapping[IssueId, Mapping[str, int]]) -> None:
        """Issue → term → in how many of its tickets it stands; the terms of others stay."""
        ...

    def terms(self) -> Mapping[IssueId, Mapping[str, int]]:
        """The saved terms of every issue."""
        ...

    def place(self, placed: Iterable[Membership]) -> None:
        """Put tickets into issues, also those that were in another one."""
        ...

    def unplace(self, ticket_ids: Iterable[TicketId]) -> None:
        """Take tickets out of their issue; they wait again."""
        ...

    def record(self, events: Iterable[LineageEvent]) -> None:
        """Append what happened; an event of the same night, issue and kind stays as it was."""
        ...

    def lineage(
        self,
        as_of: datetime | None = None,
        kinds: Sequence[LineageKind] = (),
        since: datetime | None = None,
    ) -> Sequence[LineageEvent]:
        """Oldest first; of one night, of some kinds, or after a moment only, if these are given."""
        ...
