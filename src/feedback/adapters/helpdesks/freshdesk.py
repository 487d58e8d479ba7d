"""Tickets from Freshdesk, by its list of tickets in order of change.

https://developers.freshdesk.com/api/#list_all_tickets
"""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

from pydantic import SecretStr

from feedback.adapters.helpdesks.freshdesk_ratings import PATH as RATINGS
from feedback.adapters.helpdesks.freshdesk_ratings import Rating, newest_ratings
from feedback.adapters.helpdesks.vendor_tickets import (
    Loop,
    begins,
    by_id,
    count_in,
    moment,
    ticket_of,
)
from feedback.adapters.rows.ticket_rows import ASSIGNEE_ADDRESS, coded
from feedback.adapters.web_client.http import (
    Access,
    HttpClient,
    NotAllowed,
    NotThere,
    Wire,
    secret_variable,
)
from feedback.domain.tickets.ticket import (
    RawTicket,
    SetAside,
    TicketId,
    TicketPriority,
    TicketStatus,
)
from feedback.domain.tickets.vocabulary import status_of
from feedback.errors import FinalFault
from feedback.ports import Counted, Page

_LISTS = ("", "deleted", "spam")
"""Filters: the plain list leaves out deleted tickets and spam."""
_MAX_PAGES = 300
_PAGE_SIZE = 100
_RATED = "rated"
"""In the cursor: when the newest rating was given."""
_LONG_AGO = "1970-01-01T00:00:00Z"
"""Without a start Freshdesk lists the last 30 days only."""
_STATUS = {
    "2": TicketStatus.OPEN,
    "3": TicketStatus.PENDING,
    "4": TicketStatus.SOLVED,
    "5": TicketStatus.CLOSED,
    "6": TicketStatus.PENDING,  # waiting on customer
    "7": TicketStatus.PENDING,  # waiting on third party
}
"""A company's own states come after these."""
_PRIORITY = {
    "1": TicketPriority.LOW,
    "2": TicketPriority.NORMAL,
    "3": TicketPriority.HIGH,
    "4": TicketPriority.URGENT,
}
_CHANNEL = {1: "email", 2: "portal", 3: "phone", 7: "chat", 9: "widget", 10: "outbound email"}


