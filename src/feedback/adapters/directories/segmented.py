"""A directory of customers whose segments are decided by rules."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from feedback.domain.customers.customer import Customer
from feedback.domain.supply.agreements.segment_rules import SegmentRule, place_customer
from feedback.domain.tickets.ticket import SetAside
from feedback.ports import CustomerDirectory


@dataclass
class SegmentedDirectory:
    """The customers of another directory, each in the segment of the first rule that matches.

    One that no rule matches keeps the segment its directory gives, or gets the default one.
    """

    directory: CustomerDirectory
    rules: Sequence[SegmentRule]
    default_segment: str

    @cached_property
    def _customers(self) -> Sequence[Customer]:
        return [
            replace(
                customer, segment=place_customer(customer, self.rules, self.default_segment).segment
            )
            for customer in self.directory.customers()
        ]

    def customers(self) -> Sequence[Customer]:
        return self._customers

    def set_aside(self) -> Sequence[SetAside]:
        return self.directory.set_aside()

    def among(self, customers: Sequence[Customer]) -> CustomerDirectory:
        return SegmentedDirectory(self.directory.among(customers), self.rules, self.default_segment)

    def customer_of(self, requester: str) -> str | None:
        return self.directory.customer_of(requester)
