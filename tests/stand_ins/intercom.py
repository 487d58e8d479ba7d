"""Intercom's search of conversations, in memory; dates have only `>` and `<`."""

import json
from datetime import datetime
from typing import Any

import httpx
from pydantic import SecretStr

from feedback.adapters.helpdesks.intercom import IntercomTicketSource
from feedback.adapters.web_client.http import Wire
from tests.stand_ins.line import SECRET

URL = "https://api.intercom.io"


class IntercomDesk:
    tells_deletions = False

    def __init__(self) -> None:
        self.conversations: dict[int, dict[str, Any]] = {}
        self.parts: dict[int, list[dict[str, Any]]] = {}
        self.admins = [{"type": "admin", "id": "17", "name": "Ada", "email": "ada@acme.com"}]
        self.teams = [{"type": "team", "id": "814865", "name": "frontline", "admin_ids": [17]}]

    def put(self, key: int, at: datetime, body: str = "Help", **changes: Any) -> None:
        known = self.conversations.get(key)
        created_at = int(changes.pop("created_at", at).timestamp())
        self.conversations[key] = {
            "type": "conversation",
            "id": str(key),
            "title": None,
            "created_at": known["created_at"] if known else created_at,
            "updated_at": int(at.timestamp()),
            "waiting_since": None,
            "snoozed_until": None,
            "open": True,
            "state": "open",
            "read": True,
            "priority": "not_priority",
            "admin_assignee_id": 17,
            "team_assignee_id": 814865,
            "tags": {"type": "tag.list", "tags": [{"type": "tag", "id": "1", "name": "beta"}]},
            "conversation_rating": None,
            "source": {
                "type": "email",
                "id": "3",
                "delivered_as": "customer_initiated",
                "subject": "",
                "body": f"<p>{body}</p>",
                "author": {"type": "user", "id": "5f", "name": "Anna", "email": "anna@example.com"},
                "attachments": [],
                "url": None,
                "redacted": False,
            },
            "contacts": {
                "type": "contact.list",
                "contacts": [{"type": "contact", "id": "5f", "external_id": "70"}],
            },
            "teammates": None,
            "custom_attributes": {},
            "statistics": None,
            **changes,
        }

    def said_by(self, key: int, address: str) -> None:
        self.conversations[key]["source"]["author"]["email"] = address

    def put_broken(self, key: int, at: datetime) -> None:
        self.put(key, at)
        self.conversations[key] |= {"source": "email", "tags": [1]}

    def delete(self, key: int, at: datetime) -> None:
        self.lose(key)

    def lose(self, key: int) -> None:
        del self.conversations[key]

    def source(self, wire: Wire, page_size: int) -> IntercomTicketSource:
        return IntercomTicketSource("desk", URL, SecretStr(SECRET), page_size=page_size, wire=wire)

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.headers.get("Authorization") != f"Bearer {SECRET}":
            return _error(401, "unauthorized")
        match request.method, request.url.path.strip("/").split("/"):
            case "GET", ["teams"]:
                return httpx.Response(200, json={"type": "team.list", "teams": self.teams})
            case "GET", ["admins"]:
                return httpx.Response(200, json={"type": "admin.list", "admins": self.admins})
            case "POST", ["conversations", "search"]:
                return self._search(json.loads(request.content))
            case "GET", ["conversations", key] if int(key) in self.conversations:
                parts = self.parts.get(int(key), [])
                whole = self.conversations[int(key)] | {
                    "conversation_parts": {
                        "type": "conversation_part.list",
                        "conversation_parts": parts,
                        "total_count": len(parts),
                    }
                }
                return httpx.Response(200, json=whole)
        return _error(404, "not_found")

    def _search(self, asked: dict[str, Any]) -> httpx.Response:
        filters = asked["query"]["value"]
        if any(one["operator"] not in ("=", "<", ">") for one in filters):
            return _error(400, "parameter_invalid")
        found = sorted(
            key
            for key, one in self.conversations.items()
            if all(_holds(one[by["field"]], by["operator"], by["value"]) for by in filters)
        )
        per_page = asked["pagination"]["per_page"]
        after = int(asked["pagination"].get("starting_after", "0"))
        rest = [key for key in found if key > after]
        page = rest[:per_page]
        pages: dict[str, Any] = {
            "type": "pages", "page": 1, "per_page": per_page,
            "total_pages": -(-len(found) // per_page),
        }  # fmt: skip
        if len(rest) > len(page):
            pages["next"] = {"per_page": per_page, "starting_after": str(page[-1])}
        return httpx.Response(
            200,
            json={
                "type": "conversation.list",
                "pages": pages,
                "total_count": len(found),
                "conversations": [self.conversations[key] for key in page],
            },
        )


def _holds(value: int, operator: str, bound: int) -> bool:
    return {"=": value == bound, "<": value < bound, ">": value > bound}[operator]


def _error(status: int, code: str) -> httpx.Response:
    errors = [{"code": code, "message": code}]
    return httpx.Response(status, json={"type": "error.list", "errors": errors})
