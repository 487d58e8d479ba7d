"""One customer over time, and the requesters whose customer nobody knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from statistics import median

from feedback.domain.customers.requesters import worst
from feedback.errors import InvalidInput
from feedback.ports import Store, Transaction
from feedback.queries.customers.requesters import unresolved_domains

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class PastValue:
    """What a customer was worth from a night on. USD per year; None: nobody knew."""

    since: datetime
    segment: str
    value_usd: Decimal | None


@dataclass(frozen=True, slots=True)
class ValueOnNight:
    """What every ranking from a night until the next change used. USD per year."""

    as_of: datetime
    segment: str | None
    """None: no directory knew the customer."""
    value_usd: Decimal | None
    segment_median_usd: Decimal | None
    """Stood in where the value was unknown; None: nobody's in the segment was known."""


@dataclass(frozen=True, slots=True)
class IssueAtStake:
    """An issue of the newest ranking that puts the customer at risk. USD per year."""

    issue: str
    """`FB-12`."""
    title: str
    rank: int
    contribution_usd: Decimal | None
    """None, as the value, where the night ranks by customers."""
    value_usd: Decimal | None
    is_estimated: bool
    n_tickets: int


@dataclass(frozen=True, slots=True)
class CustomerInFull:
    """A customer now and before. None: not known, or no longer in the directory."""

    id: str
    name: str | None
    is_in_directory: bool
    segment: str | None
    value_usd: Decimal | None
    """USD per year."""
    renewal_on: date | None
    health: float | None
    """0 (about to leave) to 1."""
    owner: str | None
    domains: tuple[str, ...]
    history: tuple[PastValue, ...]
    """Oldest first."""
    then: ValueOnNight | None
    """Where a night was asked for."""
    at_stake: tuple[IssueAtStake, ...]
    """Highest rank first."""


@dataclass(frozen=True, slots=True)
class UnknownRequester:
    """A requester without a known customer, as a pseudonym."""

    requester: str
    n_tickets: int
    newest: str
    """Its newest ticket, which says in the helpdesk who it is."""


@dataclass(frozen=True, slots=True)
class UnresolvedRequesters:
    """Tickets without a known customer."""

    n_unresolved: int
    n_tickets: int
    """All there are."""
    domains: Mapping[str, int]
    """Domain → tickets, most first; counted over all nights, versions of tickets included."""
    requesters: tuple[UnknownRequester, ...]
    """Most tickets first."""


def customer_in_full(store: Store, customer_id: str, as_of: datetime | None) -> CustomerInFull:
    """What a customer is worth, was worth when, and which issues it is at stake in now.

    With `as_of` also what every ranking from that night until the next change used. Raises
    `InvalidInput` for a customer that no directory ever named.
    """
    with store.begin() as tx:
        known = tx.customers.all().get(customer_id)
        history = tx.customers.history(customer_id)
        if known is None and not history:
            raise InvalidInput(
                f"Unknown customer `{customer_id}`: no directory ever named it. Use the id that "
                "tickets give as their organization. `feedback customers unresolved` lists "
                "requesters without a customer."
            )
        then = None if as_of is None else _value_on_night(tx, customer_id, as_of)
        at_stake = tuple(
            IssueAtStake(
                issue=ranked.issue.label,
                title=ranked.issue.title,
                rank=ranked.rank,
                contribution_usd=line.contribution_usd,
                value_usd=line.value_usd,
                is_estimated=line.is_estimated,
                n_tickets=line.n_tickets,
            )
            for ranked in tx.rankings.latest()
            for line in ranked.impact.lines
            if line.customer_id == customer_id
        )
    return CustomerInFull(
        id=customer_id,
        name=known.name if known else None,
        is_in_directory=known is not None,
        segment=known.segment if known else None,
        value_usd=_to_the_cent(known.value_usd) if known else None,
        renewal_on=known.renewal_on if known else None,
        health=known.health if known else None,
        owner=known.owner if known else None,
        domains=known.domains if known else (),
        history=tuple(
            PastValue(value.since, value.segment, _to_the_cent(value.value_usd))
            for value in history
        ),
        then=then,
        at_stake=at_stake,
    )


def unresolved_requesters(store: Store, limit: int) -> UnresolvedRequesters:
    """Tickets without a known customer: how many, from which domains, and by which requesters.

    At most `limit` domains and as many requesters.
    """
    with store.begin() as tx:
        n_unresolved, n_tickets = tx.tickets.n_unresolved()
        domains = worst(unresolved_domains(tx), limit)
        requesters = tuple(
            UnknownRequester(stranger.requester_id, stranger.n_tickets, stranger.newest)
            for stranger in tx.tickets.strangers(limit)
        )
    return UnresolvedRequesters(n_unresolved, n_tickets, domains, requesters)


def _value_on_night(tx: Transaction, customer_id: str, as_of: datetime) -> ValueOnNight:
    """What it was worth on a night, and what stood in for it where nobody knew."""
    values = tx.customers.values_at(as_of)
    own = values.get(customer_id)
    known = [
        value.value_usd
        for value in values.values()
        if own is not None and value.segment == own.segment and value.value_usd is not None
    ]
    return ValueOnNight(
        as_of=as_of,
        segment=own.segment if own else None,
        value_usd=_to_the_cent(own.value_usd) if own else None,
        segment_median_usd=_to_the_cent(median(known)) if known else None,
    )


def _to_the_cent(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(_CENT)
