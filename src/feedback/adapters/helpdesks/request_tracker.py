"""Tickets from Request Tracker 5, by its REST 2 interface.

https://docs.bestpractical.com/rt/5.0/RT/REST2.html. Not documented there, but observed on 5.0.3:

- Times in a query are read in the time zone of the credential's owner, whatever zone they name. So
a query starts 14 hours earlier, and results that are too old are skipped by their own times, which
are in UTC.
- A search never finds deleted tickets, and merged ones only if it names `EffectiveId`. Deletions
  are found among the transactions.
"""

import json
from collections import Counter
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from pydantic import SecretStr

from feedback.adapters.helpdesks.vendor_tickets import (
    Loop,
    begins,
    listed,
    moment,
    state,
    ticket_of,
)
from feedback.adapters.rows.ticket_rows import ASSIGNEE_ADDRESS, Coded
from feedback.adapters.web_client.http import Access, HttpClient, NotThere, Wire, secret_variable
from feedback.domain.tickets.ticket import (
    RawTicket,
    SetAside,
    TicketId,
    TicketPriority,
    TicketStatus,
)
from feedback.domain.tickets.vocabulary import status_of
from feedback.ports import Counted, Page

_STATUS = {
    "new": TicketStatus.OPEN,
    "open": TicketStatus.OPEN,
    "stalled": TicketStatus.PENDING,
    "resolved": TicketStatus.SOLVED,
    "rejected": TicketStatus.CLOSED,
}
"""RT's own lifecycle."""
_FIELDS = {
    "fields": "Subject,Status,Queue,Owner,Requestor,Priority,Created,LastUpdated,Resolved,"
    "EffectiveId,CustomFields,TimeWorked",
    "fields[Queue]": "Name",
    "fields[Owner]": "Name,EmailAddress",
    "fields[Requestor]": "Name,EmailAddress,Organization",
}
_WIDEST_ZONE = timedelta(hours=14)
_OVERLAP = timedelta(minutes=10)
"""A change can be committed after one with a later time."""
_NEVER = datetime(1970, 1, 2, tzinfo=UTC)
"""RT writes 1970-01-01 for a time that has not come yet."""


