"""Stand-ins for what is read over HTTP: in the vendors' shapes, with the quirks that matter."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import httpx
from pydantic import SecretStr

from feedback.adapters.discourse import DiscourseTicketSource
from feedback.adapters.http import Wire
from feedback.adapters.jira_service import JiraServiceTicketSource
from feedback.adapters.request_tracker import RequestTrackerTicketSource
from feedback.ports import TicketSource

PAGE_SIZE = 2
CREATED = datetime(2026, 3, 1, 8, tzinfo=UTC)


@dataclass
class Record:
    """One ticket on the other side."""

    key: int
    changed: datetime
    body: str = "It broke"
    status: str = ""
    is_broken: bool = False
    """Its shape is not what the vendor describes."""
    into: int = 0
    """Merged into another."""

    @property
    def created(self) -> datetime:
        return CREATED + timedelta(minutes=self.key)


@dataclass
class Desk:
    """`zone` is that of the credential's owner; queries are read in it."""

    zone: str = "UTC"
    records: dict[int, Record] = field(default_factory=dict)
    is_stuck: bool = False
    """Gives the same page again and again."""
    n_asked: int = 0
    after: Callable[[int], None] = lambda _n: None
    """Called with the number of each answer, before it is given."""
    fault: Callable[[httpx.Request], httpx.Response] | None = None

    solved = "solved"

    def put(self, key: int, changed: datetime, **more: Any) -> None:
        self.records[key] = Record(key, changed, **more)

    def wire(self) -> Wire:
        return Wire(transport=httpx.MockTransport(self.answer), sleep=lambda _seconds: None)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.n_asked += 1
        self.after(self.n_asked)
        if self.fault is not None:
            return self.fault(request)
        return httpx.Response(200, json=self.content(request))

    def content(self, request: httpx.Request) -> Any:
        raise NotImplementedError

    def source(self) -> TicketSource:
        raise NotImplementedError

    def local(self, text: str, form: str) -> datetime:
        return datetime.strptime(text, form).replace(tzinfo=ZoneInfo(self.zone))


class Missing(Exception):
    """There is nothing at this address."""


class RequestTrackerDesk(Desk):
    solved = "resolved"

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.deletions: list[int] = []

    def delete(self, key: int) -> None:
        del self.records[key]
        self.deletions.append(key)

    def source(self) -> RequestTrackerTicketSource:
        return RequestTrackerTicketSource(
            "desk", "https://rt.example", SecretStr("s3cret"), page_size=PAGE_SIZE, wire=self.wire()
        )

    def content(self, request: httpx.Request) -> Any:
        path, asked = request.url.path.removeprefix("/REST/2.0/"), request.url.params
        size = int(asked["per_page"])
        if path == "transactions":
            after = _number(r"id > (\d+)", asked["query"])
            rows = [
                {"id": str(place), "ObjectId": str(key)}
                for place, key in enumerate(self.deletions, start=1)
                if place > after
            ]
            return {"items": rows[:size]}
        if path == "tickets":
            return {"items": [self._ticket(one) for one in self._found(asked)[:size]]}
        key = _number(r"ticket/(\d+)/attachments", path)
        parts = [("multipart/alternative", ""), ("text/plain", self.records[key].body)]
        return {
            "items": [
                {"id": str(place), "ContentType": kind, "Content": words, "Filename": ""}
                for place, (kind, words) in enumerate(parts)
            ]
        }

    def _found(self, asked: httpx.QueryParams) -> list[Record]:
        query = asked["query"]
        after = 0 if self.is_stuck else _number(r"\bid > (\d+)", query)
        told = re.search(r"LastUpdated >= '([^']+)'", query)
        since = (
            self.local(told[1], "%Y-%m-%d %H:%M:%S") if told else datetime.min.replace(tzinfo=UTC)
        )
        found = [one for one in self.records.values() if one.key > after and one.changed >= since]
        is_newest_first = asked["orderby"] == "LastUpdated"
        return sorted(
            found,
            key=lambda one: one.changed if is_newest_first else one.key,
            reverse=is_newest_first,
        )  # type: ignore[return-value, arg-type]

    def _ticket(self, one: Record) -> dict[str, Any]:
        ticket: dict[str, Any] = {
            "id": str(one.key),
            "Subject": "Help",
            "Status": one.status or "new",
            "Queue": {"id": "1", "Name": "Support"},
            "Owner": {"id": "Nobody", "Name": "Nobody"},
            "Requestor": [{"id": "ada", "Name": "ada", "EmailAddress": "ada@example.com"}],
            "Priority": "0",
            "Created": f"{one.created:%Y-%m-%dT%H:%M:%SZ}",
            "LastUpdated": f"{one.changed:%Y-%m-%dT%H:%M:%SZ}",
            "Resolved": "1970-01-01T00:00:00Z",
            "EffectiveId": str(one.into or one.key),
            "CustomFields": "",
        }
        return {**ticket, "Queue": None} if one.is_broken else ticket


