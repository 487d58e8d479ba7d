"""The buttons under a message: which there are, and what one says when it is pressed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import ActionsBlock, ButtonElement
from slack_sdk.models.blocks.basic_components import PlainTextObject

from feedback.domain.issues.issue import issue_label
from feedback.domain.plans.fix_plan import FixStatus
from feedback.domain.plans.messages.digest import PlanNews
from feedback.domain.plans.responses.response import ResponseKind

LABELS = {
    ResponseKind.TOLD_CUSTOMER: "Told the customer",
    ResponseKind.STILL_HAPPENING: "Still happening",
    ResponseKind.NOT_THIS_ISSUE: "Not this issue",
    ResponseKind.ASK_PRODUCT: "Ask product",
    ResponseKind.MUTE: "Mute",
    ResponseKind.UNMUTE: "Unmute",
    ResponseKind.ACKNOWLEDGE: "Acknowledge",
}
_OUT = (FixStatus.RELEASED, FixStatus.VERIFIED_FIXED, FixStatus.REGRESSED)
"""Only what is out can still happen."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a button says about itself."""

    kind: ResponseKind
    issue: str
    """`FB-12`."""
    message: str
    """The idempotency key of the message it stands under."""


def news_buttons(item: PlanNews, key: str) -> ActionsBlock:
    """Under one issue's news to somebody who holds tickets of it."""
    kinds = [ResponseKind.TOLD_CUSTOMER]
    if item.plan.status in _OUT:
        kinds.append(ResponseKind.STILL_HAPPENING)
    kinds += [ResponseKind.NOT_THIS_ISSUE, ResponseKind.ASK_PRODUCT, ResponseKind.MUTE]
    return buttons(issue_label(item.issue_id), kinds, key)


def buttons(issue: str, kinds: Sequence[ResponseKind], key: str) -> ActionsBlock:
    """One row of buttons about an issue; the first one is the one most people want."""
    value = json.dumps({"issue": issue, "message": key}, separators=(",", ":"))
    return ActionsBlock(
        elements=[
            ButtonElement(
                text=PlainTextObject(text=LABELS[kind]),
                action_id=str(kind),
                value=value,
                style="primary" if place == 0 else None,
            )
            for place, kind in enumerate(kinds)
        ]
    )


def pressed(action_id: str, value: str) -> Pressed | None:
    """What a button says; None for one that is not ours."""
    try:
        said = json.loads(value)
        return Pressed(ResponseKind(action_id), str(said["issue"]), str(said["message"]))
    except (ValueError, TypeError, KeyError):
        return None
