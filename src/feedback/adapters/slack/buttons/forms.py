"""The forms that open where a button alone does not say enough: which tickets, or what to ask."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import (
    InputBlock,
    Option,
    PlainTextInputElement,
    StaticMultiSelectElement,
)
from slack_sdk.models.blocks.basic_components import PlainTextObject
from slack_sdk.models.views import View

from feedback.adapters.slack.blocks.buttons import LABELS, Pressed
from feedback.adapters.slack.blocks.mrkdwn import plain_line
from feedback.domain.plans.messages.digest import AffectedTicket
from feedback.domain.plans.responses.response import ResponseKind

CALLBACK = "feedback_response"
_MAX_OPTIONS = 100
_MAX_OPTION = 75
_MAX_QUESTION = 2000
_TEXT, _TICKETS = "text", "tickets"
_BY_TICKET = (
    ResponseKind.TOLD_CUSTOMER,
    ResponseKind.STILL_HAPPENING,
    ResponseKind.NOT_THIS_ISSUE,
)


def needs_form(kind: ResponseKind, tickets: Sequence[AffectedTicket]) -> bool:
    """Whether to ask back: for a question always, else where it is not clear which ticket."""
    return kind is ResponseKind.ASK_PRODUCT or (needs_choice(kind) and len(tickets) > 1)


def needs_choice(kind: ResponseKind) -> bool:
    """Whether an answer of this kind is about tickets, and not about the issue as a whole."""
    return kind in _BY_TICKET


def form(
    button: Pressed, tickets: Sequence[AffectedTicket], channel: str, thread_ts: str | None
) -> View:
    """`channel` and `thread_ts`: where the person is told what became of it."""
    kept = {
        "kind": str(button.kind),
        "issue": button.issue,
        "message": button.message,
        "channel": channel,
        "thread_ts": thread_ts,
    }
    return View(
        type="modal",
        callback_id=CALLBACK,
        title=PlainTextObject(text=LABELS[button.kind]),
        submit=PlainTextObject(text="Send"),
        close=PlainTextObject(text="Cancel"),
        private_metadata=json.dumps(kept, separators=(",", ":")),
        blocks=[
            _question(button.issue)
            if button.kind is ResponseKind.ASK_PRODUCT
            else _choice(button, tickets)
        ],
    )


def form_says(values: Mapping[str, Any]) -> tuple[str, tuple[int, ...]]:
    """The text of a form that was sent, and the places of the tickets chosen in it."""
    text = ((values.get(_TEXT) or {}).get(_TEXT) or {}).get("value") or ""
    chosen = ((values.get(_TICKETS) or {}).get(_TICKETS) or {}).get("selected_options") or ()
    return str(text), tuple(int(one["value"]) for one in chosen)


def _question(issue: str) -> InputBlock:
    return InputBlock(
        block_id=_TEXT,
        label=PlainTextObject(text=f"What do you want to ask product about {issue}?"),
        element=PlainTextInputElement(
            action_id=_TEXT, multiline=True, min_length=1, max_length=_MAX_QUESTION
        ),
        hint=PlainTextObject(text="It becomes a comment on the work item, with your name."),
    )


def _choice(button: Pressed, tickets: Sequence[AffectedTicket]) -> InputBlock:
    options = [
        Option(
            text=PlainTextObject(
                text=plain_line(f"{ticket.key} {ticket.customer} {ticket.subject}", _MAX_OPTION)
            ),
            value=str(place),
        )
        for place, ticket in enumerate(tickets[:_MAX_OPTIONS])
    ]
    is_all = button.kind is ResponseKind.TOLD_CUSTOMER
    return InputBlock(
        block_id=_TICKETS,
        label=PlainTextObject(text="Which tickets?"),
        element=StaticMultiSelectElement(
            action_id=_TICKETS, options=options, initial_options=options if is_all else None
        ),
    )
