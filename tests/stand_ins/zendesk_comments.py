"""Comments on Zendesk tickets, in memory: private ones are added and redacted, none is edited."""

import json
import re
from html import unescape
from typing import Any

import httpx

_REDACTED = re.compile(r"<redact>(.*?)</redact>", re.DOTALL)


class ZendeskComments:
    """Ticket → its comments, oldest first."""

    def __init__(self) -> None:
        self.of: dict[int, list[dict[str, Any]]] = {}
        self.logs: dict[int, list[dict[str, Any]]] = {}
        """Ticket → the events of its conversation."""
        self.log_fault: int = 0
        """What is answered instead of a conversation log; 0: nothing is."""
        self.closed: set[int] = set()
        self.may_redact = True
        self.page_size = 100

    def answer(self, request: httpx.Request) -> httpx.Response | None:
        """None for what is not about comments."""
        path, method = request.url.path, request.method
        if method == "GET" and path == "/api/v2/users/me":
            user = {"id": 17, "name": "Sync", "role": "admin"}
            return httpx.Response(200, json={"user": user})
        if found := re.fullmatch(r"/api/v2/tickets/(\d+)/conversation_log", path):
            return self._log(int(found[1]), request.url.params)
        if found := re.fullmatch(r"/api/v2/tickets/(\d+)/comments", path):
            return self._listed(int(found[1]), request.url.params)
        if method == "PUT" and (found := re.fullmatch(r"/api/v2/tickets/(\d+)", path)):
            return self._added(int(found[1]), json.loads(request.content))
        if method == "PUT" and (found := re.fullmatch(r"/api/v2/comment_redactions/(\d+)", path)):
            return self._redacted(int(found[1]), json.loads(request.content))
        return None

    def live(self, ticket: int) -> list[str]:
        """What can be read of the notes on a ticket, one text each; blanked ones are left out."""
        said = [one["plain_body"] for one in self.of[ticket] if one["public"] is False]
        return [text for text in said if "▇" not in text]

    def _log(self, ticket: int, asked: httpx.QueryParams) -> httpx.Response:
        if self.log_fault:
            return httpx.Response(self.log_fault, json={"error": "no"})
        if ticket not in self.logs:
            return _not_found()
        start = int(asked.get("page[after]", 0))
        end = start + self.page_size
        events = self.logs[ticket]
        meta = {"has_more": end < len(events), "after_cursor": str(end)}
        return httpx.Response(200, json={"events": events[start:end], "meta": meta})

    def _listed(self, ticket: int, asked: httpx.QueryParams) -> httpx.Response:
        if ticket not in self.of:
            return _not_found()
        ordered = list(self.of[ticket])
        if asked.get("sort") == "-created_at":
            ordered.reverse()
        start = int(asked.get("page[after]", 0))
        end = start + self.page_size
        meta = {"has_more": end < len(ordered), "after_cursor": str(end)}
        return httpx.Response(200, json={"comments": ordered[start:end], "meta": meta})

    def _added(self, ticket: int, body: dict[str, Any]) -> httpx.Response:
        if ticket not in self.of:
            return _not_found()
        if ticket in self.closed:
            return httpx.Response(422, json={"error": "RecordInvalid"})
        html = body["ticket"]["comment"]["html_body"]
        said: dict[str, Any] = {
            "id": 9_000 + sum(map(len, self.of.values())),
            "author_id": 17,
            "public": body["ticket"]["comment"]["public"],
            **_bodies(f'<div class="zd-comment" dir="auto">{html}</div>'),
        }
        self.of[ticket].append(said)
        event = {"id": said["id"], "type": "Comment", "body": said["body"]}
        changed = {"id": ticket, "requester_id": 7}
        return httpx.Response(200, json={"ticket": changed, "audit": {"events": [event]}})

    def _redacted(self, comment_id: int, body: dict[str, Any]) -> httpx.Response:
        if not self.may_redact:
            return httpx.Response(403, json={"error": "Forbidden"})
        found = [one for one in self.of.get(body["ticket_id"], ()) if one["id"] == comment_id]
        if not found:
            return _not_found()
        unmarked = body["html_body"].replace("<redact>", "").replace("</redact>", "")
        if unmarked.replace(" redact>", ">") != found[0]["html_body"]:
            return httpx.Response(422, json={"error": "the comment reads differently"})
        html = re.sub(r"<a [^>]* redact>", "<a>", body["html_body"])
        html = _REDACTED.sub(lambda mark: "▇" * len(unescape(mark[1])), html)
        found[0].update(_bodies(html))
        return httpx.Response(200, json={"comment": found[0]})


def _bodies(html: str) -> dict[str, str]:
    lines = re.sub(r"</p>|<br>", "\n", html)
    plain = unescape(re.sub(r"<[^>]*>", "", lines)).strip()
    return {"html_body": html, "body": plain, "plain_body": plain}


def _not_found() -> httpx.Response:
    return httpx.Response(404, json={"error": "RecordNotFound"})
