"""Which segment a customer belongs to: rules in order, the first that matches decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from feedback.domain.customers.customer import Customer


@dataclass(frozen=True, slots=True)
class SegmentRule:
    """What a customer must have to belong to `segment`. An empty condition asks for nothing."""

    segment: str
    number: int
    """Its place among the segment's rules, from 1."""
    min_value_usd: Decimal | None = None
    """A customer of unknown value has no value to compare: it does not match."""
    max_value_usd: Decimal | None = None
    """Below it, not at it."""
    plans: tuple[str, ...] = ()
    """Any of these."""
    countries: tuple[str, ...] = ()
    """Any of these."""
    flags: tuple[str, ...] = ()
    """All of these."""

    @property
    def label(self) -> str:
        """`rule 2 of enterprise`."""
        return f"rule {self.number} of {self.segment}"

    def misses(self, customer: Customer) -> str:
        """Why the customer does not match, in words; empty if it does."""
        value = customer.value_usd
        if (self.min_value_usd is not None or self.max_value_usd is not None) and value is None:
            return "its value is unknown"
        if self.min_value_usd is not None and value is not None and value < self.min_value_usd:
            return f"its value, ${value:,.0f}, is below ${self.min_value_usd:,.0f}"
        if self.max_value_usd is not None and value is not None and value >= self.max_value_usd:
            return f"its value, ${value:,.0f}, is not below ${self.max_value_usd:,.0f}"
        if self.plans and customer.plan not in self.plans:
            return f'its plan is "{customer.plan}", not {_or(self.plans)}'
        if self.countries and customer.country not in self.countries:
            return f'its country is "{customer.country}", not {_or(self.countries)}'
        missing = [flag for flag in self.flags if flag not in customer.flags]
        return f'it has no flag "{missing[0]}"' if missing else ""

    def covers(self, other: "SegmentRule") -> bool:
        """Whether every customer that matches `other` matches this one too."""
        return (
            (self.min_value_usd is None
             or (other.min_value_usd is not None and other.min_value_usd >= self.min_value_usd))
            and (self.max_value_usd is None
                 or (other.max_value_usd is not None and other.max_value_usd <= self.max_value_usd))
            and (not self.plans or (bool(other.plans) and {*other.plans} <= {*self.plans}))
            and (not self.countries
                 or (bool(other.countries) and {*other.countries} <= {*self.countries}))
            and {*self.flags} <= {*other.flags}
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Placement:
    """The segment of a customer and why. `rule` is None where no rule matched."""

    segment: str
    rule: SegmentRule | None
    tried: tuple[str, ...]
    """Every rule up to the one that decided, and what came of it, in words."""
    also: tuple[SegmentRule, ...]
    """Later rules of other segments that match too."""


def place_customer(
    customer: Customer, rules: Sequence[SegmentRule], default_segment: str
) -> Placement:
    """By the first rule that matches; else the segment its directory gives; else the default."""
    tried: list[str] = []
    for at, rule in enumerate(rules):
        missed = rule.misses(customer)
        if missed:
            tried.append(f"{rule.label}: no, {missed}")
            continue
        tried.append(f"{rule.label}: yes")
        also = tuple(
            later
            for later in rules[at + 1 :]
            if later.segment != rule.segment and not later.misses(customer)
        )
        return Placement(rule.segment, rule, tuple(tried), also)
    segment = customer.segment or default_segment
    given = "as its directory says" if customer.segment else "the default"
    tried.append(f"no rule matches: {segment}, {given}" if rules else f"{segment}, {given}")
    return Placement(segment, None, tuple(tried), ())


def unreachable(rules: Sequence[SegmentRule]) -> tuple[SegmentRule, SegmentRule] | None:
    """A rule no customer can ever come to, and the earlier one that takes all of them."""
    for at, rule in enumerate(rules):
        for earlier in rules[:at]:
            if earlier.covers(rule):
                return rule, earlier
    return None


def _or(names: Sequence[str]) -> str:
    return " or ".join(f'"{name}"' for name in names)
