"""Requests of Jira Service Management as tickets, found by JQL.

Cloud: https://developer.atlassian.com/cloud/jira/platform/rest/v2/api-group-issue-search/, where
the older search answers 410. Data Center still has the older search.

- JQL reads times to the minute and in the time zone of the credential's owner. So a search starts
14 hours earlier, and results that are too old are skipped by their own times.
- Results are ordered by creation: a request that changes during the pull keeps its place.
- Version 2 of the interface with rendered fields gives descriptions as HTML on both.
"""

import json
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

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
from feedback.adapters.web_client.http import Access, HttpClient, Wire, secret_variable
from feedback.domain.tickets.ticket import RawTicket, SetAside, TicketStatus
from feedback.domain.tickets.vocabulary import status_of
from feedback.ports import Counted, Page

_WIDEST_ZONE = timedelta(hours=14)
_OVERLAP = timedelta(minutes=10)
"""Jira's search lags behind its writes by seconds to minutes."""
_CATEGORY = {
    "new": TicketStatus.OPEN,
    "indeterminate": TicketStatus.OPEN,
    "done": TicketStatus.SOLVED,
}
"""Every status, whatever a company calls it, is of one of these."""
_TYPE = {"service request": "request", "[system] service request": "request"}


@dataclass(frozen=True, slots=True)
class JiraServiceTicketSource:
    """A ticket's key is Jira's internal number, which does not change when a request moves to
    another project."""

    name: str
    url: str
    secret: SecretStr
    jql: str
    deployment: Literal["cloud", "data_center"] = "cloud"
    email: str = ""
    start_on: date | None = None
    customer_field: str = ""
    csat_field: str = ""
    escalated_labels: Sequence[str] = ("escalated",)
    statuses: Mapping[str, str] = field(default_factory=dict)
    requests_per_minute: int = 0
    page_size: int = 100
    wire: Wire = field(default_factory=Wire)

    def pages(self, cursor: str | None, until: datetime) -> Iterator[Page]:
        """The next pull starts at the time of Jira's own clock. Jira does not report deletions."""
        place: dict[str, str] = json.loads(cursor) if cursor else {}
        with self._client() as client:
            if "up_to" in place:  # a pull was interrupted; what has changed since follows it
                place = yield from self._pass(client, place, until)
            newest = self._newest(client)
            if newest is not None:
                place = {**place, "up_to": min(newest, until).isoformat()}
                yield from self._pass(client, place, until)

    def counts(self, since: datetime, until: datetime) -> Counted:
        """Reads only states and times: Jira's own count is an estimate, in another time zone."""
        since, found = begins(since, self.start_on), Counter[str]()
        condition = (
            f'created >= "{_asked(since)}" AND created < "{until + _WIDEST_ZONE:%Y-%m-%d %H:%M}"'
        )
        with self._client() as client:
            for requests, _ in self._found(client, condition, fields="created,status"):
                for request in requests:
                    opened_at = _time_of(request, "created")
                    if opened_at and since <= opened_at < until and request["fields"].get("status"):
                        found[state(self._status(request["fields"]))] += 1
        return Counted(found, since)

    def probe(self, now: datetime) -> str:
        with self._client() as client:
            newest = self._newest(client)
        return "requests can be read" if newest else "jql is understood, and finds no request"

    @property
    def _who(self) -> str:
        return f'Source "{self.name}"'

    def _client(self) -> HttpClient:
        secret = self.secret.get_secret_value()
        return HttpClient(
            self._who,
            f"{self.url}/rest/api/2/",
            Access(secret_variable(self.name), "may browse the projects of jql"),
            self.wire,
            requests_per_minute=self.requests_per_minute,
            auth=(self.email, secret) if self.email else None,
            headers=None if self.email else {"Authorization": f"Bearer {secret}"},
        )

    def _search(self, client: HttpClient, condition: str, order: str, **more: Any) -> Any:
        question = {
            "jql": f"({self.jql}) AND {condition} ORDER BY {order}",
            "fields": "updated",
            **more,
        }
        return client.get("search/jql" if self.deployment == "cloud" else "search", question)

    def _field_names(self) -> str:
        own = [name for name in (self.customer_field, self.csat_field) if name]
        return ",".join(
            ["summary", "description", "status", "priority", "issuetype", "project", "reporter",
             "assignee", "labels", "created", "updated", "resolutiondate", "timespent",
             *own]
        )  # fmt: skip

    def _newest(self, client: HttpClient) -> datetime | None:
        """When any request last changed, by Jira's clock."""
        answer = self._search(client, 'updated >= "1970-01-02"', "updated DESC", maxResults=1)
        found = listed(self._who, answer, "issues")
        return _time_of(found[0], "updated") if found else None

    def _pass(
        self, client: HttpClient, place: dict[str, str], until: datetime
    ) -> Generator[Page, None, dict[str, str]]:
        """Changed requests, oldest first; returns where the next pass begins. `up_to`: where the
        next pass begins; `after`: the creation time this pass has reached.
        """
        since = self._since(place)
        after = moment(place.get("after"))
        condition = f'updated >= "{_asked(since)}"'
        if after is not None:
            condition += f' AND created >= "{_asked(after)}"'
        pages = self._found(client, condition, expand="renderedFields", fields=self._field_names())
        for found, is_last in pages:
            page = self._page(found, since, after, until)
            if is_last:
                place = {"since": place["up_to"]}
            elif times := [at for at in (_time_of(one, "created") for one in found) if at]:
                place = {**place, "after": max(times).isoformat()}
            yield Page(page.tickets, page.set_aside, json.dumps(place), page.n_later)
        return place

    def _found(
        self, client: HttpClient, condition: str, **more: str
    ) -> Iterator[tuple[list[Any], bool]]:
        """Page by page, the oldest request first, and whether it is the last one."""
        onward: dict[str, Any] = {"startAt": 0} if self.deployment == "data_center" else {}
        loop = Loop(self._who)
        n_read = 0
        while True:
            answer = self._search(
                client, condition, "created ASC, key ASC", maxResults=self.page_size,
                **more, **onward,
            )  # fmt: skip
            found = listed(self._who, answer, "issues")
            n_read += len(found)
            token = answer.get("nextPageToken")
            if self.deployment == "cloud":
                onward, is_last = {"nextPageToken": token}, not token or bool(answer.get("isLast"))
            else:
                onward = {"startAt": n_read}
                total = answer.get("total")
                is_last = not found or (isinstance(total, int) and n_read >= total)
            yield found, is_last
            if is_last:
                return
            loop.check(json.dumps([answer.get("startAt"), token]), found)

    def _since(self, place: Mapping[str, str]) -> datetime:
        if "since" in place:
            return datetime.fromisoformat(place["since"]) - _OVERLAP
        return datetime.combine(self.start_on or date(1970, 1, 3), time(), UTC)

    def _page(
        self, found: Sequence[Any], since: datetime, after: datetime | None, until: datetime
    ) -> Page:
        tickets: list[RawTicket] = []
        set_aside: list[SetAside] = []
        n_later = 0
        for request in found:
            updated_at, created_at = _time_of(request, "updated"), _time_of(request, "created")
            if updated_at is not None and updated_at < since:
                continue
            if after is not None and created_at is not None and created_at < after:
                continue
            if updated_at is not None and updated_at > until:
                n_later += 1
                continue
            parsed = ticket_of(self.name, request, self._fields)
            (tickets if isinstance(parsed, RawTicket) else set_aside).append(parsed)  # type: ignore[arg-type]
        return Page(tuple(tickets), tuple(set_aside), "", n_later)

    def _status(self, its: Mapping[str, Any]) -> Coded | str:
        """By its own name where that is known, and else by what Jira makes of it."""
        name = str(its["status"]["name"])
        own = status_of(self.statuses.get(name) or name)
        category = _CATEGORY.get(str((its["status"].get("statusCategory") or {}).get("key")))
        if category is TicketStatus.SOLVED and own is not None and own.is_open:
            own = None if name not in self.statuses else own
        means = own or category
        return name if means is None else Coded(name, means)

    def _fields(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        its = request["fields"]
        rendered = request.get("renderedFields") or {}
        assignee = its.get("assignee")
        kind = str((its.get("issuetype") or {}).get("name") or "").lower()
        labels = its.get("labels") or []
        return {
            "id": request["id"],
            "created_at": its["created"],
            "updated_at": its["updated"],
            "subject": its["summary"],
            "body": rendered.get("description") or its.get("description"),
            "requester": _person(its.get("reporter"), "emailAddress"),
            "organization": _first_name(its.get(self.customer_field)),
            "status": self._status(its),
            "priority": (its.get("priority") or {}).get("name"),
            "type": _TYPE.get(kind, kind.removeprefix("[system] ")),
            "group": its["project"]["key"],
            "assignee": _person(assignee, "accountId"),
            ASSIGNEE_ADDRESS: (assignee or {}).get("emailAddress"),
            "channel": "jira",
            "tags": labels,
            "csat": (its.get(self.csat_field) or {}).get("rating"),
            "is_escalated": not {*labels}.isdisjoint(self.escalated_labels),
            "solved_at": its.get("resolutiondate"),
            # Seconds logged; null if none are.
            "handling_hours": int(its["timespent"]) / 3600 if its.get("timespent") else None,
            "url": f"{self.url}/browse/{request['key']}",
        }


def _asked(at: datetime) -> str:
    return f"{at - _WIDEST_ZONE:%Y-%m-%d %H:%M}"


def _time_of(request: Any, name: str) -> datetime | None:
    its = request.get("fields") if isinstance(request, Mapping) else None
    return moment(its.get(name)) if isinstance(its, Mapping) else None


def _person(person: Mapping[str, Any] | None, first: str) -> str:
    """Cloud hides addresses unless the person allows it; Data Center has user names instead of
    account ids."""
    names = (first, "accountId", "name")
    return next((str(person[name]) for name in names if person.get(name)), "") if person else ""


def _first_name(value: Any) -> str:
    """Of a custom field: a text, an object, or a list of them."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, Mapping):
        value = value.get("name") or value.get("value") or value.get("id")
    return "" if value is None else str(value)
