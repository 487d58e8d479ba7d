"""Slack's end of Socket Mode: hands out envelopes, and keeps what was acknowledged.

Shapes: https://docs.slack.dev/apis/events-api/using-socket-mode and
https://docs.slack.dev/reference/interaction-payloads/block_actions-payload.
"""

import json
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from tests.stand_ins.slack import APP, BOT, TEAM, Slack


class Socket:
    """What goes to the app, and what comes back from it."""

    def __init__(self) -> None:
        self.envelopes: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self.acknowledged: queue.Queue[str] = queue.Queue()
        self.n_connections = 0
        self._n_sent = 0

    def send(self, payload: dict[str, Any], envelope_id: str = "") -> str:
        self._n_sent += 1
        envelope_id = envelope_id or f"envelope-{self._n_sent}"
        self.envelopes.put(
            {
                "envelope_id": envelope_id, "type": "interactive", "payload": payload,
                "accepts_response_payload": payload["type"] == "view_submission",
            }
        )  # fmt: skip
        return envelope_id

    def disconnect(self) -> None:
        """Slack asks the app to connect anew, as it does every few hours."""
        self.envelopes.put(None)

    def serve(self, connection: ServerConnection) -> None:
        self.n_connections += 1
        connection.send(json.dumps({"type": "hello", "num_connections": 1}))
        try:
            while True:
                try:
                    envelope = self.envelopes.get(timeout=0.02)
                except queue.Empty:
                    connection.ping()
                    continue
                if envelope is None:
                    connection.send(
                        json.dumps({"type": "disconnect", "reason": "refresh_requested"})
                    )
                    return
                connection.send(json.dumps(envelope))
                self.acknowledged.put(json.loads(connection.recv(timeout=5))["envelope_id"])
        except ConnectionClosed:
            return


@contextmanager
def opened(slack: Slack) -> Iterator[Socket]:
    socket = Socket()
    with serve(socket.serve, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        slack.socket_url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}/link"
        yield socket
        server.shutdown()


def press(
    message: dict[str, Any], kind: str, user: str, channel: str, issue: str
) -> dict[str, Any]:
    """What Slack says when somebody presses one of the message's buttons."""
    action = next(
        one for block in message["blocks"] if block["type"] == "actions"
        for one in block["elements"]
        if one["action_id"] == kind and json.loads(one["value"])["issue"] == issue
    )  # fmt: skip
    return {
        "type": "block_actions", "api_app_id": APP, "trigger_id": "1.2.three",
        "team": {"id": TEAM, "domain": "palletry"},
        "user": {"id": user, "username": "x", "team_id": TEAM},
        "channel": {"id": channel, "name": "directmessage"},
        "container": {"type": "message", "message_ts": message["ts"], "channel_id": channel},
        "message": message,
        "actions": [{**action, "action_ts": "1773111600.123456"}],
    }  # fmt: skip


def pressed_in_private(hint: dict[str, Any], kind: str, issue: str) -> dict[str, Any]:
    """The same in what only one person saw: Slack then does not say what the message was."""
    told = press({**hint, "ts": "1.2"}, kind, hint["user"], hint["channel"], issue)
    del told["message"]
    return {**told, "container": {**told["container"], "is_ephemeral": True}}


def sent_form(view: dict[str, Any], user: str, **values: Any) -> dict[str, Any]:
    """What Slack says when somebody sends a form: `text=…` or `tickets=["0", "2"]`."""
    state: dict[str, Any] = {}
    if "text" in values:
        state["text"] = {"text": {"type": "plain_text_input", "value": values["text"]}}
    if "tickets" in values:
        chosen = [{"text": {}, "value": value} for value in values["tickets"]]
        state["tickets"] = {"tickets": {"type": "multi_static_select", "selected_options": chosen}}
    return {
        "type": "view_submission", "api_app_id": APP, "team": {"id": TEAM},
        "user": {"id": user, "team_id": TEAM},
        "view": {**view, "bot_id": BOT, "state": {"values": state}},
    }  # fmt: skip
