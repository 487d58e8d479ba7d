"""`docs/messages.md`: every message as Slack shows it, from the blocks that the tests expect.

Write it again with `python -m tests.slack_messages.page`.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from feedback.adapters.store.publishing.content_codec import from_text
from feedback.domain.message import Message

EXAMPLES = Path(__file__).parent
PAGE = Path("docs/messages.md")
ORDER = (
    "digest", "overdue", "released", "verified_fixed", "regressed", "wont_fix", "contradiction",
    "urgent", "team", "product", "answer", "escalation", "scorecard", "german", "right_to_left",
    "markup", "eighty_tickets", "too_much",
)  # fmt: skip
_LINK = r"(<https?://[^>]*>)"
_MARKUP = _LINK[:-1] + r"|(?<!\w)\*[^*\n]+\*(?!\w))"
_INTRODUCTION = """# Messages

What support agents, product and escalation contacts get in Slack, shown from the very blocks that
the tests expect (`tests/slack_messages/`); `python -m tests.slack_messages.page` writes this
page again. Nobody gets the same news twice, and a night is one message a reader.

Buttons do what `feedback respond` does on the command line. *Still happening* is shown only once a
fix is out. [slack.md](slack.md) says how to set Slack up and what its limits are.
"""


def example(name: str) -> dict[str, Any]:
    """One case: content, links, and the blocks and the text expected of them."""
    found: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return found


def message_of(case: Mapping[str, Any]) -> Message:
    """What the message of a case says, read as the ledger reads it."""
    content = from_text(json.dumps(case["content"]))
    assert isinstance(content, Message)
    return content


def page() -> str:
    parts = [_INTRODUCTION]
    for name in ORDER:
        case = example(name)
        parts.append(f"## {case['title']}\n\n{case['about']}\n")
        shown = "\n\n".join(markdown(block) for block in case["blocks"])
        parts.append("\n".join(f"> {row}".rstrip() for row in shown.splitlines()) + "\n")
        parts.append(
            f"Without blocks (notifications, screen readers):\n\n{_fenced(case['text'])}\n"
        )
    return "\n".join(parts)


def markdown(block: Mapping[str, Any]) -> str:
    """One block in the Markdown that code hosts show."""
    match block["type"]:
        case "header":
            return f"### {_literal(block['text']['text'])}"
        case "section":
            return _from_mrkdwn(block["text"]["text"])
        case "context":
            return "\n\n".join(
                f"<sub>{_from_mrkdwn(one['text'])}</sub>" for one in block["elements"]
            )
        case "actions":
            return " ".join(f"<kbd>{one['text']['text']}</kbd>" for one in block["elements"])
        case _:
            return "---"


def _from_mrkdwn(text: str) -> str:
    shown, last = "", ""
    for row in text.split("\n"):
        mark = next((mark for mark in ("> ", "• ") if row.startswith(mark)), "")
        if shown:
            shown += "<br>\n" if mark == last == "" else "\n" if mark == last else "\n\n"
        pieces = re.split(_MARKUP, row.removeprefix(mark))
        shown += mark.replace("•", "-") + "".join(map(_piece, pieces))
        last = mark
    return shown


def _piece(text: str) -> str:
    if text.startswith("<http"):
        url, _, label = text[1:-1].partition("|")
        return f"[{_literal(label or url)}]({url})"
    if re.fullmatch(r"\*[^*\n]+\*", text):
        inner = "".join(map(_piece, re.split(_LINK, text[1:-1])))
        return f"**{inner}**"
    return _literal(text)


def _literal(text: str) -> str:
    return re.sub(r"([\\`*_~\[\]|#])", r"\\\1", text)


def _fenced(text: str) -> str:
    return f"```\n{text}\n```"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
