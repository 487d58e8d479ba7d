"""Contact forms: the message in them is the customer's, the fields around it are not."""

import re
from collections.abc import Sequence
from enum import Enum, auto

from feedback.domain.tickets.words import form_labels
from feedback.domain.tickets.words.mail_headers import header_block

_LABELLED = re.compile(
    r"^[\s*_#>•|-]{0,6}(?P<label>[^\W\d_][^:：\n|]{0,40}?)[*_\s]{0,4}[:：|][*_\s]{0,4}(?P<value>.*)$"
)
_LABEL_ALONE = re.compile(
    r"^[\s*_#>•-]{0,6}(?P<label>[^\W\d_][^:：\n|?]{0,40}?)[*_\s]{0,4}\?[*_\s:]*$"
)
_MAX_LEAD_LINES = 3
"""Such as "New submission from your website"."""
_LOOKED_AT = 30
"""Lines from the first field on; longer forms have told by then that they are one."""
_MAX_FIELD_WORDS = 8
"""A label amid a message may be part of a sentence: "Note: …" of twenty words is one."""


class _Holds(Enum):
    WHO = auto()
    AROUND = auto()
    SUBJECT = auto()
    MESSAGE = auto()


_LABELS = (
    (_Holds.MESSAGE, form_labels.MESSAGE),
    (_Holds.SUBJECT, form_labels.SUBJECT),
    (_Holds.WHO, form_labels.WHO),
    (_Holds.AROUND, form_labels.AROUND),
)


def words_of_form(text: str) -> str | None:
    """What the customer wrote into a contact form; None where `text` is none.

    A form begins, after at most three lines such as "New submission", with a labelled field that
    asks who writes or is about them, and has at least two fields, one of which asks who writes or
    holds the message. The message field and what follows it is the message; without one it is the
    subject and every line that has no label.
    """
    lines = text.splitlines()
    filled = [number for number, line in enumerate(lines) if line.strip()]
    start = next((n for n in filled[: _MAX_LEAD_LINES + 1] if _holds(lines[n]) is not None), None)
    if start is None:
        return None
    fields = [_holds(line) for line in lines[start : start + _LOOKED_AT]]
    n_fields = len(fields) - fields.count(None)
    n_about = fields.count(_Holds.WHO) + fields.count(_Holds.AROUND)
    has_message = _Holds.MESSAGE in fields
    if n_fields < 2 or not n_about or not (has_message or fields.count(_Holds.WHO) > 1):
        return None
    if not has_message and header_block(lines, start) is not None:
        return None  # the head of a mail
    return _message(lines[start:]) if has_message else _unlabelled(lines[start:])


def _message(lines: Sequence[str]) -> str:
    kept: list[str] = []
    is_message = False
    for line in lines:
        held = _holds(line)
        if held is _Holds.MESSAGE:
            is_message = True
            kept.append(_value(line))
        elif held is not None and len(_value(line).split()) <= _MAX_FIELD_WORDS:
            is_message = False
        elif is_message:
            kept.append(line)
    return "\n".join(kept).strip()


def _unlabelled(lines: Sequence[str]) -> str:
    kept = []
    for line in lines:
        held = _holds(line)
        if held is _Holds.SUBJECT:
            kept.append(_value(line))
        elif held is None:
            kept.append(line)
    return "\n".join(kept).strip()


def _holds(line: str) -> _Holds | None:
    """What the field on this line holds; None for a line without a label that forms have."""
    found = _LABELLED.match(line) or _LABEL_ALONE.match(line)
    if found is None:
        return None
    label = " ".join(found["label"].casefold().replace("’", "'").split()).rstrip("?")
    return next((holds for holds, labels in _LABELS if label in labels), None)


def _value(line: str) -> str:
    found = _LABELLED.match(line)
    return found["value"].strip() if found else ""