class DiscourseDesk(Desk):
    """One category; topics are listed the last bumped first."""

    def source(self) -> DiscourseTicketSource:
        return DiscourseTicketSource(
            "desk", "https://community.example", SecretStr("s3cret"), ["support/5"],
            wire=self.wire(),
        )  # fmt: skip

    def answer(self, request: httpx.Request) -> httpx.Response:
        try:
            return super().answer(request)
        except Missing:
            return httpx.Response(404, json={"errors": ["not there"]})

    def content(self, request: httpx.Request) -> Any:
        if request.url.path.startswith("/t/"):
            key = _number(r"/t/(\d+)\.json", request.url.path)
            if key not in self.records:
                raise Missing
            first = {"cooked": f"<p>{self.records[key].body}</p>", "username": "ada"}
            late = {"cooked": "<p>We look</p>", "username": "bo", "staff": True,
                    "created_at": "2026-03-08T12:00:00.000Z"}  # fmt: skip
            return {"post_stream": {"posts": [first, late]}}
        number = 0 if self.is_stuck else int(request.url.params["page"])
        newest = sorted(self.records.values(), key=lambda one: one.changed, reverse=True)
        first, end = number * PAGE_SIZE, (number + 1) * PAGE_SIZE
        more = "/c/support/5/l/latest?page=9" if self.is_stuck or end < len(newest) else None
        topics = [self._topic(one) for one in newest[first:end]]
        return {"topic_list": {"topics": topics, "more_topics_url": more}}

    def _topic(self, one: Record) -> dict[str, Any]:
        return {
            "id": one.key,
            "title": None if one.is_broken else "Help",
            "created_at": [] if one.is_broken else f"{one.created:%Y-%m-%dT%H:%M:%S.000Z}",
            "bumped_at": f"{one.changed:%Y-%m-%dT%H:%M:%S.000Z}",
            "pinned": False,
            "has_accepted_answer": one.status == "solved",
            "tags": ["printing", {"id": 3, "name": "jam"}],
        }


class JiraServiceDesk(Desk):
    """Cloud, whose pages follow each other by a token."""

    deployment = "cloud"

    def source(self) -> JiraServiceTicketSource:
        return JiraServiceTicketSource(
            "desk", "https://acme.example", SecretStr("s3cret"), "project = SUP",
            deployment=self.deployment, email="sync@example.com", page_size=PAGE_SIZE,
            wire=self.wire(),
        )  # fmt: skip

    def content(self, request: httpx.Request) -> Any:
        asked = request.url.params
        found = self._found(asked["jql"])
        size = int(asked["maxResults"])
        if self.deployment == "data_center":
            assert request.url.path == "/rest/api/2/search"
            start = 0 if self.is_stuck else int(asked.get("startAt", 0))
            rows = [self._request(one) for one in found[start : start + size]]
            return {"startAt": start, "total": 99 if self.is_stuck else len(found), "issues": rows}
        assert request.url.path == "/rest/api/2/search/jql"
        start = 0 if self.is_stuck else int(asked.get("nextPageToken", "at0").removeprefix("at"))
        page: dict[str, Any] = {
            "issues": [self._request(one) for one in found[start : start + size]]
        }
        if self.is_stuck or start + size < len(found):
            return {**page, "nextPageToken": f"at{start + size}", "isLast": False}
        return {**page, "isLast": True}

    def _found(self, jql: str) -> list[Record]:
        assert jql.startswith("(project = SUP) AND ")
        found = list(self.records.values())
        for name, attribute in (("updated", "changed"), ("created", "created")):
            told = re.search(rf'{name} >= "([^"]+)"', jql)
            if told:
                text = told[1] if " " in told[1] else f"{told[1]} 00:00"
                since = self.local(text, "%Y-%m-%d %H:%M")
                found = [one for one in found if getattr(one, attribute) >= since]
        if jql.endswith("updated DESC"):
            return sorted(found, key=lambda one: one.changed, reverse=True)
        return sorted(found, key=lambda one: one.created)

    def _request(self, one: Record) -> dict[str, Any]:
        zone = ZoneInfo("Europe/Berlin")  # the answer's times name their zone
        status = one.status or "Open"
        return {
            "id": str(one.key),
            "key": f"SUP-{one.key}",
            "renderedFields": {"description": f"<p>{one.body}</p>"},
            "fields": {
                "summary": "Help",
                "description": one.body,
                "status": None if one.is_broken else {
                    "name": status,
                    "statusCategory": {"key": "done" if status == self.solved else "new"},
                },
                "priority": {"name": "Highest"},
                "issuetype": {"name": "[System] Service request"},
                "project": {"key": "SUP"},
                "reporter": {"accountId": "5b10", "displayName": "Ada"},
                "assignee": None,
                "labels": ["escalated"],
                "created": f"{one.created.astimezone(zone):%Y-%m-%dT%H:%M:%S.000%z}",
                "updated": f"{one.changed.astimezone(zone):%Y-%m-%dT%H:%M:%S.000%z}",
                "resolutiondate": None,
            },
        }  # fmt: skip


class JiraDataCenterDesk(JiraServiceDesk):
    deployment = "data_center"


class MakesDesk(Protocol):
    def __call__(self, *, zone: str = "UTC") -> Desk: ...


def _number(pattern: str, text: str) -> int:
    found = re.search(pattern, text)
    return int(found[1]) if found else 0
