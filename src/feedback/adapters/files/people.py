"""Customers, the requesters who write for them, and support agents, from files."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from feedback.adapters.directories.records import domains_in, flags_in, free_domains
from feedback.adapters.files.tables import read_table
from feedback.adapters.rows.amounts import currency_of, parse_amount
from feedback.adapters.rows.date_words import EMPTY_WORDS
from feedback.adapters.rows.row import Row
from feedback.adapters.rows.times import AmbiguousDates, TimeReader, day_order_of
from feedback.domain.customers.customer import Customer
from feedback.domain.customers.requesters import Requesters, address_of, requesters_of
from feedback.domain.customers.supplier import SupportAgent
from feedback.domain.tickets.ticket import SetAside
from feedback.errors import InvalidInput


@dataclass(slots=True)
class FileCustomerDirectory:
    """Customers from one file (`customer_id, name, segment, value_usd, renewal_on, health,
    country, owner, domains, plan, flags, open_deals_usd`; all but the first three may be empty or
    missing) and requesters from another (`requester, customer_id`). Where rules place customers in
    segments (`has_rules`), the segment may be empty too.

    Raises `InvalidInput` on the first row that cannot be right.
    """

    customers_path: Path
    requesters_path: Path | None
    segments: Collection[str]
    has_rules: bool = False
    _customers: dict[str, Customer] = field(init=False, default_factory=dict)
    _customer_of: dict[str, str] = field(init=False, default_factory=dict)
    _requesters: Requesters = field(init=False)

    def __post_init__(self) -> None:
        required = ("customer_id",) if self.has_rules else ("customer_id", "segment")
        rows = list(read_table(self.customers_path, required))
        times = _times(rows, ("renewal_on",), self.customers_path)
        for row in rows:
            customer = self._customer(row, times)
            if customer.customer_id in self._customers:
                raise InvalidInput(
                    f'{self.customers_path}:{_line(row)}: customer "{customer.customer_id}" stands '
                    "there twice. Keep one of the rows."
                )
            self._customers[customer.customer_id] = customer
        if self.requesters_path is not None:
            for row in read_table(self.requesters_path, ("requester", "customer_id")):
                self._add_requester(row, self.requesters_path)
        domains = any(customer.domains for customer in self._customers.values())
        free = free_domains() if domains else frozenset[str]()
        self._requesters = requesters_of(self._customers.values(), self._customer_of, free)
        if self._requesters.shared:
            raise InvalidInput(
                f'{self.customers_path}: the domain "{self._requesters.shared[0]}" belongs to two '
                "customers. Keep it with one of them; the requesters table can place the others."
            )

    def customers(self) -> Sequence[Customer]:
        return list(self._customers.values())

    def customer_of(self, requester: str) -> str | None:
        return self._requesters.customer_of(requester)

    def set_aside(self) -> Sequence[SetAside]:
        return ()  # a row that cannot be right is refused

    def among(self, customers: Sequence[Customer]) -> "FileCustomerDirectory":
        return self

    def _customer(self, row: Row, times: TimeReader) -> Customer:
        path = self.customers_path
        customer_id = _required(row, "customer_id", path)
        is_left_to_rules = self.has_rules and not _text(row, "segment")
        segment = "" if is_left_to_rules else _required(row, "segment", path)
        if not is_left_to_rules and segment not in self.segments:
            raise InvalidInput(
                f'{path}:{_line(row)}: segment "{segment}" of customer "{customer_id}" is not '
                f"configured. Configured are: {', '.join(sorted(self.segments))}. "
                f"Correct the row or add [segments.{segment}]."
            )
        return Customer(
            customer_id=customer_id,
            name=_text(row, "name") or customer_id,
            segment=segment,
            value_usd=_money(row, "value_usd", path),
            renewal_on=_date(row, "renewal_on", path, times),
            health=_share(row, "health", path),
            country=_text(row, "country"),
            owner=_text(row, "owner"),
            domains=domains_in(_text(row, "domains")),
            plan=_text(row, "plan"),
            flags=flags_in(_text(row, "flags")),
            open_deals_usd=_money(row, "open_deals_usd", path),
        )

    def _add_requester(self, row: Row, path: Path) -> None:
        requester = address_of(_required(row, "requester", path)).lower()
        customer_id = _required(row, "customer_id", path)
        # The address itself stays out of the message: it ends up in logs.
        if customer_id not in self._customers:
            raise InvalidInput(
                f'{path}:{_line(row)}: customer "{customer_id}" is not in {self.customers_path}. '
                "Add the customer or remove the row."
            )
        if self._customer_of.setdefault(requester, customer_id) != customer_id:
            raise InvalidInput(
                f"{path}:{_line(row)}: this requester was given to customer "
                f'"{self._customer_of[requester]}" before. Keep one of the rows.'
            )


def read_requesters(path: Path) -> dict[str, str]:
    """Address → customer id, from a file with the columns `requester, customer_id`.

    Raises `InvalidInput` where one requester is given to two customers.
    """
    found: dict[str, str] = {}
    for row in read_table(path, ("requester", "customer_id")):
        requester = address_of(_required(row, "requester", path)).lower()
        customer_id = _required(row, "customer_id", path)
        if found.setdefault(requester, customer_id) != customer_id:
            raise InvalidInput(
                f"{path}:{_line(row)}: this requester was given to customer "
                f'"{found[requester]}" before. Keep one of the rows.'
            )
    return found


@dataclass(frozen=True, slots=True)
class FileSupportRoster:
    """Support agents from a file: `support_agent_id, name, email, supplier`, and, where known,
    `slack_user_id, time_zone`."""

    path: Path
    suppliers: Mapping[str, object]

    def support_agents(self) -> Sequence[SupportAgent]:
        agents: dict[str, SupportAgent] = {}
        for row in read_table(self.path, ("support_agent_id", "name", "email", "supplier")):
            agent = SupportAgent(
                support_agent_id=_required(row, "support_agent_id", self.path),
                name=_text(row, "name"),
                email=_text(row, "email"),
                supplier=_required(row, "supplier", self.path),
                slack_user_id=_text(row, "slack_user_id"),
                time_zone=_time_zone(row, self.path),
            )
            if agent.supplier not in self.suppliers:
                raise InvalidInput(
                    f'{self.path}:{_line(row)}: supplier "{agent.supplier}" is not configured. '
                    f"Configured are: {', '.join(sorted(self.suppliers))}."
                )
            if agent.support_agent_id in agents:
                raise InvalidInput(
                    f'{self.path}:{_line(row)}: support agent "{agent.support_agent_id}" stands '
                    "there twice. Keep one of the rows."
                )
            agents[agent.support_agent_id] = agent
        return list(agents.values())


def _line(row: Row) -> str:
    return row.locator.rsplit(":", 1)[1]


def _text(row: Row, name: str) -> str:
    value = row.values.get(name)
    return "" if value is None or value != value else str(value).strip()


def _required(row: Row, name: str, path: Path) -> str:
    text = _text(row, name)
    if not text:
        raise InvalidInput(f"{path}:{_line(row)}: {name} is empty. Fill it in or remove the row.")
    return text


def _money(row: Row, name: str, path: Path) -> Decimal | None:
    text = _text(row, name)
    currency = currency_of(text)
    if currency not in ("", "USD"):
        raise InvalidInput(
            f'{path}:{_line(row)}: {name} "{text}" is in {currency}. Write it in USD, without a '
            "currency."
        )
    try:
        # Quantised here: it refuses what has more digits than money ever has.
        amount = parse_amount(text)
        return None if amount is None else _not_negative(amount.quantize(Decimal("0.01")))
    except InvalidOperation:
        why = "is not an amount"
    except ValueError as error:
        why = str(error)
    raise InvalidInput(
        f'{path}:{_line(row)}: {name} "{text}" {why}. '
        "Write digits and a point (12500.00), or leave it empty if nobody knows."
    )


def _not_negative(amount: Decimal) -> Decimal:
    if amount < 0:
        raise ValueError("is less than 0")
    return amount


def _times(rows: Sequence[Row], columns: Sequence[str], path: Path) -> TimeReader:
    """For the dates of a file: day and month in the order that the whole column tells."""
    try:
        values = (row.values.get(name) for row in rows for name in columns)
        return TimeReader(order=day_order_of(values))
    except AmbiguousDates as error:
        raise InvalidInput(f"{path}: {error}. Write dates as 2026-03-31.") from None


def _date(row: Row, name: str, path: Path, times: TimeReader) -> date | None:
    value = row.values.get(name)
    try:
        return times.day(value)
    except ValueError:
        raise InvalidInput(
            f'{path}:{_line(row)}: {name} "{value}" is not a date. Write it as 2026-03-31.'
        ) from None


def _share(row: Row, name: str, path: Path) -> float | None:
    text = _text(row, name)
    if text.casefold() in EMPTY_WORDS:
        return None
    try:
        share = float(text.removesuffix("%").replace(",", ".")) / (100 if "%" in text else 1)
    except ValueError:
        share = -1.0
    if not 0.0 <= share <= 1.0:
        raise InvalidInput(f'{path}:{_line(row)}: {name} "{text}" is not between 0 and 1.')
    return share


def _time_zone(row: Row, path: Path) -> str:
    name = _text(row, "time_zone") or "UTC"
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise InvalidInput(
            f'{path}:{_line(row)}: time_zone "{name}" is not known. Use a name like Europe/Lisbon.'
        ) from None
    return name
