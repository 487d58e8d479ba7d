"""What Slack says when somebody presses a button or sends a form, as values; nothing is trusted."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from feedback.adapters.slack.blocks.buttons import Pressed, pressed
from feedback.adapters.slack.buttons.forms import CALLBACK, form_says


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are in the workspace: what is not about us is not heard."""

    team_id: str
    bot_id: str


@dataclass(frozen=True, slots=True)
class Press:
    """One answer of one person, as Slack tells it."""

    button: Pressed
    user_id: str
    channel: str
    """Where the message stands."""
    thread_ts: str | None
    trigger_id: str
    """Lets us open a form within three seconds."""
    at: datetime | None
    """When it was pressed, by Slack's clock; a form does not say."""
    is_form: bool = False
    text: str = ""
    tickets: tuple[int, ...] = field(default=())
    """Of a form: the places of the chosen tickets in the message."""


def read_press(request: Mapping[str, Any], us: Identity) -> Press | None:
    """None for what is not ours: another workspace, another app's message, a link, nonsense."""
    try:
        if _text(request, "team", "id") != us.team_id:
            return None
        match request["type"]:
            case "block_actions":
                return _from_button(request, us)
            case "view_submission":
                return _from_form(request, us)
    except (KeyError, TypeError, ValueError, IndexError):
        return None
    return None


def _from_button(request: Mapping[str, Any], us: Identity) -> Press | None:
    # Of what only one person saw Slack does not say who wrote it; only ours come over this
    # connection, and the message that the button names must be in the ledger.
    is_private = (request.get("container") or {}).get("is_ephemeral") is True
    if not is_private and _text(request, "message", "bot_id") != us.bot_id:
        return None
    action = request["actions"][0]
    button = pressed(str(action["action_id"]), str(action.get("value", "")))
    if button is None:
        return None
    return Press(
        button=button,
        user_id=_text(request, "user", "id"),
        channel=_text(request, "channel", "id"),
        thread_ts=(request.get("message") or {}).get("thread_ts"),
        trigger_id=str(request["trigger_id"]),
        at=datetime.fromtimestamp(float(action["action_ts"]), UTC),
    )


def _from_form(request: Mapping[str, Any], us: Identity) -> Press | None:
    view = request["view"]
    if view.get("callback_id") != CALLBACK or view.get("bot_id") != us.bot_id:
        return None
    kept = json.loads(view["private_metadata"])
    button = pressed(kept["kind"], json.dumps({"issue": kept["issue"], "message": kept["message"]}))
    if button is None:
        return None
    text, tickets = form_says(view["state"]["values"])
    return Press(
        button=button,
        user_id=_text(request, "user", "id"),
        channel=str(kept["channel"]),
        thread_ts=kept.get("thread_ts"),
        trigger_id="",
        at=None,
        is_form=True,
        text=text,
        tickets=tickets,
    )


def _text(request: Mapping[str, Any], *path: str) -> str:
    found: Any = request
    for name in path:
        found = found[name]
    if not isinstance(found, str):
        raise TypeError(path)
    return found
