"""What all helpdesks that are read page by page over HTTP have in common."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from feedback.adapters.rows.row import Row
from feedback.adapters.rows.ticket_rows import Coded, parse_ticket
from feedback.domain.tickets.ticket import RawTicket, SetAside, TicketStatus
from feedback.domain.tickets.vocabulary import status_of
from feedback.errors import FinalFault

_MAX_EMPTY_PAGES = 10
_MAX_SAME_PAGES = 3
_BROKEN = (AttributeError, LookupError, TypeError, ValueError, OverflowError)
"""Raised when JSON does not have the shape that the vendor describes."""


def ticket_of(
    source: str, vendor: Any, fields: Callable[[Mapping[str, Any]], Mapping[str, Any]]
) -> RawTicket | SetAside:
    """A vendor's ticket as ours, or set aside: a broken one never stops its page.

    `fields` gives the values of `ticket_fields.FIELDS`, and of those beside them.
    """
    key = vendor.get("id") if isinstance(vendor, Mapping) else None
    locator = "a ticket without id" if key is None else f"ticket {key}"
    try:
        values = dict(fields(vendor))
    except _BROKEN as error:
        return SetAside(source, locator, "unreadable ticket", type(error).__name__)
    return parse_ticket(source, Row(locator, values), is_ticket=True)


def listed(who: str, answer: Any, name: str) -> list[Any]:
    """The list of that name in an answer. Raises `FinalFault` if there is none."""
    found = answer.get(name) if isinstance(answer, Mapping) else None
    if not isinstance(found, list):
        raise FinalFault(
            f'{who} sent an answer without a list "{name}". Check that url is the address of the '
            "helpdesk itself. What was read before is kept."
        )
    return found


def count_in(who: str, answer: Any, name: str) -> int:
    """The number of that name in an answer. Raises `FinalFault` if there is none."""
    found = answer.get(name) if isinstance(answer, Mapping) else None
    if isinstance(found, bool) or not isinstance(found, int):
        raise FinalFault(
            f'{who} sent an answer without a number "{name}". Check that url is the address of the '
            "helpdesk itself."
        )
    return found


def state(status: Any) -> str:
    """As `parse_ticket` reads it: what is not understood counts as open."""
    if isinstance(status, Coded):
        return str(status.means)
    return str(status_of(str(status)) or TicketStatus.OPEN)


def begins(since: datetime, start_on: date | None) -> datetime:
    """`since`, or the start of the first day that is read, if that is later."""
    return since if start_on is None else max(since, datetime.combine(start_on, time(), UTC))


def by_id(listed: Iterable[Any] | None, key: str = "id") -> Mapping[Any, Mapping[str, Any]]:
    """Records by their id; those without an id are skipped."""
    return {one[key]: one for one in listed or () if isinstance(one, Mapping) and key in one}


def moment(value: Any) -> datetime | None:
    """An ISO time or Unix seconds as UTC; None if it is neither."""
    try:
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value, UTC)
        read = datetime.fromisoformat(str(value))
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


class Loop:
    """Detects endless paging: a source's cursor that repeats or never ends."""

    def __init__(self, who: str) -> None:
        self._who = who
        self._cursors: set[str] = set()
        self._pages: Counter[int] = Counter()
        self._n_empty = 0

    def check(self, cursor: str, tickets: Sequence[Any]) -> None:
        """Call before requesting the page behind `cursor`. Raises `FinalFault`."""
        same = hash(json.dumps(tickets, sort_keys=True, default=str))
        self._pages[same] += bool(tickets)
        self._n_empty = 0 if tickets else self._n_empty + 1
        if (
            cursor in self._cursors
            or self._pages[same] >= _MAX_SAME_PAGES
            or self._n_empty >= _MAX_EMPTY_PAGES
        ):
            raise FinalFault(
                f"{self._who} keeps sending the same pages. What was read is kept. Run again; if "
                "it happens again, tell the vendor's support."
            )
        self._cursors.add(cursor)
