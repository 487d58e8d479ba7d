"""The tickets that are kept."""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.ticket import RequesterId, SetAside, Stake, Ticket, TicketId


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """Which version of a ticket is kept."""

    updated_at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class Stranger:
    """A requester (a pseudonym; empty: nobody was named) whose customer nobody knows."""

    requester_id: RequesterId
    n_tickets: int
    newest: TicketId


class Tickets(Protocol):
    """One row per ticket, where each source's next pull begins, and rows that were set aside."""

    def cursor(self, source: str) -> str | None:
        """Where the source's next pull begins; None: at its beginning."""
        ...

    def set_cursor(self, source: str, cursor: str) -> None:
        """The source's next pull begins here."""
        ...

    def forget_cursor(self, source: str) -> None:
        """The source's next pull begins at its beginning."""
        ...

    def counts(self, source: str, since: datetime, until: datetime) -> Mapping[str, int]:
        """Status → tickets of a source opened from `since` on and before `until`."""
        ...

    def versions(self, ticket_ids: Sequence[TicketId]) -> Mapping[TicketId, StoredVersion]:
        """Which version is kept of those of these tickets that are."""
        ...

    def upsert(self, tickets: Iterable[Ticket], as_of: datetime) -> None:
        """Insert or replace, as changed on this night."""
        ...

    def remove(self, ticket_ids: Sequence[TicketId], as_of: datetime) -> int:
        """Forget these tickets, words, person and place; that they were there is kept, and the
        issue they were in. Returns how many there were."""
        ...

    def set_aside(self, rows: Iterable[SetAside], as_of: datetime) -> None:
        """Keep which rows a night could not make tickets of."""
        ...

    def by_id(self, ticket_ids: Sequence[TicketId]) -> Sequence[Ticket]:
        """Those of these tickets that are kept, by id."""
        ...

    def with_keys(self, keys: Collection[str]) -> Mapping[str, Sequence[TicketId]]:
        """Key → tickets that a source knows by it, or that we know by it as their id; keys that no
        ticket has are left out."""
        ...

    def of_issue(self, issue_id: IssueId) -> Sequence[Ticket]:
        """All tickets of an issue, by id."""
        ...

    def of_issues(self, issue_ids: Collection[IssueId]) -> Mapping[IssueId, Sequence[Ticket]]:
        """Issue → all its tickets, by id; issues without any are left out."""
        ...

    def open_of_issues(self, issue_ids: Collection[IssueId]) -> Mapping[IssueId, Sequence[Ticket]]:
        """Issue → its tickets that are not solved, by id; issues without any are left out."""
        ...

    def gone(self) -> Set[TicketId]:
        """Those that were removed and have not come again."""
        ...

    def n_unresolved(self) -> tuple[int, int]:
        """How many tickets have no known customer, and how many there are."""
        ...

    def strangers(self, limit: int) -> Sequence[Stranger]:
        """Requesters without a known customer, most tickets first."""
        ...

    def groupable(self, among: Set[TicketId] | None = None) -> Mapping[TicketId, str]:
        """The language of every ticket that has a text, or of those `among` some, in order of
        id."""
        ...

    def unseen(self) -> Set[TicketId]:
        """Tickets that came, went, say something else or were placed elsewhere since they were last
        marked as seen, whoever did it."""
        ...

    def waiting(self, source: str, limit: int) -> Sequence[TicketId]:
        """Tickets of a source whose conversation is still to be read, the newest change first."""
        ...

    def n_waiting(self, source: str) -> int:
        """How many tickets of a source wait for their conversation to be read."""
        ...

    def without_text(self) -> Sequence[Ticket]:
        """Tickets that say nothing, the newest first: without words, or automatic."""
        ...

    def open_by_assignee(self) -> Mapping[str, int]:
        """Support agent, as tickets name them → open tickets."""
        ...

    def mark_seen(self) -> None:
        """Grouping has looked at all of them."""
        ...

    def changed_on(self, as_of: datetime) -> Sequence[TicketId]:
        """Tickets that came or changed on a night."""
        ...

    def stakes(self, of: Set[IssueId] | None = None) -> Mapping[IssueId, Sequence[Stake]]:
        """Every grouped ticket by issue, or those `of` some issues; of its facts those that tell
        what is at stake."""
        ...

    def n_set_aside_since(self, source: str, since: datetime) -> int:
        """How many rows of a source nights from `since` on could not make tickets of."""
        ...

    def rows_set_aside(self, as_of: datetime) -> Sequence[SetAside]:
        """The rows a night could not make tickets of, by source and place."""
        ...