@dataclass(frozen=True, slots=True)
class FreshdeskTicketSource:
    """The cursor holds, for each of the lists, when its newest ticket was changed.

    Pages are requested by time, not by number: a ticket that changes during the pull moves to the
    end of the list, and the first ticket of the next numbered page would be missed. This also gets
    past Freshdesk's limit of 300 pages.
    """

    name: str
    url: str
    secret: SecretStr
    start_on: date | None = None
    customer_field: str = "id"
    escalated_tags: Sequence[str] = ("escalated",)
    requests_per_minute: int = 50
    csat_days: int = 0
    """Of ratings that are read before each pull; 0: none."""
    statuses: Mapping[str, str] = field(default_factory=dict)
    """Number of a state of the company's own → open, pending, solved or closed."""
    page_size: int = _PAGE_SIZE
    wire: Wire = field(default_factory=Wire)

    def pages(self, cursor: str | None, until: datetime) -> Iterator[Page]:
        """Deleted tickets and spam as `gone`."""
        since: dict[str, str] = json.loads(cursor) if cursor else {}
        with self._client() as client:
            beside = self._beside(client, until)
            read: set[Any] = set()
            for which in _LISTS:
                for page in self._list(client, which, since, until, beside):
                    read |= {int(one.key) for one in page.tickets if one.key.isdigit()}
                    yield page
            if beside.ratings:
                yield self._rated(client, since, until, beside, read)

    def _rated(
        self,
        client: HttpClient,
        since: dict[str, str],
        until: datetime,
        beside: "_Beside",
        read: Collection[int],
    ) -> Page:
        """Tickets that were rated since the last pull, and have not changed otherwise."""
        last = since.get(_RATED, "")
        due = {
            key: rating.rated_at
            for key, rating in beside.ratings.items()
            if rating.rated_at <= until
        }
        parsed: list[RawTicket | SetAside] = []
        # The first pull has read every ticket there is.
        for key in sorted(due) if last else ():
            if key in read or _stamp(due[key]) < last:
                continue
            try:
                rated = client.get(f"/api/v2/tickets/{key}", {"include": "requester,stats"})
            except NotThere:
                continue
            if not _is_later(rated, until) and not (rated.get("deleted") or rated.get("spam")):
                parsed.append(
                    ticket_of(self.name, rated, lambda ticket: self._fields(ticket, beside))
                )
        since[_RATED] = max([last, *map(_stamp, due.values())])
        return _page_of(parsed, json.dumps(since, sort_keys=True))

    def counts(self, since: datetime, until: datetime) -> Counted:
        """Uses Freshdesk's search, which takes whole days and leaves out archived tickets.

        https://developers.freshdesk.com/api/#filter_tickets
        """
        since = begins(since, self.start_on)
        last = until - timedelta(days=1)  # both limits include their day
        days = f"created_at:>'{since:%Y-%m-%d}' AND created_at:<'{last:%Y-%m-%d}'"
        found: Counter[str] = Counter()
        with self._client() as client:
            n_left = self._n_found(client, days)
            for theirs, ours in self._states().items():
                if ours is not TicketStatus.OPEN:
                    n_found = self._n_found(client, f"{days} AND status:{theirs}")
                    found[str(ours)] += n_found
                    n_left -= n_found
        # What nobody has said the meaning of is read as open, too.
        return Counted({**found, str(TicketStatus.OPEN): max(n_left, 0)}, since)

    def _states(self) -> Mapping[str, TicketStatus]:
        own = {theirs: status_of(ours) for theirs, ours in self.statuses.items()}
        return {**_STATUS, **{theirs: ours for theirs, ours in own.items() if ours is not None}}

    def _n_found(self, client: HttpClient, query: str) -> int:
        answer = client.get("/api/v2/search/tickets", {"query": f'"{query}"'})
        return count_in(self._who, answer, "total")

    def probe(self, now: datetime) -> str:
        with self._client() as client:
            self._rows(client.get("/api/v2/groups", {"per_page": 1, "page": 1}))
            if self.customer_field != "id":
                self._rows(client.get("/api/v2/companies", {"per_page": 1, "page": 1}))
            newest = {**self._question("", {"": _stamp(now)}, 1), "per_page": 1}
            self._rows(client.get("/api/v2/tickets", newest))
        return "tickets and groups can be read"

    @property
    def _who(self) -> str:
        return f'Source "{self.name}"'

    def _client(self) -> HttpClient:
        return HttpClient(
            self._who,
            self.url,
            Access(secret_variable(self.name), "may see all tickets, groups and companies"),
            self.wire,
            requests_per_minute=self.requests_per_minute,
            auth=(self.secret.get_secret_value(), "X"),
        )

    def _beside(self, client: HttpClient, until: datetime) -> "_Beside":
        """The groups' names, the companies unless only their id is needed, the ratings."""
        groups = [*self._numbered(client, "/api/v2/groups")]
        companies = (
            [] if self.customer_field == "id" else [*self._numbered(client, "/api/v2/companies")]
        )
        ratings = {}
        if self.csat_days:
            first = {"created_since": _stamp(until - timedelta(days=self.csat_days))}
            ratings = dict(newest_ratings(self._numbered(client, RATINGS, first)))
        return _Beside(by_id(groups), by_id(companies), ratings, self._addresses(client))

    def _addresses(self, client: HttpClient) -> Mapping[Any, str]:
        """Of support agents; none where the key's owner may not list them."""
        try:
            agents = list(self._numbered(client, "/api/v2/agents"))
        except (NotAllowed, NotThere):
            return {}
        return {
            key: str((one.get("contact") or {}).get("email") or "")
            for key, one in by_id(agents).items()
        }

    def _numbered(
        self, client: HttpClient, path: str, asked: Mapping[str, str] = MappingProxyType({})
    ) -> Iterator[Any]:
        for number in range(1, _MAX_PAGES + 1):
            question = {**asked, "per_page": _PAGE_SIZE, "page": number}
            page = self._rows(client.get(path, question))
            yield from page
            if len(page) < _PAGE_SIZE:
                return

    def _list(
        self,
        client: HttpClient,
        which: str,
        since: dict[str, str],
        until: datetime,
        beside: "_Beside",
    ) -> Iterator[Page]:
        loop = Loop(self._who)
        number = 1
        while True:
            found = self._rows(client.get("/api/v2/tickets", self._question(which, since, number)))
            due = [one for one in found if not _is_later(one, until)]
            changes = [at for at in map(_changed_at, due) if at is not None]
            before = since.get(which)
            if changes:
                since[which] = _stamp(max(changes))
            page = self._page(due, which, json.dumps(since, sort_keys=True), beside)
            n_later = len(found) - len(due)
            yield Page(page.tickets, page.set_aside, page.cursor, n_later, page.gone)
            if n_later or len(found) < self.page_size:
                return
            # More tickets within one second than fit on a page: only then are page numbers used.
            number = number + 1 if since.get(which) == before else 1
            if number > _MAX_PAGES:
                raise FinalFault(
                    f"{self._who}: more than {_MAX_PAGES * self.page_size} tickets changed within "
                    f"the second of {before}; Freshdesk cannot list more. Set start_on later."
                )
            loop.check(f"{since.get(which)} {number}", found)

    def _question(self, which: str, since: Mapping[str, str], number: int) -> dict[str, Any]:
        start = self.start_on
        first = _LONG_AGO if start is None else _stamp(datetime.combine(start, time(), UTC))
        asked = {
            "updated_since": since.get(which, first),
            "order_by": "updated_at",
            "order_type": "asc",
            "per_page": self.page_size,
            "page": number,
        }
        if which:
            return {**asked, "filter": which}
        return {**asked, "include": "requester,stats,description"}

    def _rows(self, answer: Any) -> list[Any]:
        if not isinstance(answer, list):
            raise FinalFault(
                f"{self._who} sent an answer that is not a list. Check that url is the address of "
                "the helpdesk itself. What was read before is kept."
            )
        return answer

    def _page(self, due: Sequence[Any], which: str, cursor: str, beside: "_Beside") -> Page:
        if which:
            ids = (one.get("id") for one in due if isinstance(one, Mapping))
            return Page((), (), cursor, 0, tuple(TicketId(f"{self.name}:{key}") for key in ids))
        parsed = [ticket_of(self.name, one, lambda one: self._fields(one, beside)) for one in due]
        return _page_of(parsed, cursor)

    def _fields(self, ticket: Mapping[str, Any], beside: "_Beside") -> Mapping[str, Any]:
        requester = ticket.get("requester") or {}
        rating = beside.ratings.get(ticket["id"])
        stats = ticket.get("stats") or {}
        tags = ticket.get("tags") or []
        assignee = ticket.get("responder_id")
        return {
            "id": ticket.get("id"),
            "created_at": ticket.get("created_at"),
            "updated_at": _changed_or_rated_at(ticket, rating),
            "subject": ticket.get("subject"),
            "body": ticket.get("description_text") or ticket.get("description"),
            "requester": requester.get("email")
            or f"freshdesk contact {ticket.get('requester_id') or ''}",
            "organization": self._customer(ticket.get("company_id"), beside),
            "status": coded(ticket.get("status"), self._states()),
            "priority": coded(ticket.get("priority"), _PRIORITY),
            "type": ticket.get("type"),
            "group": beside.groups.get(ticket.get("group_id"), {}).get("name"),
            "assignee": assignee,
            ASSIGNEE_ADDRESS: beside.addresses.get(assignee),
            "channel": _CHANNEL.get(int(ticket.get("source") or 0)),
            "tags": tags,
            "csat": rating.csat if rating else None,
            "n_reopens": 1 if stats.get("reopened_at") else 0,  # stores only the last time
            "is_escalated": bool(ticket.get("is_escalated"))
            or not {*tags}.isdisjoint(self.escalated_tags),
            "first_reply_at": stats.get("first_responded_at"),
            "solved_at": stats.get("resolved_at") or stats.get("closed_at"),
            "url": f"{self.url}/a/tickets/{ticket.get('id')}",
        }

    def _customer(self, company_id: Any, beside: "_Beside") -> str:
        if company_id is None or self.customer_field == "id":
            return "" if company_id is None else str(company_id)
        company = beside.companies.get(company_id, {})
        own = company.get("custom_fields") or {}
        return str(company.get(self.customer_field) or own.get(self.customer_field) or "")


@dataclass(frozen=True, slots=True)
class _Beside:
    """What tickets refer to only by id."""

    groups: Mapping[Any, Mapping[str, Any]]
    companies: Mapping[Any, Mapping[str, Any]]
    ratings: Mapping[int, Rating]
    addresses: Mapping[Any, str]
    """Of support agents."""


def _page_of(parsed: Sequence[RawTicket | SetAside], cursor: str) -> Page:
    return Page(
        tuple(one for one in parsed if isinstance(one, RawTicket)),
        tuple(one for one in parsed if isinstance(one, SetAside)),
        cursor,
    )


def _changed_at(ticket: Any) -> datetime | None:
    return moment(ticket.get("updated_at")) if isinstance(ticket, Mapping) else None


def _changed_or_rated_at(ticket: Mapping[str, Any], rating: Rating | None) -> Any:
    """A rating creates a newer version of a ticket without changing the ticket itself."""
    changed_at = _changed_at(ticket)
    if rating is None or changed_at is None:
        return ticket.get("updated_at")
    return max(changed_at, rating.rated_at)


def _is_later(ticket: Any, until: datetime) -> bool:
    changed_at = _changed_at(ticket)
    return changed_at is not None and changed_at > until


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
