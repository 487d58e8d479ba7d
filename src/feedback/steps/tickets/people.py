"""The people of a ticket: known by pseudonym, customer and support agent from here on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from feedback.domain.customers.places import places_of
from feedback.domain.customers.requesters import address_of
from feedback.domain.customers.supplier import SupportAgent
from feedback.domain.forgetting import mark_of
from feedback.domain.tickets.automatic import automatic_kind
from feedback.domain.tickets.text import embeddable_text, hash_text
from feedback.domain.tickets.ticket import RawTicket, RequesterId, Ticket, TicketFacts
from feedback.domain.tickets.words.records import without_record_title
from feedback.ports import CustomerDirectory, Masked, Redactor


class People:
    """Makes of tickets as their source has them what may be kept of them."""

    def __init__(
        self,
        directory: CustomerDirectory,
        redactor: Redactor,
        support_agents: Sequence[SupportAgent] = (),
    ) -> None:
        self._redactor = redactor
        self._places = places_of(directory.customers(), directory.customer_of)
        self._agents = {agent.support_agent_id for agent in support_agents}
        self._by_address = {
            agent.email.lower(): agent.support_agent_id for agent in support_agents if agent.email
        }

    def mask(self, text: str) -> Masked:
        """The text without personal data."""
        return self._redactor.mask(text)

    def requester_id(self, requester: str) -> RequesterId:
        """The pseudonym of a requester, however their address is written."""
        return RequesterId(self._redactor.pseudonym(address_of(requester)))

    def customer_of(self, organization: str, requester: str) -> str | None:
        """By the organization's id, then its name, then the requester; None if nobody knows."""
        return self._places.place(organization, address_of(requester))

    def are_forgotten(
        self,
        organization: str,
        requester: str,
        created_at: datetime,
        marks: Mapping[str, datetime],
    ) -> bool:
        """Whether the requester or the customer asked to be forgotten after the ticket came.
        `marks`: of those who did, with the moment."""
        if not marks:
            return False
        # A customer that was forgotten may be in the directory no more.
        customer = self.customer_of(organization, requester) or ""
        names = {address_of(requester), organization, customer}
        of = map(self._redactor.pseudonym, sorted(names))
        until = [marks[mark] for label in of if label and (mark := mark_of(label)) in marks]
        return any(created_at <= at for at in until)

    def masked_ticket(
        self, raw: RawTicket, digest: str, counts: Counter[str], automatic: Counter[str]
    ) -> Ticket:
        """A ticket as it is kept. Adds to `counts` what was masked, by kind, and to `automatic` the
        kind of an automatic message."""
        subject, body = self.mask(without_record_title(raw.subject)), self.mask(raw.body)
        counts.update(subject.counts)
        counts.update(body.counts)
        kind = automatic_kind(raw.subject, raw.body, raw.requester)
        automatic.update([kind] if kind else [])
        # Without a text it is in no issue; the source still counts it, and so do we.
        text = "" if kind else embeddable_text(subject.text, body.text)
        return Ticket(
            ticket_id=raw.ticket_id,
            source=raw.source,
            key=raw.key,
            subject=subject.text,
            body=body.text,
            text=text,
            text_hash=hash_text(text),
            language="",  # told for a whole page at once, in parallel
            requester_id=self.requester_id(raw.requester),
            customer_id=self.customer_of(raw.organization, raw.requester),
            facts=self._assigned(raw.facts, raw.assignee_address),
            digest=digest,
        )

    def _assigned(self, facts: TicketFacts, address: str) -> TicketFacts:
        """With the support agent as the roster has them, by id, else by address."""
        assignee = facts.support_agent_id or ""
        if not self._by_address or assignee in self._agents:
            return facts
        known = self._by_address.get(address.lower()) or self._by_address.get(assignee.lower())
        return replace(facts, support_agent_id=known) if known else facts
