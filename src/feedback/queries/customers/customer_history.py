"""One customer over time, and the requesters whose customer nobody knows."""

from datetime import datetime
from decimal import Decimal
from statistics import median
from typing import Any

from feedback.domain.customers.customer import CustomerValue
from feedback.domain.customers.requesters import worst
from feedback.errors import InvalidInput
from feedback.ports import Store, Transaction
from feedback.queries.customers.requesters import unresolved_domains


def customer_in_full(store: Store, customer_id: str, as_of: datetime | None) -> dict[str, Any]:
    """What a customer is worth, was worth when, and which issues it is at stake in now.

    JSON-ready; money in USD per year, as strings of digits. With `as_of` also what every ranking
    from that night until the next change reckoned with. Raises `InvalidInput` for a customer that
    no directory ever named.
    """
    with store.begin() as tx:
        known = tx.customers.all().get(customer_id)
        history = tx.customers.history(customer_id)
        if known is None and not history:
            raise InvalidInput(
                f'No directory ever named a customer "{customer_id}". Its id is what the tickets '
                "call their organization; `feedback customers unresolved` lists who is missing."
            )
        then = None if as_of is None else _then(tx, customer_id, as_of)
        at_stake = [
            {
                "issue": one.issue.label,
                "title": one.issue.title,
                "rank": one.rank,
                "contribution_usd": str(line.contribution_usd),
                "value_usd": str(line.value_usd),
                "is_estimated": line.is_estimated,
                "n_tickets": line.n_tickets,
            }
            for one in tx.rankings.latest()
            for line in one.impact.lines
            if line.customer_id == customer_id
        ]
    return {
        "id": customer_id,
        "name": known.name if known else None,
        "is_in_directory": known is not None,
        "segment": known.segment if known else None,
        "value_usd": _usd(known.value_usd) if known else None,
        "renewal_on": known.renewal_on.isoformat() if known and known.renewal_on else None,
        "health": known.health if known else None,
        "owner": known.owner if known else None,
        "domains": list(known.domains) if known else [],
        "history": [_row(one) for one in history],
        "then": then,
        "at_stake": at_stake,
    }


def unresolved_requesters(store: Store, limit: int) -> dict[str, Any]:
    """Tickets without a known customer: how many, from which domains, and by which requesters.

    Requesters are pseudonyms; one of their tickets says in the helpdesk who they are.
    """
    with store.begin() as tx:
        n_unresolved, n_tickets = tx.tickets.n_unresolved()
        domains = worst(unresolved_domains(tx), limit)
        requesters = [
            {"requester": one.requester_id, "n_tickets": one.n_tickets, "newest": one.newest}
            for one in tx.tickets.strangers(limit)
        ]
    return {
        "n_unresolved": n_unresolved,
        "n_tickets": n_tickets,
        "domains": domains,
        "requesters": requesters,
    }


def _then(tx: Transaction, customer_id: str, as_of: datetime) -> dict[str, Any]:
    """What it was worth on a night, and what stood in for it where nobody knew."""
    values = tx.customers.values_at(as_of)
    own = values.get(customer_id)
    known = [
        one.value_usd
        for one in values.values()
        if own is not None and one.segment == own.segment and one.value_usd is not None
    ]
    return {
        "as_of": as_of.isoformat(),
        "segment": own.segment if own else None,
        "value_usd": _usd(own.value_usd) if own else None,
        "segment_median_usd": _usd(median(known)) if known else None,
    }


def _row(one: CustomerValue) -> dict[str, Any]:
    return {
        "since": one.since.isoformat(),
        "segment": one.segment,
        "value_usd": _usd(one.value_usd),
    }


def _usd(value: Decimal | None) -> str | None:
    return None if value is None else str(value.quantize(Decimal("0.01")))
