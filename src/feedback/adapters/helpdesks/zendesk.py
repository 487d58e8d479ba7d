"""Tickets from Zendesk Support, by its incremental export.

https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from pydantic import SecretStr

from feedback.adapters.helpdesks.conversations import read_each
from feedback.adapters.helpdesks.vendor_tickets import (
    Loop,
    begins,
    by_id,
    count_in,
    listed,
    moment,
    ticket_of,
)
from feedback.adapters.helpdesks.zendesk_conversations import ConversationLog, waits_for_words
from feedback.adapters.rows.ticket_rows import ASSIGNEE_ADDRESS, WAITS_FOR_WORDS, coded
from feedback.adapters.web_client.http import Access, HttpClient, NotThere, Wire, secret_variable
from feedback.domain.tickets.ticket import (
    RawTicket,
    Said,
    SetAside,
    TicketId,
    TicketStatus,
    Unread,
)
from feedback.ports import Counted, Page

_EXPORT = "/api/v2/incremental/tickets/cursor"
_SIDELOADS = "users,organizations,groups,metric_sets"
_STATUS = {
    "new": TicketStatus.OPEN,
    "open": TicketStatus.OPEN,
    "pending": TicketStatus.PENDING,
    "hold": TicketStatus.PENDING,
    "solved": TicketStatus.SOLVED,
    "closed": TicketStatus.CLOSED,
}
_CSAT = {"good": 5, "goodwithcomment": 5, "bad": 1, "badwithcomment": 1}
_MERGED = "closed_by_merge"
"""The tag that Zendesk gives a ticket that was merged into another."""


@dataclass(frozen=True, slots=True)
class ZendeskTicketSource:
    """The cursor is Zendesk's own; it never passes a ticket that is later than the night."""

    name: str
    url: str
    secret: SecretStr
    email: str = ""
    start_on: date | None = None
    customer_field: str = "external_id"
    escalated_tags: Sequence[str] = ("escalated",)
    requests_per_minute: int = 10
    page_size: int = 1000
    read_comments: bool = False
    """If somebody else opened the ticket, its body is the requester's first public answer."""
    comments_per_minute: int = 100
    max_conversations: int = 1000
    wire: Wire = field(default_factory=Wire)

    def pages(self, cursor: str | None, until: datetime) -> Iterator[Page]:
        """In the order in which Zendesk recorded changes; deleted tickets as `gone`."""
        loop = Loop(self._who)
        place = json.loads(cursor) if cursor else {"start_time": self._start(until)}
        asked = {"per_page": self.page_size, "include": _SIDELOADS}
        # Zendesk allows more requests a minute for comments than for exports.
        with self._client() as client, self._client(self.comments_per_minute) as comments:
            while True:
                answer = client.get(_EXPORT, {**place, **asked})
                page = self._page(answer, place, until, comments)
                yield page
                after = answer.get("after_cursor")
                # The cursor stays valid after the end of the stream: the next night starts there.
                if page.n_later or answer.get("end_of_stream") or not after:
                    return
                loop.check(str(after), answer["tickets"])
                place = {"cursor": str(after)}

    def conversations(self, keys: Sequence[str]) -> Iterator[Said | Unread]:
        """From messaging, chats and calls, whose tickets hold no words of the customer."""
        with self._client(self.comments_per_minute) as client:
            log = ConversationLog(self._who, client)
            yield from read_each(self.name, keys, lambda key: Said(key, log.said(key)))

    def counts(self, since: datetime, until: datetime) -> Counted:
        """Uses Zendesk's search, which has other limits than the export.

        https://developer.zendesk.com/api-reference/ticketing/ticket-management/search/
        """
        since = begins(since, self.start_on)
        found: Counter[TicketStatus] = Counter()
        with self._client() as client:
            for theirs in _STATUS:
                query = f"type:ticket status:{theirs} created>={_day(since)} created<{_day(until)}"
                answer = client.get("/api/v2/search/count", {"query": query})
                found[_STATUS[theirs]] += count_in(self._who, answer, "count")
        return Counted({str(status): n for status, n in found.items()}, since)

    def probe(self, now: datetime) -> str:
        """Tries the export itself: it needs more permissions than reading single tickets."""
        start = int((now - timedelta(minutes=10)).timestamp())
        with self._client() as client:
            answer = client.get(_EXPORT, {"start_time": start, "per_page": 1})
        listed(self._who, answer, "tickets")
        return "tickets can be exported"

    @property
    def _who(self) -> str:
        return f'Source "{self.name}"'

    def _client(self, requests_per_minute: int = 0) -> HttpClient:
        secret = self.secret.get_secret_value()
        return HttpClient(
            self._who,
            self.url,
            Access(secret_variable(self.name), "is an administrator in Zendesk"),
            self.wire,
            requests_per_minute=requests_per_minute or self.requests_per_minute,
            auth=(f"{self.email}/token", secret) if self.email else None,
            headers=None if self.email else {"Authorization": f"Bearer {secret}"},
        )

    def _start(self, until: datetime) -> int:
        """Unix seconds. Zendesk refuses a start within the last minute."""
        if self.start_on is None:
            return 0
        start = datetime.combine(self.start_on, time(), UTC)
        return int(min(start, until - timedelta(minutes=2)).timestamp())

    def _page(
        self, answer: Any, place: Mapping[str, Any], until: datetime, comments: HttpClient
    ) -> Page:
        exported = listed(self._who, answer, "tickets")
        beside = _Beside(answer)
        tickets: list[RawTicket] = []
        set_aside: list[SetAside] = []
        gone: list[TicketId] = []
        n_later = 0
        for ticket in exported:
            changed_at = _changed_at(ticket)
            if changed_at is not None and changed_at > until:
                n_later += 1
            elif isinstance(ticket, Mapping) and ticket.get("status") == "deleted":
                gone.append(TicketId(f"{self.name}:{ticket.get('id')}"))
            else:
                parsed = ticket_of(
                    self.name, ticket, lambda ticket: self._fields(ticket, beside, comments)
                )
                (tickets if isinstance(parsed, RawTicket) else set_aside).append(parsed)  # type: ignore[arg-type]
        after = answer.get("after_cursor")
        # A page with later tickets is read again by a later night.
        onward = place if n_later or not after else {"cursor": str(after)}
        return Page(tuple(tickets), tuple(set_aside), json.dumps(onward), n_later, tuple(gone))

    def _fields(
        self, ticket: Mapping[str, Any], beside: "_Beside", comments: HttpClient
    ) -> Mapping[str, Any]:
        user = beside.users.get(ticket.get("requester_id"), {})
        organization = beside.organizations.get(ticket.get("organization_id"), {})
        metrics = ticket.get("metric_set") or beside.metrics.get(ticket.get("id"), {})
        tags = ticket.get("tags") or []
        first_said = self._first_said(ticket, beside, comments)
        rating = ticket.get("satisfaction_rating") or {}
        assignee = beside.users.get(ticket.get("assignee_id"), {})
        return {
            "id": ticket.get("id"),
            "created_at": ticket.get("created_at"),
            "updated_at": _changed_at(ticket),
            "subject": ticket.get("subject"),
            "body": first_said or ticket.get("description"),
            "requester": user.get("email") or f"zendesk user {ticket.get('requester_id') or ''}",
            "organization": self._customer(organization),
            "status": coded(ticket.get("status"), _STATUS),
            "priority": ticket.get("priority"),
            "type": ticket.get("type"),
            "group": beside.groups.get(ticket.get("group_id"), {}).get("name"),
            "assignee": ticket.get("assignee_id"),
            ASSIGNEE_ADDRESS: assignee.get("email"),
            WAITS_FOR_WORDS: not first_said and waits_for_words(ticket),
            "channel": (ticket.get("via") or {}).get("channel"),
            "tags": tags,
            "csat": _CSAT.get(str(rating.get("score"))),
            "n_reopens": metrics.get("reopens"),
            "n_replies": metrics.get("replies"),
            "is_escalated": not {*tags}.isdisjoint(self.escalated_tags),
            "first_reply_at": _first_reply_at(ticket, metrics),
            # For a merged ticket this is the time of the merge, not of a solution.
            "solved_at": None if _MERGED in tags else metrics.get("solved_at"),
            "url": f"{self.url}/agent/tickets/{ticket.get('id')}",
        }

    def _first_said(
        self, ticket: Mapping[str, Any], beside: "_Beside", comments: HttpClient
    ) -> str:
        """The requester's first public answer if the company wrote first; else empty."""
        opened_by, requester = ticket.get("submitter_id"), ticket.get("requester_id")
        role = beside.users.get(opened_by, {}).get("role")
        if not self.read_comments or opened_by in (None, requester) or role == "end-user":
            return ""
        try:
            answer = comments.get(f"/api/v2/tickets/{int(ticket['id'])}/comments")
        except NotThere:  # deleted since the export
            return ""
        said = (
            str(one.get("plain_body") or one.get("body") or "")
            for one in listed(self._who, answer, "comments")
            if one.get("author_id") == requester and one.get("public")
        )
        return next(said, "")

    def _customer(self, organization: Mapping[str, Any]) -> str:
        own = organization.get("organization_fields") or {}
        found = organization.get(self.customer_field, own.get(self.customer_field))
        return "" if found is None else str(found)


class _Beside:
    """The records that Zendesk side-loads with a page of tickets."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        self.users = by_id(answer.get("users"))
        self.organizations = by_id(answer.get("organizations"))
        self.groups = by_id(answer.get("groups"))
        self.metrics = by_id(answer.get("metric_sets"), "ticket_id")


def _day(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _changed_at(ticket: Any) -> datetime | None:
    """The export is ordered by `generated_timestamp`, which also changes in cases where
    `updated_at` does not, and which an import of tickets cannot set to a future time."""
    if not isinstance(ticket, Mapping):
        return None
    return moment(ticket.get("generated_timestamp") or ticket.get("updated_at"))


def _first_reply_at(ticket: Mapping[str, Any], metrics: Mapping[str, Any]) -> datetime | None:
    """Messaging tickets have seconds, all others minutes, from their creation on."""
    created_at = moment(ticket.get("created_at"))
    seconds: int | None = (metrics.get("reply_time_in_seconds") or {}).get("calendar")
    minutes: int | None = (metrics.get("reply_time_in_minutes") or {}).get("calendar")
    if created_at is None:
        return None
    if seconds is not None:
        return created_at + timedelta(seconds=seconds)
    return None if minutes is None else created_at + timedelta(minutes=minutes)
