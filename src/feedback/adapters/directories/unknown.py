"""Customers of whom nothing is known yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feedback.adapters.directories.records import free_domains
from feedback.domain.customers.customer import Customer
from feedback.domain.customers.requesters import NO_ADDRESS, address_of, domain_of
from feedback.domain.tickets.ticket import SetAside


@dataclass(frozen=True, slots=True)
class UnknownCustomers:
    """A `CustomerDirectory` without customers: whoever writes from one domain is one, unless
    everybody has addresses there."""

    explicit: Mapping[str, str]
    """Address in lower case → customer id."""

    def customers(self) -> Sequence[Customer]:
        return ()

    def set_aside(self) -> Sequence[SetAside]:
        return ()

    def among(self, customers: Sequence[Customer]) -> "UnknownCustomers":
        return self

    def customer_of(self, requester: str) -> str | None:
        found = self.explicit.get(address_of(requester).lower())
        domain = domain_of(requester)
        if found is not None or domain == NO_ADDRESS:
            return found
        return None if domain in free_domains() else domain
