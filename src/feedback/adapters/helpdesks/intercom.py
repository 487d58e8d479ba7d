"""Conversations from Intercom, by its search.

https://developers.intercom.com/docs/references/rest-api/api.intercom.io/conversations/searchconversations
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from pydantic import SecretStr

from feedback.adapters.helpdesks.conversations import mapping, read_each, words_of
from feedback.adapters.helpdesks.vendor_tickets import (
    Loop,
    begins,
    by_id,
    count_in,
    listed,
    moment,
    ticket_of,
)
from feedback.adapters.rows.ticket_rows import ASSIGNEE_ADDRESS, WAITS_FOR_WORDS, coded
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
    Said,
    SetAside,
    TicketPriority,
    TicketStatus,
    Unread,
)
from feedback.domain.tickets.words.openings import Spoken, first_words, is_enough
from feedback.domain.tickets.words.records import without_record_title
from feedback.ports import Counted, Page

_VERSION = "2.14"
_OVERLAP = timedelta(minutes=10)
"""Its search lags behind what happens."""
_STATUS = {
    "open": TicketStatus.OPEN,
    "closed": TicketStatus.CLOSED,
    "snoozed": TicketStatus.PENDING,
}
_PRIORITY = {"priority": TicketPriority.HIGH, "not_priority": TicketPriority.NORMAL}
_BUTTONS = ("quick_reply",)
"""Parts that a customer chose and somebody else worded."""
_PERMISSION = "may read conversations, contacts and teams"
_CUSTOMERS = ("user", "lead", "contact")
"""Authors from outside the company."""


@dataclass(frozen=True, slots=True)
class IntercomTicketSource:
    """The cursor is the newest change seen, by Intercom's clock; the last minutes are read again.

    Within a night it also holds the position of the search.
    """

    name: str
    url: str
    secret: SecretStr
    start_on: date | None = None
    escalated_tags: Sequence[str] = ("escalated",)
    requests_per_minute: int = 150
    page_size: int = 150
    max_conversations: int = 2000
    wire: Wire = field(default_factory=Wire)

    def pages(self, cursor: str | None, until: datetime) -> Iterator[Page]:
        """In no particular order. Deleted conversations are not reported, because Intercom does
        not list them."""
        with self._client() as client:
            yield from self._searched(client, cursor, until)

    def conversations(self, keys: Sequence[str]) -> Iterator[Said | Unread]:
        """Those that begin with a button, a greeting or a bot."""
        with self._client() as client:
            yield from read_each(self.name, keys, lambda key: self._said(client, key))

    def counts(self, since: datetime, until: datetime) -> Counted:
        """Uses Intercom's search, one request per state."""
        since = begins(since, self.start_on)
        found: dict[str, int] = {}
        with self._client() as client:
            for theirs, ours in _STATUS.items():
                bounds = [
                    ("created_at", ">", int(since.timestamp()) - 1),
                    ("created_at", "<", int(until.timestamp())),
                    ("state", "=", theirs),
                ]
                answer = client.search("/conversations/search", _query(bounds, {"per_page": 1}))
                found[str(ours)] = count_in(self._who, answer, "total_count")
        return Counted(found, since)

    def probe(self, now: datetime) -> str:
        with self._client() as client:
            listed(self._who, client.get("/teams"), "teams")
            newest = [("updated_at", ">", int(now.timestamp()) - 3600)]
            answer = client.search("/conversations/search", _query(newest, {"per_page": 1}))
            listed(self._who, answer, "conversations")
        return "conversations and teams can be read"

    def _searched(self, client: HttpClient, cursor: str | None, until: datetime) -> Iterator[Page]:
        beside = _Beside(
            by_id(listed(self._who, client.get("/teams"), "teams")), self._admins(client)
        )
        loop = Loop(self._who)
        place: dict[str, Any] = json.loads(cursor) if cursor else {"since": self._start()}
        if place.get("until") != until.timestamp():
            place = {"since": place["since"]}
        since, newest = place["since"], place.get("newest", place["since"])
        after: str | None = place.get("after")
        while True:
            answer = client.search("/conversations/search", self._question(since, until, after))
            found = listed(self._who, answer, "conversations")
            newest = max([newest, *_changes(found, until)])
            after = _next(answer)
            onward: dict[str, Any] = {"since": newest}
            if after is not None:
                onward = {
                    "since": since, "until": until.timestamp(), "newest": newest, "after": after,
                }  # fmt: skip
            yield self._page(found, beside, json.dumps(onward), until)
            if after is None:
                return
            loop.check(after, found)

    @property
    def _who(self) -> str:
        return f'Source "{self.name}"'

    def _client(self) -> HttpClient:
        return HttpClient(
            self._who,
            self.url,
            Access(secret_variable(self.name), _PERMISSION),
            self.wire,
            requests_per_minute=self.requests_per_minute,
            headers={
                "Authorization": f"Bearer {self.secret.get_secret_value()}",
                "Intercom-Version": _VERSION,
            },
        )

    def _start(self) -> int:
        """Unix seconds."""
        start = self.start_on
        return 0 if start is None else int(datetime.combine(start, time(), UTC).timestamp())

    def _question(self, since: int, until: datetime, after: str | None) -> Mapping[str, Any]:
        """Dates can only be compared with `>` and `<`, which exclude the limit itself."""
        from_second = max(since - int(_OVERLAP.total_seconds()), 0)
        bounds = ((">", from_second - 1), ("<", int(until.timestamp()) + 1))
        pagination: dict[str, Any] = {"per_page": self.page_size}
        if after is not None:
            pagination["starting_after"] = after
        return _query([("updated_at", *bound) for bound in bounds], pagination)

    def _page(
        self,
        found: Sequence[Any],
        beside: "_Beside",
        cursor: str,
        until: datetime,
    ) -> Page:
        tickets: list[RawTicket] = []
        set_aside: list[SetAside] = []
        n_later = 0
        for conversation in found:
            parsed = ticket_of(self.name, conversation, lambda vendor: self._fields(vendor, beside))
            if isinstance(parsed, SetAside):
                set_aside.append(parsed)
            elif parsed.facts.updated_at > until:
                n_later += 1
            else:
                tickets.append(parsed)
        return Page(tuple(tickets), tuple(set_aside), cursor, n_later)

    def _fields(self, conversation: Mapping[str, Any], beside: "_Beside") -> Mapping[str, Any]:
        statistics = conversation.get("statistics") or {}
        state = conversation.get("state")
        tags = [tag["name"] for tag in (conversation.get("tags") or {}).get("tags") or []]
        source = conversation.get("source") or {}
        subject = source.get("subject") or conversation.get("title")
        author = source.get("author") or {}
        body = source.get("body") if author.get("type") in _CUSTOMERS else ""
        assignee = conversation.get("admin_assignee_id")
        team = conversation.get("team_assignee_id")
        return {
            "id": conversation.get("id"),
            "created_at": conversation.get("created_at"),
            "updated_at": conversation.get("updated_at"),
            "subject": subject,
            "body": body,
            "requester": _requester(conversation, author if body else {}),
            "status": coded(state, _STATUS),
            "priority": coded(conversation.get("priority"), _PRIORITY),
            "group": beside.teams.get(str(team), {}).get("name") or team,
            "assignee": assignee,
            ASSIGNEE_ADDRESS: beside.admins.get(str(assignee), {}).get("email"),
            WAITS_FOR_WORDS: not _says(subject, body),
            "channel": source.get("type"),
            "tags": tags,
            "csat": (conversation.get("conversation_rating") or {}).get("rating"),
            "n_reopens": statistics.get("count_reopens"),
            "is_escalated": not {*tags}.isdisjoint(self.escalated_tags),
            "first_reply_at": statistics.get("first_admin_reply_at"),
            "solved_at": statistics.get("last_close_at") if state == "closed" else None,
        }

    def _admins(self, client: HttpClient) -> Mapping[Any, Mapping[str, Any]]:
        """The company's people, for their addresses; none where they may not be read."""
        try:
            answer = client.get("/admins")
        except (NotAllowed, NotThere):
            return {}
        return by_id(mapping(answer).get("admins"))

    def _said(self, client: HttpClient, key: str) -> Said:
        try:
            whole = client.get(f"/conversations/{int(key)}")
        except NotThere:  # deleted since the search
            return Said(key, "")
        parts = [mapping(whole.get("source")), *_parts(whole)]
        words = first_words(map(_spoken, parts))
        authors = (mapping(part.get("author")) for part in parts if _spoken(part).by_customer)
        author = next((one for one in authors if one.get("email")), {})
        return Said(key, words, str(author.get("email") or ""))


