"""Which customer a ticket belongs to."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from feedback.domain.customers.customer import Customer


@dataclass(frozen=True, slots=True)
class Places:
    """Where tickets belong: by the organization that a helpdesk names, then by the requester.

    An organization that the directory does not know is not a customer. Where there is no directory,
    organizations are all that is known of customers.
    """

    customer_of: Callable[[str], str | None]
    """Of a requester's address."""
    by_name: Mapping[str, str]
    """Id or name in lower case → customer id; a name that two customers have stands for none."""
    knows_customers: bool

    def place(self, organization: str, requester: str) -> str | None:
        """The customer's id; None where nobody knows."""
        if organization and not self.knows_customers:
            return organization
        found = self.by_name.get(_plain(organization)) if organization else None
        return found or self.customer_of(requester)


def places_of(customers: Iterable[Customer], customer_of: Callable[[str], str | None]) -> Places:
    """From a directory's customers. Does not depend on their order; an id goes before a name."""
    customers = list(customers)
    named: dict[str, set[str]] = {}
    for customer in customers:
        named.setdefault(_plain(customer.name), set()).add(customer.customer_id)
    by_name = {name: min(of) for name, of in named.items() if name and len(of) == 1}
    by_id = {_plain(customer.customer_id): customer.customer_id for customer in customers}
    return Places(customer_of, {**by_name, **by_id}, bool(customers))


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
