"""Jira's wiki text: what Data Center shows, and version 2 of Cloud's interface takes.

https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa describes the notation.
"""

import re
from collections.abc import Sequence

from feedback.adapters.jira.blocks import (
    Block,
    Bullets,
    Frame,
    Heading,
    Paragraph,
    Quote,
    Span,
    Table,
    one_line,
    pair_of,
    written_as,
)

_JOINER = "\u2060"
"""Word joiner: no width, and no markup goes on behind it."""
_BEHIND_BACKSLASH = re.compile(
    r"[\[\]{}*^~+!|]"  # markup wherever it stands
    r"|(?<!\w)[-_]|[-_](?!\w)"  # at the edge of a word only: FB-12 and work_item are words
    r"|\?(?=\?)|(?<=\?)\?"  # ??a citation??
    r"|^#"  # a list
    r"|\((?=[a-z/*]+\)|[!?+-]\))"  # signs that become pictures
    r"|(?<=[:;])[()]|(?<=[:;]-)[()]",  # faces
    re.IGNORECASE,
)
_BEFORE_JOINER = re.compile(
    r"\\(?![\w\s])"  # two are a line break, and one would take the next sign along
    r"|&(?=#?\w+;)"  # Data Center would show an entity, Cloud its letters
    r"|[:;](?=-?[DP]\b)"
    r"|^(?:h[1-6]|bq)(?=\.)",  # a heading, a quote
    re.IGNORECASE,
)
_URL = re.compile(r"(https?://[^\s|\\\[\]{}<>\"]+)", re.IGNORECASE)
_HEADING = re.compile(r"^h[1-6]\.\s*(.*)$", re.IGNORECASE)


def escaped(text: str) -> str:
    """Words as they are: no character of them is markup.

    The signs that a backslash covers are those of Atlassian's own renderer and of its transformer
    to documents: - # * _ + ? ^ ~ | % { } [ ] ( ) ! @. Addresses stay whole, so that they lead on.
    """
    pieces = [piece if n % 2 else _words(piece) for n, piece in enumerate(_URL.split(text))]
    for n in range(1, len(pieces), 2):
        if pieces[n + 1].startswith("\\"):
            pieces[n] += " "  # or the address would go on with the backslash
    return "".join(pieces)


def _words(text: str) -> str:
    joined = _BEFORE_JOINER.sub(rf"\g<0>{_JOINER}", text)
    return _BEHIND_BACKSLASH.sub(r"\\\g<0>", joined)


def _cell(text: str) -> str:
    # A bar ends a cell, whatever stands before it. An empty cell would make a header of the next.
    return escaped(text.replace("|", "¦")) or " "


def rendered(blocks: Sequence[Block]) -> str:
    return "\n\n".join(map(_block, blocks))


def _block(block: Block) -> str:
    match block:
        case Heading(text):
            return f"h3. {escaped(text)}"
        case Paragraph(spans):
            return _spans(spans)
        case Bullets(items):
            return "\n".join(f"* {_spans(spans)}" for spans in items)
        case Quote(spans):
            return f"bq. {_spans(spans)}"
        case Table(header, rows):
            lines = ["||" + "||".join(map(escaped, header)) + "||"]
            lines += ["|" + "|".join(map(_cell, row)) + "|" for row in rows]
            return "\n".join(lines)


def _spans(spans: Sequence[Span]) -> str:
    return "".join(map(_span, spans))


def _span(span: Span) -> str:
    text = escaped(span.text)
    if span.href:
        return f"[{text}|{_address(span.href)}]"
    if span.is_strong:
        words = text.strip()
        return f"*{words}*" + text[len(text.rstrip()) :]
    return text


def _address(href: str) -> str:
    return "".join(f"%{ord(c):02X}" if c in "|[]{}\\ " else c for c in href)


def merged(present: str | None, frame: Frame, blocks: Sequence[Block]) -> str:
    """The description with our section in its place; all that others wrote stays as it is."""
    ours = f"{frame.begin}\n\n{rendered(blocks)}\n\n{frame.end}"
    text = present or ""
    found = _ours(text, frame)
    if found is None:
        return f"{text}\n\n{ours}" if text.strip() else ours
    start, end = found
    return text[:start] + ours + text[end:]


def is_same(present: str | None, wanted: str, frame: Frame) -> bool:
    """Whether a reader would see no difference; the key in our last line is none."""
    return _comparable(present or "", frame) == _comparable(wanted, frame)


def key_in(description: str | None, frame: Frame) -> str | None:
    """The idempotency key that our section in it was written with."""
    found = _ours(description or "", frame)
    if found is None:
        return None
    return written_as((description or "")[found[0] : found[1]].splitlines()[-1].strip(), frame)


def text_of(body: str | None) -> str:
    return body or ""


def marked_section(description: str | None, heading: str) -> str:
    """What stands under a heading of this name, up to the next heading or to our section."""
    taken: list[str] = []
    inside = False
    for line in (description or "").splitlines():
        title = _HEADING.match(line.strip())
        if title or line.startswith(("▼ ", "▲ ")):
            if inside:
                break
            inside = bool(title) and _is_named(title[1] if title else "", heading)
        elif inside:
            taken.append(line.rstrip())
    return "\n".join(taken).strip()


def _is_named(title: str, heading: str) -> bool:
    return one_line(title).strip("*_ :").casefold() == heading.casefold()


def _ours(text: str, frame: Frame) -> tuple[int, int] | None:
    marks, place = [], 0
    for line in text.splitlines(keepends=True):
        marks.append((place, line))
        place += len(line)
    found = pair_of(marks, frame)
    if found is None:
        return None
    start, last = found
    lines = text[last:].splitlines()
    return start, last + len(lines[0])


def _comparable(text: str, frame: Frame) -> list[str]:
    # Jira ends lines with \r\n.
    return [
        frame.end_mark if line.startswith(frame.end_mark) else line for line in text.splitlines()
    ]


def length(text: str) -> int:
    return len(text)


def mentions(body: str | None, account: str) -> bool:
    """Data Center names a user, Cloud an account."""
    marks = (f"[~{account}]", f"[~accountid:{account}]")
    return bool(account) and any(mark in (body or "") for mark in marks)
