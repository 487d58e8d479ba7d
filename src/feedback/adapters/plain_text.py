"""HTML to the text a person would have read."""

import re

_TAG = re.compile(
    r"</?(?:p|div|br|html|body|table|t[dr]|span|a|ul|ol|li|h[1-6]|b|i|strong|em|blockquote)\b"
    r"[^<>]*>",
    re.IGNORECASE,
)


def plain_text(text: str) -> tuple[str, bool]:
    """The text without markup, and whether there was any."""
    if not _TAG.search(text):
        return text, False
    from inscriptis import get_text

    return get_text(text).strip(), True
