"""Which customer a requester writes for."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr

from feedback.domain.customers.customer import Customer

NO_ADDRESS = "(no address)"
_IN_BRACKETS = re.compile(r"[<\[(]\s*(?:mailto:)?([^\s<>()\[\],;]+@[^\s<>()\[\],;]+)\s*[>\])]")
_BARE = re.compile(r"[a-z0-9][\w.+-]*@[a-z0-9][a-z0-9.-]*", re.ASCII | re.IGNORECASE)
_MAX_CHARS = 500
"""No name and address are longer; beyond it nothing is looked for."""


def address_of(requester: str) -> str:
    """The address of a requester in display form ("Kim Lee <kim@example.com>"), else `requester` as
    it stands, without blanks around it."""
    written = requester.strip()
    if "@" not in written or len(written) > _MAX_CHARS:
        return written
    if _BARE.fullmatch(written):
        return written
    in_brackets = _IN_BRACKETS.findall(written)
    if in_brackets:
        return str(in_brackets[-1])  # some names are addresses, too
    _, address = parseaddr(written.removeprefix("mailto:"))
    if "@" in address:
        return address
    words = [word for word in written.split() if "@" in word.strip("@")]
    return words[0] if len(words) == 1 else written


def domain_of(requester: str) -> str:
    """What follows the @, in lower case; `NO_ADDRESS` where nothing does."""
    _, at, domain = address_of(requester).lower().rpartition("@")
    return domain if at and domain else NO_ADDRESS


def is_within(domain: str, domains: Collection[str]) -> bool:
    """Whether a domain is one of these, or a sub-domain of one."""
    return any(domain == known or domain.endswith(f".{known}") for known in domains)


@dataclass(frozen=True, slots=True)
class Requesters:
    """By an explicit table first, then by the domain of the address.

    A domain identifies a customer if exactly one customer has it and it does not belong to a
    mailbox provider, where anybody has an address. A sub-domain counts as its domain.
    """

    explicit: Mapping[str, str]
    """Address in lower case → customer id."""
    by_domain: Mapping[str, str]
    shared: tuple[str, ...] = ()
    """Domains that several customers have; nobody is found by them."""
    free: Collection[str] = field(default_factory=frozenset)

    def customer_of(self, requester: str) -> str | None:
        """The customer's id; None where nobody knows."""
        address = address_of(requester).lower()
        found = self.explicit.get(address)
        if found is not None:
            return found
        domain = domain_of(address)
        while "." in domain:
            if domain in self.free:
                return None
            if domain in self.by_domain:
                return self.by_domain[domain]
            domain = domain.partition(".")[2]
        return None


def requesters_of(
    customers: Iterable[Customer], explicit: Mapping[str, str], free: Collection[str]
) -> Requesters:
    """From the customers' domains. Does not depend on their order."""
    owners: dict[str, set[str]] = {}
    for customer in customers:
        for domain in customer.domains:
            if domain not in free:
                owners.setdefault(domain, set()).add(customer.customer_id)
    return Requesters(
        explicit={address_of(address).lower(): customer for address, customer in explicit.items()},
        by_domain={domain: min(of) for domain, of in owners.items() if len(of) == 1},
        shared=tuple(sorted(domain for domain, of in owners.items() if len(of) > 1)),
        free=free,
    )


def worst(counts: Mapping[str, int], n: int) -> dict[str, int]:
    """The domains with most unresolved tickets."""
    ordered = sorted(Counter(counts).items(), key=lambda item: (-item[1], item[0]))
    return dict(ordered[:n])
