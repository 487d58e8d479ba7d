"""Who hears about a ticket, and who may answer for it."""

import re
from collections.abc import Mapping, Sequence

from feedback.domain.customers.supplier import Supplier, SupportAgent, suppliers_by_group
from feedback.domain.tickets.ticket import Ticket

SUPPORT_AGENT, TEAM, PRODUCT, ESCALATION = "support-agent", "team", "product", "escalation"
ANSWER, CONTACT = "answer", "contact"
"""What the target of a message begins with, before the colon."""
_CHANNEL_ID = re.compile("[CG][A-Z0-9]{8,}")
_ABOUT_ONE_THING = (ESCALATION, ANSWER, CONTACT)
"""Targets that name behind a slash what they are about."""


def support_agent_target(support_agent_id: str) -> str:
    """The target of messages to a support agent: `support-agent:ada`."""
    return f"{SUPPORT_AGENT}:{support_agent_id}"


def team_target(channel: str) -> str:
    """The target of messages to a team's channel: `team:#support-core`."""
    return f"{TEAM}:{channel}"


def escalation_target(address: str, label: str) -> str:
    """Of an escalation about an issue: `escalation:ilse@acme.com/FB-12`. Every issue has a target
    of its own, so that no escalation takes the place of another one that still waits."""
    return f"{ESCALATION}:{address}/{label}"


def answer_target(address: str, label: str) -> str:
    """Of product's answer to an issue: `answer:A-01/FB-12`, to a support agent or a channel. A
    separate target, as an escalation's: the night withdraws waiting messages without news."""
    return f"{ANSWER}:{address}/{label}"


def contact_target(address: str, supplier: str) -> str:
    """Of a supplier's scorecard: `contact:#leads/costa`."""
    return f"{CONTACT}:{address}/{supplier}"


def is_channel(target: str) -> bool:
    """Whether a message goes to a channel: by name (`#support`) or by an id such as Slack's."""
    if kind_of_target(target) in (TEAM, PRODUCT):
        return True
    address = address_of(target)
    is_id = _CHANNEL_ID.fullmatch(address) is not None
    return kind_of_target(target) != SUPPORT_AGENT and (address.startswith("#") or is_id)


def kind_of_target(target: str) -> str:
    """What stands before the colon: `support-agent`, `team`, `product`."""
    return target.partition(":")[0]


def address_of(target: str) -> str:
    """Where a message goes: a support agent's id, a channel (`#support`) or an e-mail address."""
    kind, _, address = target.partition(":")
    return address.rpartition("/")[0] if kind in _ABOUT_ONE_THING else address


class Readers:
    """From a ticket to who should hear about it: its support agent, else its group's team.

    `overrides`: assignee as the helpdesk names them → a support agent's id or e-mail address, or a
    channel (`#escalations`).
    """

    def __init__(
        self,
        support_agents: Sequence[SupportAgent],
        suppliers: Mapping[str, Supplier],
        overrides: Mapping[str, str] | None = None,
    ) -> None:
        self._overrides = overrides or {}
        self._by_id = {one.support_agent_id: one for one in support_agents}
        self._by_email = {one.email.lower(): one for one in support_agents if one.email}
        self._by_group = suppliers_by_group(suppliers.values())

    def target_of(self, ticket: Ticket) -> str | None:
        """The target of messages about this ticket; None where nobody is there to hear it."""
        override = self._overrides.get(ticket.facts.support_agent_id or "", "")
        is_id = _CHANNEL_ID.fullmatch(override) and self.agent(override) is None
        if override.startswith("#") or is_id:
            return team_target(override)
        agent = self.agent_of(ticket)
        if agent is not None:
            return support_agent_target(agent.support_agent_id)
        supplier = self.supplier_of(ticket)
        if supplier is not None and supplier.team_channel:
            return team_target(supplier.team_channel)
        return None

    def agent_of(self, ticket: Ticket) -> SupportAgent | None:
        """The known support agent who holds the ticket."""
        assignee = ticket.facts.support_agent_id or ""
        return self.agent(self._overrides.get(assignee, assignee))

    def agent(self, name: str) -> SupportAgent | None:
        """By id or e-mail address."""
        return self._by_id.get(name) or self._by_email.get(name.lower())

    def unknown_among(self, assignees: Mapping[str, int]) -> Mapping[str, int]:
        """Those of these assignees that nobody in the roster is; none where there is no roster."""
        if not self._by_id:
            return {}
        return {
            name: n
            for name, n in assignees.items()
            if name not in self._overrides and self.agent(name) is None
        }

    def person(self, name: str) -> str:
        """How to speak of somebody: a support agent's name, else as they are known."""
        agent = self.agent(name)
        return agent.name if agent else name

    def supplier_of(self, ticket: Ticket) -> Supplier | None:
        """Who answers the ticket's group, if anybody is known to."""
        return self._by_group.get(ticket.facts.group)

    def holds(self, ticket: Ticket, by: str) -> bool:
        """Whether this person (an id or an address) is the one the ticket is assigned to."""
        person = self.agent(by)
        return person is not None and person == self.agent_of(ticket)

    def concerns(self, ticket: Ticket, by: str) -> bool:
        """Whether this person holds the ticket, or is of its team where nobody holds it."""
        person, supplier = self.agent(by), self.supplier_of(ticket)
        if self.agent_of(ticket) is not None:
            return self.holds(ticket, by)
        return person is not None and supplier is not None and supplier.name == person.supplier

    def name_of(self, target: str) -> str:
        """The support agent's name; of anybody else the address."""
        address = address_of(target)
        person = self.agent(address) if kind_of_target(target) == SUPPORT_AGENT else None
        return person.name if person else address

    def time_zone_of(self, target: str, default: str) -> str:
        """Of the person; of a channel the deployment's."""
        person = self.agent(address_of(target))
        return person.time_zone if person else default
