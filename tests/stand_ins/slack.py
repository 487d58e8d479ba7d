"""Slack, as far as the adapter speaks to it: over real HTTP, with its limits, and with faults.

It refuses what Slack refuses: too many blocks, too long ones, two messages a second to one
conversation, a channel the app is not in. Shapes are those of docs.slack.dev and of slack-sdk's
typed answers; where the 2021 description says something, a contract test holds it to that.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from tests.stand_ins.line import NIGHT

TOKEN, APP_TOKEN = "xoxb-very-secret", "xapp-very-secret"
SCOPES = (
    "chat:write", "users:read", "users:read.email", "im:write", "im:history", "channels:read",
    "channels:history", "groups:read", "groups:history",
)  # fmt: skip
TEAM, APP, BOT = "T0PALLETRY", "A0FEEDBACK", "B0FEEDBACK"
_REFUSAL_OF_LENGTH = 13_172
Answer = tuple[int, dict[str, Any], dict[str, str]]


@dataclass(frozen=True)
class Trouble:
    """What happens to one request. `Trouble()` alone: the connection drops before it is read."""

    is_after: bool = False
    """Whether Slack does what it was asked before the fault."""
    answer: Answer | None = None
    """None: no answer at all."""


def limited(seconds: int) -> Trouble:
    body = {"ok": False, "error": "ratelimited"}
    return Trouble(answer=(429, body, {"Retry-After": str(seconds)}))


def refusing(code: str, **more: Any) -> Trouble:
    return Trouble(answer=(200, {"ok": False, "error": code, **more}, {}))


@dataclass
class Clock:
    """Sleeping moves it, and nothing else does."""

    at: float = NIGHT.timestamp() + 60
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.at += seconds


class Slack:
    """One workspace. `url` is where it answers while `open()` is entered."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.scopes = set(SCOPES)
        self.users: dict[str, dict[str, Any]] = {}
        self.channels: dict[str, dict[str, Any]] = {}
        self.messages: dict[str, list[dict[str, Any]]] = {}
        self.ephemeral: list[dict[str, Any]] = []
        self.views: list[dict[str, Any]] = []
        self.socket_url = ""
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.answered: list[tuple[str, dict[str, Any]]] = []
        self.trouble: Callable[[int, str], Trouble | None] = lambda _n, _method: None
        self.url = ""
        self._n_ts = 0
        self._posted_at: dict[str, float] = {}
        self._tiers: dict[str, list[float]] = {}

    # --- What a test sets up. ---

    def add_user(self, user_id: str, email: str, **more: Any) -> None:
        profile = {"email": email, "real_name": email.partition("@")[0].title()}
        self.users[user_id] = {
            "id": user_id, "team_id": TEAM, "name": email.partition("@")[0], "deleted": False,
            "is_bot": False, "profile": profile, **more,
        }  # fmt: skip

    def add_channel(self, key: str, name: str, **more: Any) -> None:
        self.channels[key] = {
            "id": key, "name": name, "is_channel": True, "is_private": False, "is_archived": False,
            "is_member": True, "is_im": False, **more,
        }  # fmt: skip

    def said(self, conversation: str) -> list[dict[str, Any]]:
        """Everything that stands in a conversation, oldest first, replies as well."""
        return sorted(self.messages.get(conversation, []), key=lambda message: message["ts"])

    def everything(self) -> list[dict[str, Any]]:
        return [one for conversation in sorted(self.messages) for one in self.said(conversation)]

    @contextmanager
    def open(self) -> Iterator["Slack"]:
        slack = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(size).decode()
                if "json" in self.headers.get("Content-Type", ""):
                    arguments = json.loads(body or "{}")
                else:
                    arguments = dict(parse_qsl(body))
                path, _, query = self.path.partition("?")
                arguments |= dict(parse_qsl(query))
                answer = slack.hear(
                    path.removeprefix("/api/"), arguments, self.headers.get("Authorization", "")
                )
                if answer is None:
                    self.close_connection = True
                    self.connection.close()
                    return
                status, content, headers = answer
                data = json.dumps(content).encode()
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def finish(self) -> None:
                if not self.connection._closed:  # type: ignore[attr-defined]
                    super().finish()

            def log_message(self, *_: Any) -> None:
                """A test says nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{server.server_address[1]}/api/"
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()

    # --- What it answers. ---

    def hear(self, method: str, arguments: dict[str, Any], credential: str) -> Answer | None:
        """None: the connection drops."""
        self.asked.append((method, arguments))
        trouble = self.trouble(len(self.asked), method)
        if trouble is None or trouble.is_after:
            answer = self._answer(method, arguments, credential)
            self.answered.append((method, answer[1]))
        if trouble is not None:
            return trouble.answer
        return answer

    def _answer(self, method: str, arguments: dict[str, Any], credential: str) -> Answer:
        headers = {"x-oauth-scopes": ",".join(sorted(self.scopes))}
        wanted = APP_TOKEN if method == "apps.connections.open" else TOKEN
        if credential != f"Bearer {wanted}":
            return 200, {"ok": False, "error": "invalid_auth"}, headers
        try:
            answer = getattr(self, "_" + method.replace(".", "_").lower())(**arguments)
        except _No as no:
            return 200, {"ok": False, **no.answer}, {**headers, **no.headers}
        return 200, {"ok": True, **answer}, headers

    def _needs(self, scope: str) -> None:
        if scope not in self.scopes:
            provided = ",".join(sorted(self.scopes))
            raise _No("missing_scope", needed=scope, provided=provided)

    def _auth_test(self) -> dict[str, Any]:
        return {
            "url": "https://palletry.slack.com/", "team": "Palletry", "user": "feedback",
            "team_id": TEAM, "user_id": "U0BOT", "bot_id": BOT, "is_enterprise_install": False,
        }  # fmt: skip

    def _users_lookupbyemail(self, email: str) -> dict[str, Any]:
        self._needs("users:read.email")
        self._tier_3("users.lookupByEmail")
        for user in self.users.values():
            if user["profile"]["email"] == email:
                return {"user": user}
        raise _No("users_not_found")

    def _users_info(self, user: str) -> dict[str, Any]:
        self._needs("users:read")
        self._tier("users.info", 100)
        if user not in self.users:
            raise _No("user_not_found")
        return {"user": self.users[user]}

    def _users_list(self, **arguments: Any) -> dict[str, Any]:
        self._needs("users:read")
        self._tier("users.list", 20)
        rows = list(self.users.values())
        return {**self._page("members", rows, arguments), "cache_ts": int(self.clock.at)}

    def _conversations_open(self, users: str) -> dict[str, Any]:
        self._needs("im:write")
        self._tier_3("conversations.open")
        if users not in self.users:
            raise _No("user_not_found")
        if self.users[users]["deleted"]:
            raise _No("user_disabled")
        return {"channel": {"id": self._direct(users)}}

    def _direct(self, user: str) -> str:
        key = "D" + user[1:]
        self.channels.setdefault(
            key, {"id": key, "is_im": True, "user": user, "is_member": True, "is_archived": False}
        )
        return key

    def _conversations_list(self, **arguments: Any) -> dict[str, Any]:
        self._needs("channels:read")
        rows = [
            one for one in self.channels.values()
            if not one["is_im"] and (one["is_member"] or not one["is_private"])
        ]  # fmt: skip
        return self._page("channels", rows, arguments)

    def _conversations_info(self, channel: str) -> dict[str, Any]:
        return {"channel": self._seen(channel)}

    def _conversations_history(
        self,
        channel: str,
        include_all_metadata: str = "0",
        oldest: str = "0",
        latest: str = "9999999999",
        inclusive: str = "0",
        **arguments: Any,
    ) -> dict[str, Any]:
        found = self._seen(channel)
        kind = "im" if found["is_im"] else "groups" if found["is_private"] else "channels"
        self._needs(f"{kind}:history")
        self._member(found)
        rows = [
            one for one in reversed(self.said(channel))
            if one.get("thread_ts", one["ts"]) == one["ts"] or one.get("subtype")
        ]  # fmt: skip
        edges = (oldest, latest) if inclusive == "1" else ()
        rows = [
            r for r in rows if float(oldest) < float(r["ts"]) < float(latest) or r["ts"] in edges
        ]
        answer = self._page("messages", _with_metadata(rows, include_all_metadata), arguments)
        more = {"pin_count": 0, "channel_actions_ts": None, "channel_actions_count": 0}
        return {**answer, **more}

    def _conversations_replies(
        self, channel: str, ts: str, include_all_metadata: str = "0", **arguments: Any
    ) -> dict[str, Any]:
        self._member(self._seen(channel))
        rows = [one for one in self.said(channel) if one.get("thread_ts", one["ts"]) == ts]
        if not rows:
            raise _No("thread_not_found")
        return self._page("messages", _with_metadata(rows, include_all_metadata), arguments)

    def _chat_postmessage(
        self, channel: str, text: str, blocks: list[Any], **more: Any
    ) -> dict[str, Any]:
        self._needs("chat:write")
        if channel in self.users and not self.users[channel]["deleted"]:
            channel = self._direct(channel)
        self._member(self._seen(channel))
        self._pace(channel)
        check_blocks(blocks)
        if (thread := more.get("thread_ts")) and not self._find(channel, thread):
            raise _No("thread_not_found")
        self._n_ts += 1
        ts = f"{int(self.clock.at)}.{self._n_ts:06d}"
        message = {
            "type": "message", "ts": ts, "user": "U0BOT", "bot_id": BOT, "app_id": APP,
            "team": TEAM, "text": text, "blocks": blocks,
            **{name: more[name] for name in ("metadata", "thread_ts") if name in more},
        }  # fmt: skip
        if more.get("reply_broadcast"):
            message["subtype"] = "thread_broadcast"
        self.messages.setdefault(channel, []).append(message)
        return {"channel": channel, "ts": ts, "message": message}

    def _chat_update(
        self, channel: str, ts: str, text: str, blocks: list[Any], metadata: dict[str, Any]
    ) -> dict[str, Any]:
        self._needs("chat:write")
        message = self._find(channel, ts)
        if message is None:
            raise _No("message_not_found")
        check_blocks(blocks)
        message |= {"text": text, "blocks": blocks, "metadata": metadata, "edited": {"ts": ts}}
        return {"channel": channel, "ts": ts, "text": text, "message": message}

    def _chat_postephemeral(self, channel: str, user: str, **content: Any) -> dict[str, Any]:
        self._needs("chat:write")
        self._member(self._seen(channel))
        if "blocks" in content:
            check_blocks(content["blocks"])
        self.ephemeral.append({"channel": channel, "user": user, **content})
        return {"message_ts": f"{int(self.clock.at)}.999999"}

    def _views_open(self, trigger_id: str, view: dict[str, Any]) -> dict[str, Any]:
        if trigger_id == "expired":
            raise _No("expired_trigger_id")
        self.views.append(view)
        return {"view": {"id": "V1", **view}}

    def _apps_connections_open(self) -> dict[str, Any]:
        return {"url": self.socket_url}

    def _find(self, channel: str, ts: str) -> dict[str, Any] | None:
        return next((one for one in self.messages.get(channel, []) if one["ts"] == ts), None)

    def _seen(self, channel: str) -> dict[str, Any]:
        found = self.channels.get(channel)
        if found is None or (found.get("is_private") and not found["is_member"]):
            raise _No("channel_not_found")
        return found

    def _member(self, channel: dict[str, Any]) -> None:
        if channel["is_archived"]:
            raise _No("is_archived")
        if not channel["is_member"]:
            raise _No("not_in_channel")

    def _pace(self, channel: str) -> None:
        last = self._posted_at.get(channel, 0.0)
        if self.clock.at - last < 1:
            raise _No("ratelimited", headers={"Retry-After": "1"})
        self._posted_at[channel] = self.clock.at

    def _tier_3(self, method: str) -> None:
        self._tier(method, 50)

    def _tier(self, method: str, per_minute: int) -> None:
        """https://docs.slack.dev/apis/web-api/rate-limits"""
        asked = self._tiers.setdefault(method, [])
        asked[:] = [*(at for at in asked if at > self.clock.at - 60), self.clock.at]
        if len(asked) > per_minute:
            raise _No("ratelimited", headers={"Retry-After": "30"})

    def _page(self, name: str, rows: list[Any], arguments: dict[str, Any]) -> dict[str, Any]:
        start, limit = int(arguments.get("cursor") or 0), int(arguments["limit"])
        rest = start + limit < len(rows)
        return {
            name: rows[start : start + limit],
            **({"has_more": rest} if name == "messages" else {}),
            "response_metadata": {"next_cursor": str(start + limit) if rest else ""},
        }


