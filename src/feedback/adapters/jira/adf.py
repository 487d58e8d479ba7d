"""Atlassian Document Format: what version 3 of Cloud's interface takes.

https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/ describes the nodes.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

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

Node = dict[str, Any]
_BREAKS = {"paragraph", "heading", "listItem", "tableRow", "blockquote", "codeBlock", "hardBreak"}


def document(nodes: Sequence[Node]) -> Node:
    return {"version": 1, "type": "doc", "content": list(nodes)}


def rendered(blocks: Sequence[Block]) -> list[Node]:
    return [_block(block) for block in blocks]


def _block(block: Block) -> Node:
    match block:
        case Heading(text):
            return {"type": "heading", "attrs": {"level": 3}, "content": [_span(Span(text))]}
        case Paragraph(spans):
            return paragraph(spans)
        case Bullets(items):
            return {
                "type": "bulletList",
                "content": [{"type": "listItem", "content": [paragraph(i)]} for i in items],
            }
        case Quote(spans):
            return {"type": "blockquote", "content": [paragraph(spans)]}
        case Table(header, rows):
            return {
                "type": "table",
                "content": [
                    _row("tableHeader", header),
                    *(_row("tableCell", row) for row in rows),
                ],
            }


def paragraph(spans: Sequence[Span]) -> Node:
    # A text node must not be empty.
    return {"type": "paragraph", "content": [_span(span) for span in spans if span.text]}


def _row(kind: str, cells: Sequence[str]) -> Node:
    return {
        "type": "tableRow",
        "content": [{"type": kind, "content": [paragraph((Span(cell),))]} for cell in cells],
    }


def _span(span: Span) -> Node:
    marks: list[Node] = [{"type": "strong"}] if span.is_strong else []
    if span.href:
        marks.append({"type": "link", "attrs": {"href": span.href}})
    return {"type": "text", "text": span.text, **({"marks": marks} if marks else {})}


def merged(present: Mapping[str, Any] | None, frame: Frame, blocks: Sequence[Block]) -> Node:
    """The description with our section in its place; all that others wrote stays as it is."""
    ours = [
        paragraph((Span(frame.begin),)),
        *rendered(blocks),
        paragraph((Span(frame.end),)),
    ]
    theirs = list((present or {}).get("content", ()))
    found = _ours(theirs, frame)
    if found is None:
        nodes = [*theirs, *ours]
    else:
        nodes = [*theirs[: found[0]], *ours, *theirs[found[1] + 1 :]]
    return {**document(nodes), **{k: v for k, v in (present or {}).items() if k != "content"}}


def is_same(present: Mapping[str, Any] | None, wanted: Node, frame: Frame) -> bool:
    """Whether a reader would see no difference; the key in our last line is none, nor are the
    identities and empty attributes that Jira adds to nodes."""
    return bool(_comparable(present or document(()), frame) == _comparable(wanted, frame))


def key_in(description: Mapping[str, Any] | None, frame: Frame) -> str | None:
    """The idempotency key that our section in it was written with."""
    nodes = list((description or {}).get("content", ()))
    found = _ours(nodes, frame)
    return None if found is None else written_as(text_of(nodes[found[1]]).strip(), frame)


def text_of(node: Mapping[str, Any] | None) -> str:
    """The words in it, one line a paragraph."""
    pieces: list[str] = []
    _gather(node or {}, pieces)
    lines = "".join(pieces).splitlines()
    return "\n".join(line for line in (one_line(each) for each in lines) if line)


def mentions(node: Mapping[str, Any] | None, account_id: str) -> bool:
    if node is None or not account_id:
        return False
    if node.get("type") == "mention" and node.get("attrs", {}).get("id") == account_id:
        return True
    return any(mentions(child, account_id) for child in node.get("content", ()))


def marked_section(description: Mapping[str, Any] | None, heading: str) -> str:
    """What stands under a heading of this name, up to the next heading or to our section."""
    taken: list[str] = []
    inside = False
    for node in (description or {}).get("content", ()):
        text = text_of(node)
        if node.get("type") == "heading" or text.startswith(("▼ ", "▲ ")):
            if inside:
                break
            inside = node.get("type") == "heading" and (
                text.strip(" :").casefold() == heading.casefold()
            )
        elif inside:
            taken.append(text)
    return "\n".join(taken).strip()


def length(node: Mapping[str, Any]) -> int:
    """Characters of the whole JSON: however Jira counts them, it comes to no more."""
    return len(json.dumps(node, ensure_ascii=False, separators=(",", ":")))


def _gather(node: Mapping[str, Any], pieces: list[str]) -> None:
    kind = node.get("type", "")
    if kind == "text":
        pieces.append(node.get("text", ""))
    elif kind in ("mention", "emoji"):
        pieces.append(str(node.get("attrs", {}).get("text", "")))
    for child in node.get("content", ()):
        _gather(child, pieces)
    if kind in _BREAKS:
        pieces.append("\n")


def _ours(nodes: Sequence[Mapping[str, Any]], frame: Frame) -> tuple[int, int] | None:
    return pair_of(
        ((n, text_of(one)) for n, one in enumerate(nodes) if one.get("type") == "paragraph"), frame
    )


def _comparable(node: Any, frame: Frame) -> Any:
    if isinstance(node, list | tuple):
        return [_comparable(one, frame) for one in node]
    if not isinstance(node, Mapping):
        return node
    if node.get("type") == "paragraph" and text_of(node).startswith(frame.end_mark):
        return frame.end_mark
    kept = {name: _comparable(value, frame) for name, value in node.items() if name != "attrs"}
    attrs = {name: value for name, value in node.get("attrs", {}).items() if name != "localId"}
    if attrs and not str(node.get("type", "")).startswith("table"):
        kept["attrs"] = attrs
    return {name: value for name, value in kept.items() if value not in ([], None)}
