"""Converts HTML to the text that a person would read."""

import re

_TAG = re.compile(
    r"</?(?:p|div|br|html|body|table|t[dr]|span|a|ul|ol|li|h[1-6]|b|i|strong|em|blockquote)\b"
    r"[^<>]*>",
    re.IGNORECASE,
)
_ANY_TAG = re.compile(
    r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[^<>]*>", re.DOTALL | re.IGNORECASE
)


def plain_text(text: str) -> tuple[str, bool]:
    """The text without markup, and whether there was any."""
    if not _TAG.search(text):
        return text, False
    from inscriptis import get_text

    found = get_text(text).strip()
    # Its parser fails on markup that is nested hundreds deep, and drops the text.
    return found or " ".join(_ANY_TAG.sub(" ", text).split()), True
