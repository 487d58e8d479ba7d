"""Jira's search, in memory: Cloud's, whose pages follow each other by a token, and Data Center's.
Times in JQL are read to the minute, in the owner's zone."""

import base64
import re
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

import httpx
from pydantic import SecretStr

from feedback.adapters.helpdesks.jira_service import JiraServiceTicketSource
from feedback.adapters.web_client.http import Wire
from tests.stand_ins.line import SECRET

_LOGIN = base64.b64encode(f"sync@example.com:{SECRET}".encode()).decode()
_SHOWN_IN = ZoneInfo("Europe/Berlin")
"""Of the times in answers; each names it."""


class JiraServiceDesk:
    deployment: Literal["cloud", "data_center"] = "cloud"
    tells_deletions = False

    def __init__(self, zone: str = "UTC") -> None:
        self.zone = ZoneInfo(zone)
        self.requests: dict[int, dict[str, Any]] = {}

    def put(self, key: int, at: datetime, body: str = "Help", **changes: Any) -> None:
        known = self.requests.get(key)
        status = changes.pop("status", "Open")
        shown = at.astimezone(_SHOWN_IN).strftime("%Y-%m-%dT%H:%M:%S.000%z")
        self.requests[key] = {
            "id": str(key),
            "key": f"SUP-{key}",
            "renderedFields": {"description": f"<p>{body}</p>"},
            "fields": {
                "summary": "Help",
                "description": body,
                "status": {
                    "name": status,
                    "statusCategory": {"key": "done" if status == "solved" else "new"},
                },
                "priority": {"name": "Highest"},
                "issuetype": {"name": "[System] Service request"},
                "project": {"key": "SUP"},
                "reporter": {"accountId": "5b10", "displayName": "Ada"},
                "assignee": None,
                "labels": ["escalated"],
                "created": known["fields"]["created"] if known else shown,
                "updated": shown,
                "resolutiondate": None,
                "timespent": 5400,
                **changes,
            },
        }

    def said_by(self, key: int, address: str) -> None:
        self.requests[key]["fields"]["reporter"] = {"accountId": address, "emailAddress": address}

    def put_broken(self, key: int, at: datetime) -> None:
        self.put(key, at)
        self.requests[key]["fields"]["status"] = None

    def delete(self, key: int, at: datetime) -> None:
        self.lose(key)

    def lose(self, key: int) -> None:
        del self.requests[key]

    def source(self, wire: Wire, page_size: int) -> JiraServiceTicketSource:
        return JiraServiceTicketSource(
            "desk", "https://acme.example", SecretStr(SECRET), "project = SUP",
            deployment=self.deployment, email="sync@example.com", page_size=page_size, wire=wire,
        )  # fmt: skip

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.headers.get("Authorization") != f"Basic {_LOGIN}":
            return httpx.Response(401, json={"errorMessages": ["Client must be authenticated"]})
        asked = request.url.params
        found, size = self._found(asked["jql"]), int(asked["maxResults"])
        match self.deployment, request.url.path:
            case "cloud", "/rest/api/2/search/jql":
                start = int(asked.get("nextPageToken", "at0").removeprefix("at"))
                is_last = start + size >= len(found)
                onward = {"isLast": True} if is_last else {"nextPageToken": f"at{start + size}"}
            case "data_center", "/rest/api/2/search":
                start = int(asked.get("startAt", 0))
                onward = {"startAt": start, "total": len(found)}
            case _:
                return httpx.Response(410, json={"errorMessages": ["removed"]})
        return httpx.Response(200, json={"issues": found[start : start + size], **onward})

    def _found(self, jql: str) -> list[dict[str, Any]]:
        assert jql.startswith("(project = SUP) AND ")
        found = list(self.requests.values())
        for name in ("updated", "created"):
            for told in re.findall(rf'{name} >= "([^"]+)"', jql):
                since = datetime.fromisoformat(told).replace(tzinfo=self.zone)
                found = [one for one in found if _moment(one, name) >= since]
        for told in re.findall(r'created < "([^"]+)"', jql):
            until = datetime.fromisoformat(told).replace(tzinfo=self.zone)
            found = [one for one in found if _moment(one, "created") < until]
        if jql.endswith("ORDER BY updated DESC"):
            return sorted(found, key=lambda request: _moment(request, "updated"), reverse=True)
        return sorted(found, key=lambda request: (_moment(request, "created"), request["key"]))


class JiraDataCenterDesk(JiraServiceDesk):
    deployment = "data_center"


def _moment(request: dict[str, Any], name: str) -> datetime:
    return datetime.fromisoformat(request["fields"][name])
