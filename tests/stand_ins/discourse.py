"""One category of a Discourse community, in memory: the last bumped topic first, pinned ones
before."""

from datetime import UTC, datetime
from typing import Any

import httpx
from pydantic import SecretStr

from feedback.adapters.helpdesks.discourse import DiscourseTicketSource
from feedback.adapters.web_client.http import Wire
from tests.stand_ins.line import SECRET


class DiscourseDesk:
    tells_deletions = False

    def __init__(self, zone: str = "UTC") -> None:
        self.topics: dict[int, dict[str, Any]] = {}
        self.words: dict[int, str] = {}
        self.writers: dict[int, str] = {}
        self.page_size = 2

    def put(self, key: int, at: datetime, body: str = "Help", **changes: Any) -> None:
        known = self.topics.get(key)
        self.words[key] = body
        self.writers.setdefault(key, "ada")
        self.topics[key] = {
            "id": key,
            "title": "Help",
            "created_at": known["created_at"] if known else _stamp(at),
            "bumped_at": _stamp(at),
            "pinned": False,
            "closed": False,
            "archived": False,
            "has_accepted_answer": changes.pop("status", "") == "solved",
            "tags": ["printing", {"id": 3, "name": "jam", "slug": "jam"}],
            **changes,
        }

    def said_by(self, key: int, address: str) -> None:
        self.writers[key] = address

    def put_broken(self, key: int, at: datetime) -> None:
        self.put(key, at, created_at=[])

    def delete(self, key: int, at: datetime) -> None:
        self.lose(key)

    def lose(self, key: int) -> None:
        del self.topics[key]

    def source(self, wire: Wire, page_size: int) -> DiscourseTicketSource:
        self.page_size = page_size
        return DiscourseTicketSource(
            "desk", "https://community.example", SecretStr(SECRET), ["support/5"], wire=wire
        )

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.headers.get("Api-Key") != SECRET:
            return httpx.Response(403, json={"errors": ["invalid_access"]})
        match request.url.path.removesuffix(".json").split("/"):
            case ["", "c", "support", "5", "l", "latest"]:
                return httpx.Response(200, json=self._listed(int(request.url.params["page"])))
            case ["", "t", key] if int(key) in self.topics:
                return httpx.Response(200, json={"post_stream": {"posts": self._posts(int(key))}})
            case _:
                return httpx.Response(404, json={"errors": ["not_found"]})

    def _listed(self, page: int) -> dict[str, Any]:
        newest = sorted(
            self.topics.values(),
            key=lambda topic: (topic["pinned"], topic["bumped_at"]),
            reverse=True,
        )
        first, end = page * self.page_size, (page + 1) * self.page_size
        more = {"more_topics_url": f"/c/support/5/l/latest?page={page + 1}"}
        return {"topic_list": {"topics": newest[first:end], **(more if end < len(newest) else {})}}

    def _posts(self, key: int) -> list[dict[str, Any]]:
        first = {
            "cooked": f"<p>{self.words[key]}</p>",
            "username": self.writers[key],
            "staff": False,
        }
        answer = {"cooked": "<p>We look</p>", "username": "bo", "staff": True,
                  "created_at": "2026-03-09T02:00:00.000Z"}  # fmt: skip
        return [first, answer]


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
