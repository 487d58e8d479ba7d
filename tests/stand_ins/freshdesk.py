"""Freshdesk's list of tickets, in memory.

Without `updated_since` only the last 30 days; 300 pages at most; deleted tickets and spam only by
their filters. Written from its documentation: there is no description for machines.
"""

import base64
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from pydantic import SecretStr

from feedback.adapters.helpdesks.freshdesk import FreshdeskTicketSource
from feedback.adapters.web_client.http import Wire
from tests.stand_ins.line import NIGHT, SECRET

URL = "https://acme.freshdesk.com"
_LOGIN = base64.b64encode(f"{SECRET}:X".encode()).decode()


class FreshdeskDesk:
    tells_deletions = True

    def __init__(self) -> None:
        self.now = NIGHT
        self.tickets: dict[int, dict[str, Any]] = {}
        self.ratings: list[dict[str, Any]] = []
        self.agents: list[dict[str, Any]] = [{"id": 17, "contact": {"email": "ada@acme.com"}}]
        self.groups = [{"id": 700, "name": "frontline"}]
        self.companies = [{"id": 70, "name": "Example Ltd", "custom_fields": {"crm_id": "crm-70"}}]

    def put(self, key: int, at: datetime, body: str = "Help", **changes: Any) -> None:
        known = self.tickets.get(key)
        created_at = _stamp(changes.pop("created_at", at))
        self.tickets[key] = {
            "id": key,
            "created_at": known["created_at"] if known else created_at,
            "updated_at": _stamp(at),
            "subject": "",
            "description": f"<div>{body}</div>",
            "description_text": body,
            "requester_id": 7,
            "requester": {"id": 7, "name": "Anna", "email": "anna@example.com"},
            "responder_id": 17,
            "company_id": 70,
            "group_id": 700,
            "status": 2,
            "priority": 2,
            "source": 1,
            "type": "Incident",
            "tags": ["beta"],
            "spam": False,
            "is_escalated": False,
            "stats": {"first_responded_at": None, "resolved_at": None, "reopened_at": None},
            "deleted": False,
            **changes,
        }

    def rate(self, key: int, at: datetime, score: int) -> None:
        """Leaves the ticket as it is."""
        ratings = {"default_question": score}
        self.ratings.append({"ticket_id": key, "created_at": _stamp(at), "ratings": ratings})

    def said_by(self, key: int, address: str) -> None:
        self.tickets[key]["requester"] = {"email": address}

    def put_broken(self, key: int, at: datetime) -> None:
        self.put(key, at, status="open", requester="anna")

    def delete(self, key: int, at: datetime) -> None:
        self.put(key, at, deleted=True)

    def lose(self, key: int) -> None:
        del self.tickets[key]

    def source(self, wire: Wire, page_size: int) -> FreshdeskTicketSource:
        return FreshdeskTicketSource("desk", URL, SecretStr(SECRET), page_size=page_size, wire=wire)

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.headers.get("Authorization") != f"Basic {_LOGIN}":
            return httpx.Response(401, json={"code": "invalid_credentials"})
        asked = request.url.params
        if request.url.path == "/api/v2/search/tickets":
            return httpx.Response(200, json={"total": self._n_found(asked["query"]), "results": []})
        if named := re.fullmatch(r"/api/v2/tickets/(\d+)", request.url.path):
            ticket = self.tickets.get(int(named[1]))
            return httpx.Response(404) if ticket is None else httpx.Response(200, json=ticket)
        page, per_page = int(asked["page"]), int(asked["per_page"])
        found: list[dict[str, Any]]
        match request.url.path:
            case "/api/v2/groups":
                found = self.groups
            case "/api/v2/agents":
                found = self.agents
            case "/api/v2/companies":
                found = self.companies
            case "/api/v2/surveys/satisfaction_ratings":
                since = asked["created_since"]
                found = [one for one in self.ratings if one["created_at"] >= since]
            case "/api/v2/tickets" if page <= 300:
                found = self._listed(asked)
            case "/api/v2/tickets":
                return httpx.Response(400, json={"description": "page: at most 300"})
            case _:
                return httpx.Response(404)
        return httpx.Response(200, json=found[(page - 1) * per_page : page * per_page])

    def _n_found(self, query: str) -> int:
        """Whole days, both bounds taken in."""
        found = re.fullmatch(
            r"\"created_at:>'(\S+)' AND created_at:<'(\S+)'(?: AND status:(\d+))?\"", query
        )
        assert found, query
        first, last, status = found.groups()
        return sum(
            first <= one["created_at"][:10] <= last
            and not (one["deleted"] or one["spam"])
            and (status is None or one["status"] == int(status))
            for one in self.tickets.values()
        )

    def _listed(self, asked: httpx.QueryParams) -> list[dict[str, Any]]:
        since = asked.get("updated_since") or _stamp(self.now - timedelta(days=30))
        state = {"deleted": (True, False), "spam": (False, True), None: (False, False)}
        wanted = state[asked.get("filter")]
        left_out = {"requester", "stats", "description", "description_text"}
        for name in asked.get("include", "").split(","):
            left_out -= {name, f"{name}_text"}
        found = [
            {name: value for name, value in one.items() if name not in left_out}
            for one in self.tickets.values()
            if (one["deleted"], one["spam"]) == wanted and one["updated_at"] >= since
        ]
        return sorted(found, key=lambda ticket: (ticket["updated_at"], ticket["id"]))


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
