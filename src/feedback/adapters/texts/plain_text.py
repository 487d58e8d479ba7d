"""Converts HTML to the text that a person would read."""

import html
import re

from feedback.domain.tickets.words.visible import without_encoded_files

_MARKS = re.compile(r"<!doctype html|<!--\[if|<html[\s>]|<\?xml:namespace", re.IGNORECASE)
_VOID_TAG = re.compile(r"<(?:br|hr|img|wbr|meta|link|input|area|col|embed)\b[^<>]*>", re.IGNORECASE)
_BLOCK_FIRST = re.compile(r"\s*<(?:p|div|span|table|ul|ol|h[1-6]|body)\b[^<>]*>", re.IGNORECASE)
"""HTML leaves ends out (`<p>One<p>Two`)."""
_PAIR = re.compile(r"<(?P<name>[a-z][a-z0-9]*(?::[a-z]+)?)\b[^<>]*>", re.IGNORECASE)
_NEWER = frozenset({"bdi", "data", "dialog", "main", "picture", "search", "slot", "template"})
"""Tags of HTML that lxml's list lacks."""
_OFFICE = re.compile(r"[ovw]:\w+|st1:\w+")
"""Tags of Microsoft Office in mail."""
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,31}\d{0,2});", re.IGNORECASE)
_ANY_TAG = re.compile(
    r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[^<>]*>", re.DOTALL | re.IGNORECASE
)


def plain_text(text: str) -> tuple[str, bool]:
    """The text without markup, and whether there was any.

    HTML is known by its marks, by a tag that needs no end (`<br>`, `<img …>`) or by a tag of HTML
    or Office with its end; `List<String>` and pasted XML stay as they are. Entities are decoded.
    """
    if "<" in text or len(text) > 1000:
        text = without_encoded_files(text)
    if not _is_html(text):
        return (html.unescape(text), True) if _ENTITY.search(text) else (text, False)
    from inscriptis import get_text

    found = get_text(text).strip()
    # Its parser gives up on what is nested hundreds deep, words and all.
    return found or html.unescape(" ".join(_ANY_TAG.sub(" ", text).split())), True


def _is_html(text: str) -> bool:
    if "<" not in text:
        return False
    if _MARKS.search(text) or _VOID_TAG.search(text) or _BLOCK_FIRST.match(text):
        return True
    from lxml.html.defs import tags

    lower = text.lower()
    return any(
        (name in tags or name in _NEWER or _OFFICE.fullmatch(name)) and f"</{name}" in lower
        for name in {found["name"].lower() for found in _PAIR.finditer(text)}
    )
