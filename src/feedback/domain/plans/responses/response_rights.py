"""Which tickets a response is about, and whether this person may respond for them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from feedback.domain.issues.issue import Issue, IssueId
from feedback.domain.plans.responses.response import Response
from feedback.domain.publishing.messages.readers import Readers
from feedback.domain.tickets.ticket import Ticket, TicketId
from feedback.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class ResponseRights:
    """What one person may respond to about one issue."""

    response: Response
    issue: Issue
    readers: Readers
    named: Collection[str]
    """Who may respond for every ticket."""

    @property
    def _by(self) -> str:
        return self.response.by

    def must_be_known(self) -> None:
        """Raises `InvalidInput` for one who is neither a support agent nor named in settings."""
        if self._by not in self.named and self.readers.agent(self._by) is None:
            raise InvalidInput(
                f"{self._by} is neither a known support agent nor named in advice.may_respond. "
                "Nothing was recorded."
            )

    def own(self, open_tickets: Sequence[Ticket]) -> list[Ticket]:
        """The person's open tickets in the issue; else their team's unassigned ones; else all, for
        a named person. Raises `InvalidInput` if there are none."""
        own = [ticket for ticket in open_tickets if self.readers.holds(ticket, self._by)]
        own = own or [it for it in open_tickets if self.readers.concerns(it, self._by)]
        if not own and self._by in self.named:
            own = list(open_tickets)
        if not own:
            raise InvalidInput(
                f"{self.readers.person(self._by)} holds no open ticket of {self.issue.label}. Name "
                "the ticket, or let somebody respond who holds it. Nothing was recorded."
            )
        return own

    def among(
        self, chosen: Sequence[Ticket], places: Mapping[TicketId, IssueId]
    ) -> tuple[list[Ticket], str]:
        """Those of the chosen tickets that the person may respond for, by id; and a remark on the
        others, empty if there are none. Raises `InvalidInput` where none is left.

        `places`: the issue that each ticket is in by now.
        """
        own: list[Ticket] = []
        left_out: list[Ticket] = []
        for ticket in sorted(chosen, key=lambda ticket: ticket.ticket_id):
            is_theirs = self._by in self.named or self.readers.concerns(ticket, self._by)
            is_here = places.get(ticket.ticket_id) == self.issue.issue_id
            (own if is_theirs and is_here else left_out).append(ticket)
        if not own:
            raise InvalidInput(
                f"{self.readers.person(self._by)} holds none of these tickets any more, or none is "
                f"in {self.issue.label} any more. Nothing was recorded."
            )
        if not left_out:
            return own, ""
        keys = ", ".join(ticket.key for ticket in left_out)
        return own, (f"Left out, held by somebody else or no longer in {self.issue.label}: {keys}.")

    def must_hold(self, ticket: Ticket) -> None:
        """Raises `InvalidInput` for one who may not respond for this ticket."""
        if self._by not in self.named and not self.readers.concerns(ticket, self._by):
            raise InvalidInput(
                f"{self.readers.person(self._by)} does not hold ticket {ticket.key}. Only whoever "
                "holds it, or is named in advice.may_respond, may respond for it. Nothing was "
                "recorded."
            )

    def must_be_here(self, ticket: Ticket, place: IssueId | None) -> None:
        """Raises `InvalidInput` for a ticket whose issue (`place`) is another one by now."""
        if place != self.issue.issue_id:
            raise InvalidInput(
                f"Ticket {ticket.key} is no longer in {self.issue.label}. Nothing was recorded."
            )