class _No(Exception):
    def __init__(self, error: str, headers: dict[str, str] | None = None, **more: Any) -> None:
        self.answer = {"error": error, **more}
        self.headers = headers or {}


def _with_metadata(rows: list[dict[str, Any]], asked: str) -> list[dict[str, Any]]:
    if asked == "1":
        return rows
    return [{name: value for name, value in one.items() if name != "metadata"} for one in rows]


def check_blocks(blocks: list[dict[str, Any]]) -> None:
    """What https://docs.slack.dev/reference/block-kit/blocks says of each block in use."""
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if not 1 <= len(blocks) <= 50 or len(ids) != len(set(ids)) or any(len(i) > 255 for i in ids):
        raise _No("invalid_blocks")
    if len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) > _REFUSAL_OF_LENGTH:
        raise _No("msg_blocks_too_long")
    for block in blocks:
        match block["type"]:
            case "section":
                is_good = _words(block["text"], 3000)
            case "header":
                is_good = block["text"]["type"] == "plain_text" and _words(block["text"], 150)
            case "context":
                is_good = all(_words(one, 3000) for one in block["elements"])
            case "actions":
                actions = [one["action_id"] for one in block["elements"]]
                is_good = 1 <= len(actions) <= 25 and len(actions) == len(set(actions)) and all(
                    _words(one["text"], 75) and len(one["value"]) <= 2000
                    for one in block["elements"]
                )  # fmt: skip
            case other:
                is_good = other == "divider"
        if not is_good:
            raise _No("invalid_blocks")


def _words(text: dict[str, Any], limit: int) -> bool:
    return 1 <= len(text["text"].encode("utf-16-le")) // 2 <= limit