@dataclass(frozen=True, slots=True)
class _Beside:
    """What conversations name by id only."""

    teams: Mapping[Any, Mapping[str, Any]]
    admins: Mapping[Any, Mapping[str, Any]]


def _says(subject: Any, body: Any) -> bool:
    """Whether the first part holds what the customer wants."""
    return is_enough(words_of(body)) or is_enough(without_record_title(words_of(subject)))


def _parts(whole: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    parts = mapping(whole.get("conversation_parts")).get("conversation_parts")
    return [part for part in parts or () if isinstance(part, Mapping)]


def _spoken(part: Mapping[str, Any]) -> Spoken:
    author = mapping(part.get("author"))
    options = mapping(part.get("metadata")).get("quick_reply_options") or ()
    return Spoken(
        words_of(part.get("body")),
        author.get("type") in _CUSTOMERS,
        is_button=part.get("part_type") in _BUTTONS,
        offered=tuple(str(mapping(option).get("text") or "") for option in options),
    )


def _query(
    bounds: Sequence[tuple[str, str, object]], pagination: Mapping[str, Any]
) -> Mapping[str, Any]:
    """(field, operator, value) of each condition; all must match."""
    names = ("field", "operator", "value")
    value = [dict(zip(names, bound, strict=True)) for bound in bounds]
    return {"query": {"operator": "AND", "value": value}, "pagination": pagination}


def _requester(conversation: Mapping[str, Any], author: Mapping[str, Any]) -> str:
    contacts = (conversation.get("contacts") or {}).get("contacts") or [{}]
    contact = contacts[0].get("external_id") or f"intercom contact {contacts[0].get('id', '')}"
    return str(author.get("email") or contact)


def _next(answer: Mapping[str, Any]) -> str | None:
    after = ((answer.get("pages") or {}).get("next") or {}).get("starting_after")
    return None if after is None else str(after)


def _changes(found: Sequence[Any], until: datetime) -> list[int]:
    """Unix seconds of the changes up to the night."""
    times = (moment(one.get("updated_at")) for one in found if isinstance(one, Mapping))
    return [int(at.timestamp()) for at in times if at is not None and at <= until]
