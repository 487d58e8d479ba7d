"""Where customers and support agents are read."""

from collections.abc import Sequence
from typing import Protocol

from feedback.domain.customers.customer import Customer
from feedback.domain.customers.supplier import SupportAgent
from feedback.domain.tickets.ticket import SetAside


class CustomerDirectory(Protocol):
    """Who the customers are and what they are worth."""

    def customers(self) -> Sequence[Customer]:
        """All of them. Raises `InvalidInput`, `TransientFault` or `FinalFault`."""
        ...

    def set_aside(self) -> Sequence[SetAside]:
        """What was wrong in the directory, and left out."""
        ...

    def among(self, customers: Sequence[Customer]) -> "CustomerDirectory":
        """The same over customers that were known before: it cannot be read now."""
        ...

    def customer_of(self, requester: str) -> str | None:
        """The id of the customer a requester (an e-mail address) writes for, if known."""
        ...


class SupportRoster(Protocol):
    """Who answers tickets."""

    def support_agents(self) -> Sequence[SupportAgent]:
        """All of them. Raises `InvalidInput`."""
        ...
