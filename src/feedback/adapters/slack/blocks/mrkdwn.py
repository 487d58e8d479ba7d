"""Words for Slack's mrkdwn: escaped, cut to a length without breaking anything, free of tricks.

Slack takes three characters as its own and wants them as entities: `&`, `<` and `>`
(https://docs.slack.dev/messaging/formatting-message-text). Everything that came from outside goes
through here before it stands in a message.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator

import regex

ELLIPSIS = "…"
_MAX_ADDRESS = 500
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_URL = re.compile(r"https?://[^\s<>|\"“”]*[^\s<>|\"“”.,;:!?)\]}'’]")
# Marks that turn the direction of everything behind them: a ticket must not turn our words.
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
# There is no way to escape these, so one-line texts get characters that look alike.
_LOOK_ALIKE = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ"})
_ITALIC = re.compile(r"(?<!\w)_|_(?!\w)")


def size(text: str) -> int:
    """Length as Slack's limits are kept here: UTF-16 units, the larger of two ways to count."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def line(text: str, limit: int) -> str:
    """Somebody's words as one line in which nothing is markup, at most `limit` long escaped."""
    return fit(_ITALIC.sub("＿", _one_line(text).translate(_LOOK_ALIKE)), limit)


def plain_line(text: str, limit: int) -> str:
    """The same for a `plain_text` object, where nothing needs to be escaped."""
    return _isolated(_cut(_one_line(text), limit - 2, str))


def paragraphs(text: str, limit: int) -> str:
    """Somebody's words with their own lines and markup; addresses in them become links."""
    kept = "\n".join(row.rstrip() for row in _clean(text).strip().splitlines())
    return fit(re.sub(r"\n{3,}", "\n\n", kept), limit, with_links=True)


def fit(text: str, limit: int, *, with_links: bool = False) -> str:
    """`text` escaped, at most `limit` long, never cut within an entity, a link or a character."""
    return _isolated(_cut(text, limit - 2, _linked if with_links else escaped))


def escaped(text: str) -> str:
    return "".join(_ENTITIES.get(character, character) for character in text)


def link(url: str, label: str) -> str:
    """`<url|label>` for a web address, else the label alone. `label` is escaped already.

    Without the link as well where the address would take the room of the words.
    """
    address = escaped(url)
    if not re.match(r"https?://[^\s<>|]+$", url) or len(address) > _MAX_ADDRESS:
        return label
    return f"<{address}|{label}>"


def _one_line(text: str) -> str:
    return " ".join(_clean(text).split())


def _clean(text: str) -> str:
    return _CONTROL.sub(" ", _TURNING.sub("", text))


def _linked(text: str) -> str:
    return f"<{escaped(text)}>" if _URL.fullmatch(text) else escaped(text)


def _cut(text: str, limit: int, shown: Callable[[str], str]) -> str:
    """As many pieces as fit, each as `shown` writes it; an ellipsis stands for what does not."""
    # Nothing gets shorter by being shown: what stands far behind the limit need not be looked at.
    pieces = [shown(piece) for piece in _pieces(text[: limit + 100])]
    if sum(map(size, pieces)) <= limit:
        return "".join(pieces)
    kept, room = [], limit - size(ELLIPSIS)
    for piece in pieces:
        if (room := room - size(piece)) < 0:
            break
        kept.append(piece)
    return "".join(kept).rstrip() + ELLIPSIS


def _pieces(text: str) -> Iterator[str]:
    """What must not be cut: web addresses, and characters as people see them (UAX #29)."""
    at = 0
    for found in _URL.finditer(text):
        yield from regex.findall(r"\X", text[at : found.start()])
        yield found[0]
        at = found.end()
    yield from regex.findall(r"\X", text[at:])


def _isolated(text: str) -> str:
    """Text that runs from right to left, in marks that keep its direction to itself."""
    if text.isascii():
        return text
    runs_left = any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)
    return f"\u2068{text}\u2069" if runs_left else text
