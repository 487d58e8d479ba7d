"""Private notes on tickets in their helpdesk."""

from typing import Protocol

from feedback.domain.plans.messages.ticket_note import Note


class TicketNotes(Protocol):
    """Private notes on tickets in their helpdesk, at most one of ours that counts on each."""

    def find_note(self, idempotency_key: str, ticket_key: str, replaces: str | None) -> str | None:
        """The remote key of the note that this write left on the ticket, if it did; then the one
        that it `replaces` is blanked by now. Raises where that cannot be done or known yet."""
        ...

    def write_note(
        self,
        idempotency_key: str,
        ticket_key: str,
        note: Note,
        replaces: str | None,
    ) -> str:
        """Write the note, then blank the one that it `replaces` (a remote key): the ticket is never
        without one. Returns the remote key. Raises as `IssueTracker.write_work_item`; `AnswerLost`
        also where the note stands and the other one could not be blanked: `find_note` mends that.
        """
        ...