@dataclass(frozen=True, slots=True)
class RequestTrackerTicketSource:
    """Read in order of id: pages in order of change would shift during the pull."""

    name: str
    url: str
    secret: SecretStr
    user: str = ""
    query: str = ""
    start_on: date | None = None
    customer_field: str = ""
    statuses: Mapping[str, str] = field(default_factory=dict)
    high_min_priority: int = 75
    urgent_min_priority: int = 101
    requests_per_minute: int = 0
    page_size: int = 100
    wire: Wire = field(default_factory=Wire)

    def pages(self, cursor: str | None, until: datetime) -> Iterator[Page]:
        """Deletions and merges as `gone`. The next pull starts at the time of RT's own clock."""
        place: dict[str, Any] = json.loads(cursor) if cursor else {}
        with self._client() as client:
            place = yield from self._deletions(client, place, until)
            if "up_to" in place:  # a pull was interrupted; what has changed since follows it
                place = yield from self._pass(client, place, until)
            newest = self._newest(client)
            if newest is not None:
                place = {**place, "up_to": min(newest, until).isoformat(), "after_id": 0}
                yield from self._pass(client, place, until)

    def counts(self, since: datetime, until: datetime) -> Counted:
        """Reads only states and times: times in a query are in another zone."""
        since, found, after = begins(since, self.start_on), Counter[str](), 0
        bounds = (
            f"Created >= '{since - _WIDEST_ZONE:%Y-%m-%d %H:%M:%S}' AND "
            f"Created < '{until + _WIDEST_ZONE:%Y-%m-%d %H:%M:%S}'"
        )
        loop = Loop(self._who)
        with self._client() as client:
            while True:
                asked = {
                    "query": self._asked(f"id > {after} AND {bounds}"),
                    "fields": "Status,Created,EffectiveId",
                    "orderby": "id",
                    "per_page": self.page_size,
                }
                page = listed(self._who, client.get("tickets", asked), "items")
                known = [ticket for ticket in page if _has_id(ticket)]
                for ticket in known:
                    opened_at = moment(ticket.get("Created"))
                    if opened_at and since <= opened_at < until and not _is_merged(ticket):
                        found[state(self._status(str(ticket.get("Status"))))] += 1
                after = max((int(ticket["id"]) for ticket in known), default=after)
                if len(page) < self.page_size:
                    return Counted(found, since)
                loop.check(str(after), page)

    def probe(self, now: datetime) -> str:
        with self._client() as client:
            asked = {"query": "ObjectType = 'RT::Ticket' AND id > 0", "orderby": "id"}
            listed(self._who, client.get("transactions", {**asked, "per_page": 1}), "items")
            self._newest(client)
        return "tickets and transactions can be read"

    @property
    def _who(self) -> str:
        return f'Source "{self.name}"'

    def _client(self) -> HttpClient:
        secret = self.secret.get_secret_value()
        return HttpClient(
            self._who,
            f"{self.url}/REST/2.0/",
            Access(
                secret_variable(self.name),
                "may SeeQueue, ShowTicket and ShowOutgoingEmail in the queues",
            ),
            self.wire,
            requests_per_minute=self.requests_per_minute,
            auth=(self.user, secret) if self.user else None,
            headers=None if self.user else {"Authorization": f"token {secret}"},
        )

    def _deletions(
        self, client: HttpClient, place: dict[str, Any], until: datetime
    ) -> Generator[Page, None, dict[str, Any]]:
        """Tickets deleted since; returns the position after the last such transaction."""
        loop = Loop(self._who)
        while True:
            last_id = int(place.get("last_deletion", 0))
            answer = client.get(
                "transactions",
                {
                    "query": "ObjectType = 'RT::Ticket' AND Type = 'Status' AND NewValue = "
                    f"'deleted' AND id > {last_id}",
                    "fields": "ObjectId,Created",
                    "orderby": "id",
                    "per_page": self.page_size,
                },
            )
            found = listed(self._who, answer, "items")
            known = [one for one in found if _has_id(one) and not _is_after(one, until)]
            gone = tuple(TicketId(f"{self.name}:{one.get('ObjectId')}") for one in known)
            place = {**place, "last_deletion": max([last_id, *(int(one["id"]) for one in known)])}
            yield Page((), (), json.dumps(place), 0, gone)
            if len(found) < self.page_size or len(known) < len(found):
                return place
            loop.check(str(place["last_deletion"]), found)

    def _pass(
        self, client: HttpClient, place: dict[str, Any], until: datetime
    ) -> Generator[Page, None, dict[str, Any]]:
        """Changed tickets, by id; returns where the next pass begins."""
        loop = Loop(self._who)
        while True:
            found = self._changed(client, place)
            ids = [int(one["id"]) for one in found if _has_id(one)]
            onward = {**place, "after_id": max(ids, default=place["after_id"])}
            is_last = len(found) < self.page_size
            if is_last:
                onward = {"since": place["up_to"], "last_deletion": place["last_deletion"]}
            yield self._page(client, found, place, onward, until)
            if is_last:
                return onward
            place = onward
            loop.check(str(place["after_id"]), found)

    def _newest(self, client: HttpClient) -> datetime | None:
        """When any ticket last changed, by RT's clock."""
        answer = client.get(
            "tickets",
            {
                "query": self._asked("id > 0"),
                "fields": "LastUpdated",
                "orderby": "LastUpdated",
                "order": "DESC",
                "per_page": self.page_size,
            },
        )
        found = listed(self._who, answer, "items")
        return _changed_at(found[0]) if found else None

    def _changed(self, client: HttpClient, place: Mapping[str, Any]) -> list[Any]:
        since = self._since(place)
        asked = f"id > {place['after_id']}"
        if since is not None:
            asked += f" AND LastUpdated >= '{since - _WIDEST_ZONE:%Y-%m-%d %H:%M:%S}'"
        answer = client.get(
            "tickets",
            {"query": self._asked(asked), **_FIELDS, "orderby": "id", "per_page": self.page_size},
        )
        return listed(self._who, answer, "items")

    def _asked(self, condition: str) -> str:
        own = f"({self.query}) AND " if self.query else ""
        return f"{own}{condition} AND EffectiveId > 0"

    def _since(self, place: Mapping[str, Any]) -> datetime | None:
        if "since" in place:
            return datetime.fromisoformat(place["since"]) - _OVERLAP
        return datetime.combine(self.start_on, time(), UTC) if self.start_on else None

    def _page(
        self,
        client: HttpClient,
        found: list[Any],
        place: Mapping[str, Any],
        onward: Mapping[str, Any],
        until: datetime,
    ) -> Page:
        since = self._since(place)
        tickets: list[RawTicket] = []
        set_aside: list[SetAside] = []
        gone: list[TicketId] = []
        n_later = 0
        for ticket in found:
            changed_at = _changed_at(ticket)
            if changed_at is not None and since is not None and changed_at < since:
                continue
            if changed_at is not None and changed_at > until:
                n_later += 1
            elif _is_merged(ticket):
                gone.append(TicketId(f"{self.name}:{ticket['id']}"))
            else:
                parsed = ticket_of(self.name, ticket, lambda ticket: self._fields(client, ticket))
                (tickets if isinstance(parsed, RawTicket) else set_aside).append(parsed)  # type: ignore[arg-type]
        return Page(tuple(tickets), tuple(set_aside), json.dumps(onward), n_later, tuple(gone))

    def _fields(self, client: HttpClient, ticket: Mapping[str, Any]) -> Mapping[str, Any]:
        requester: Mapping[str, Any] = next(iter(ticket["Requestor"]), {})
        owner = ticket["Owner"]["Name"]
        status = str(ticket["Status"])
        return {
            "id": ticket["id"],
            "created_at": ticket["Created"],
            "updated_at": ticket["LastUpdated"],
            "subject": ticket["Subject"],
            "body": self._first_message(client, ticket["id"]),
            "requester": requester.get("EmailAddress") or requester.get("Name"),
            "organization": self._customer(ticket, requester),
            "status": self._status(status),
            "priority": self._priority(ticket["Priority"]),
            "group": ticket["Queue"]["Name"],
            "assignee": None if owner == "Nobody" else owner,
            ASSIGNEE_ADDRESS: ticket["Owner"].get("EmailAddress"),
            "solved_at": _time(ticket["Resolved"]),
            # Minutes; 0 if none were entered.
            "handling_hours": int(ticket.get("TimeWorked") or 0) / 60 or None,
            "url": f"{self.url}/Ticket/Display.html?id={ticket['id']}",
        }

    def _status(self, theirs: str) -> Coded | str:
        own = status_of(self.statuses.get(theirs, "")) or _STATUS.get(theirs)
        return theirs if own is None else Coded(theirs, own)

    def _first_message(self, client: HttpClient, ticket_id: Any) -> str:
        """The first part with text; RT keeps the parts of a ticket's mails in order."""
        try:
            answer = client.get(
                f"ticket/{ticket_id}/attachments",
                {"fields": "Content,ContentType,Filename", "orderby": "id", "per_page": 10},
            )
        except NotThere:  # deleted in between; the next pull reads its transaction
            return ""
        for part in listed(self._who, answer, "items"):
            is_text = str(part["ContentType"]) in ("text/plain", "text/html")
            if is_text and not part["Filename"] and str(part["Content"]).strip():
                return str(part["Content"])
        return ""

    def _customer(self, ticket: Mapping[str, Any], requester: Mapping[str, Any]) -> str:
        """From a custom field of the ticket, or the requester's Organization."""
        if not self.customer_field:
            return ""
        if self.customer_field == "Organization":
            return str(requester.get("Organization") or "")
        own = {one["name"]: one["values"] for one in ticket["CustomFields"] or ()}
        return str(next(iter(own.get(self.customer_field, ())), ""))

    def _priority(self, priority: Any) -> Coded | str:
        """RT's numbers start at 0, which is also what a ticket has that nobody looked at; some
        servers tell words instead."""
        try:
            number = int(priority or 0)
        except ValueError:
            return str(priority)
        if number >= self.urgent_min_priority:
            return Coded(str(number), TicketPriority.URGENT)
        is_high = number >= self.high_min_priority
        return Coded(str(number), TicketPriority.HIGH if is_high else TicketPriority.NORMAL)


def _has_id(record: Any) -> bool:
    return isinstance(record, Mapping) and str(record.get("id", "")).isdigit()


def _is_after(transaction: Mapping[str, Any], until: datetime) -> bool:
    at = moment(transaction.get("Created"))
    return at is not None and at > until


def _changed_at(ticket: Any) -> datetime | None:
    return moment(ticket.get("LastUpdated")) if isinstance(ticket, Mapping) else None


def _is_merged(ticket: Any) -> bool:
    if not isinstance(ticket, Mapping):
        return False
    effective = ticket.get("EffectiveId")
    into = effective.get("id") if isinstance(effective, Mapping) else effective
    return into is not None and str(into) != str(ticket.get("id"))


def _time(value: Any) -> datetime | None:
    read = moment(value)
    return read if read is not None and read > _NEVER else None
