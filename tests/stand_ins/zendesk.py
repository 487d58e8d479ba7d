"""Zendesk's incremental ticket export, in memory, with the quirks of the real one.

Changes of its last minute are left out; each page begins with the last ticket of the one before;
`end_of_stream` ends it while `after_cursor` goes on; deleted tickets are told; a ticket can change
without its `updated_at`.
"""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from pydantic import SecretStr

from feedback.adapters.helpdesks.zendesk import ZendeskTicketSource
from feedback.adapters.helpdesks.zendesk_notes import ZendeskNotes
from feedback.adapters.web_client.http import Wire
from feedback.domain.tickets.ticket import TicketStatus
from tests.stand_ins.line import SECRET
from tests.stand_ins.zendesk_comments import ZendeskComments

URL = "https://acme.zendesk.com"
_LOGIN = base64.b64encode(f"sync@acme.com/token:{SECRET}".encode()).decode()


class ZendeskDesk:
    tells_deletions = True

    def __init__(self) -> None:
        self.now = datetime(2030, 1, 1, tzinfo=UTC)
        self.tickets: dict[int, dict[str, Any]] = {}
        self.users: list[dict[str, Any]] = [
            {"id": 7, "name": "Anna", "email": "anna@example.com", "role": "end-user"},
            {"id": 8, "name": "No address", "email": None, "role": "end-user"},
        ]
        self.organizations: list[dict[str, Any]] = [
            {
                "id": 70, "name": "Example Ltd", "external_id": "c-70",
                "organization_fields": {"crm_id": "crm-70"},
            }
        ]  # fmt: skip
        self.groups: list[dict[str, Any]] = [{"id": 700, "name": "frontline"}]
        self.metrics: dict[int, dict[str, Any]] = {}
        self.conversations = ZendeskComments()
        self.comments = self.conversations.of

    def put(self, key: int, at: datetime, body: str = "Help", **changes: Any) -> None:
        known = self.tickets.get(key)
        created_at = known["created_at"] if known else stamp(changes.pop("created_at", at))
        status = changes.pop("status", TicketStatus.OPEN)
        self.tickets[key] = {
            "id": key,
            "url": f"{URL}/api/v2/tickets/{key}.json",
            "created_at": created_at,
            "updated_at": stamp(at),
            "generated_timestamp": int(at.timestamp()),
            "subject": "",
            "description": body,
            "requester_id": 7,
            "organization_id": 70,
            "group_id": 700,
            "assignee_id": 17,
            "status": str(status),
            "priority": "normal",
            "type": "incident",
            "tags": ["beta", "app"],
            "via": {"channel": "email", "source": {"from": {}, "to": {}, "rel": None}},
            "satisfaction_rating": {"score": "unoffered"},
            **changes,
        }

    def said_by(self, key: int, address: str) -> None:
        self.users.append({"id": 1000 + key, "email": address})
        self.tickets[key]["requester_id"] = 1000 + key

    def put_broken(self, key: int, at: datetime) -> None:
        self.put(key, at)
        self.tickets[key] |= {"via": "email", "tags": 5}

    def delete(self, key: int, at: datetime) -> None:
        self.put(key, at, "SCRUBBED", status="deleted")

    def lose(self, key: int) -> None:
        del self.tickets[key]

    def source(self, wire: Wire, page_size: int) -> ZendeskTicketSource:
        return ZendeskTicketSource(
            "desk", URL, SecretStr(SECRET), "sync@acme.com", page_size=page_size, wire=wire
        )

    def notes(self, wire: Wire) -> ZendeskNotes:
        return ZendeskNotes("desk", URL, SecretStr(SECRET), "sync@acme.com", wire=wire)

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.headers.get("Authorization") != f"Basic {_LOGIN}":
            return httpx.Response(401, json={"error": "Couldn't authenticate you"})
        if request.url.path == "/api/v2/search/count":
            return httpx.Response(200, json={"count": self._n_found(request.url.params["query"])})
        about_comments = self.conversations.answer(request)
        if about_comments is not None:
            return about_comments
        if request.url.path != "/api/v2/incremental/tickets/cursor":
            return httpx.Response(404, json={"error": "InvalidEndpoint"})
        asked = request.url.params
        if "cursor" in asked:
            place = json.loads(base64.b64decode(asked["cursor"]))
        else:
            place = [int(asked["start_time"]), 0]
            if place[0] > self.now.timestamp() - 60:
                return httpx.Response(422, json={"error": "StartTimeTooRecent"})
        newest = (self.now - timedelta(minutes=1)).timestamp()
        rest = sorted(
            (one["generated_timestamp"], key)
            for key, one in self.tickets.items()
            if place <= [one["generated_timestamp"], key] and one["generated_timestamp"] <= newest
        )
        page = [self.tickets[key] for _, key in rest[: int(asked["per_page"])]]
        last = rest[len(page) - 1] if page else None
        after = base64.b64encode(json.dumps(last).encode()).decode() if last else None
        return httpx.Response(
            200,
            json={
                "tickets": page,
                **self._beside(page, asked.get("include", "").split(",")),
                "after_url": f"{URL}/api/v2/incremental/tickets/cursor.json?cursor={after}",
                "after_cursor": after,
                "before_url": None,
                "before_cursor": None,
                "end_of_stream": len(page) == len(rest),
            },
        )

    def _n_found(self, query: str) -> int:
        """Deleted tickets are never found."""
        kind, status, since, until = query.split()
        assert kind == "type:ticket"
        return sum(
            one["status"] == status.removeprefix("status:")
            and since.removeprefix("created>=") <= one["created_at"]
            and one["created_at"] < until.removeprefix("created<")
            for one in self.tickets.values()
        )

    def _beside(self, page: list[dict[str, Any]], wanted: list[str]) -> dict[str, Any]:
        metrics = [self.metrics[one["id"]] for one in page if one["id"] in self.metrics]
        everything = {
            "users": self.users,
            "organizations": self.organizations,
            "groups": self.groups,
            "metric_sets": metrics,
        }
        return {name: listed for name, listed in everything.items() if name in wanted}


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
