"""Request Tracker's REST 2, in memory: times in a query are read in the owner's zone, deletions are
transactions only. `make test-rt` runs the same promises against the real server."""

import base64
import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from pydantic import SecretStr

from feedback.adapters.helpdesks.request_tracker import RequestTrackerTicketSource
from feedback.adapters.web_client.http import Wire
from tests.stand_ins.line import SECRET

_LOGIN = base64.b64encode(f"sync:{SECRET}".encode()).decode()


class RequestTrackerDesk:
    tells_deletions = True

    def __init__(self, zone: str = "UTC") -> None:
        self.zone = ZoneInfo(zone)
        self.tickets: dict[int, dict[str, Any]] = {}
        self.words: dict[int, str] = {}
        self.deletions: list[dict[str, Any]] = []

    def put(self, key: int, at: datetime, body: str = "Help", **changes: Any) -> None:
        known = self.tickets.get(key)
        self.words[key] = body
        self.tickets[key] = {
            "id": str(key),
            "Subject": "",
            "Status": changes.pop("status", "new"),
            "Queue": {"id": "1", "type": "queue", "Name": "Support"},
            "Owner": {"id": "Nobody", "type": "user", "Name": "Nobody"},
            "Requestor": [{"id": "ada", "Name": "ada", "EmailAddress": "ada@example.com"}],
            "Priority": "0",
            "Created": known["Created"] if known else _stamp(at),
            "LastUpdated": _stamp(at),
            "TimeWorked": "45",
            "Resolved": "1970-01-01T00:00:00Z",
            "EffectiveId": str(key),
            "CustomFields": "",
            **changes,
        }

    def said_by(self, key: int, address: str) -> None:
        self.tickets[key]["Requestor"] = [{"id": address, "Name": address, "EmailAddress": address}]

    def put_broken(self, key: int, at: datetime) -> None:
        self.put(key, at, Queue=None)

    def delete(self, key: int, at: datetime) -> None:
        self.lose(key)
        number = str(len(self.deletions) + 1)
        self.deletions.append({"id": number, "ObjectId": str(key), "Created": _stamp(at)})

    def lose(self, key: int) -> None:
        del self.tickets[key]

    def source(self, wire: Wire, page_size: int) -> RequestTrackerTicketSource:
        return RequestTrackerTicketSource(
            "desk", "https://rt.example", SecretStr(SECRET), "sync", page_size=page_size, wire=wire
        )

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.headers.get("Authorization") != f"Basic {_LOGIN}":
            return httpx.Response(401, json={"message": "Unauthorized"})
        asked, path = request.url.params, request.url.path.removeprefix("/REST/2.0/")
        match path.split("/"):
            case ["transactions"]:
                after = _number(r"id > (\d+)", asked["query"])
                found = [one for one in self.deletions if int(one["id"]) > after]
            case ["tickets"]:
                found = self._tickets(asked)
            case ["ticket", key, "attachments"] if int(key) in self.tickets:
                found = [
                    {"ContentType": "multipart/alternative", "Content": "", "Filename": ""},
                    {"ContentType": "text/plain", "Content": "log", "Filename": "log.txt"},
                    {"ContentType": "text/plain", "Content": self.words[int(key)], "Filename": ""},
                ]
            case _:
                return httpx.Response(404, json={"message": "Not Found"})
        return httpx.Response(200, json={"items": found[: int(asked["per_page"])]})

    def _tickets(self, asked: httpx.QueryParams) -> list[dict[str, Any]]:
        after = _number(r"\bid > (\d+)", asked["query"])
        told = re.search(r"LastUpdated >= '([^']+)'", asked["query"])
        since = _stamp(_local(told[1], self.zone)) if told else ""
        found = [
            one for key, one in self.tickets.items() if key > after and one["LastUpdated"] >= since
        ]
        for operator, bound in re.findall(r"Created (>=|<) '([^']+)'", asked["query"]):
            at = _stamp(_local(bound, self.zone))
            found = [one for one in found if (one["Created"] >= at) == (operator == ">=")]
        if asked["orderby"] == "LastUpdated":
            return sorted(found, key=lambda ticket: str(ticket["LastUpdated"]), reverse=True)
        return sorted(found, key=lambda ticket: int(ticket["id"]))


def _local(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _number(pattern: str, text: str) -> int:
    found = re.search(pattern, text)
    return int(found[1]) if found else 0
