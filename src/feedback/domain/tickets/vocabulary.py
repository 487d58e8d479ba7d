"""The words of vendors and languages for status, priority, flags, ratings and hours.

Nothing is guessed: a word that is not known here is None, is counted as not understood, and waits
for a person to map it.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TypeVar

from feedback.domain.tickets.ticket import TicketPriority, TicketStatus
from feedback.domain.tickets.words.phrases import phrases
from feedback.domain.tickets.words.vendor_words import (
    FLAGS,
    NO_RATING,
    PRIORITIES,
    RATINGS,
    STATUSES,
)

_Meaning = TypeVar("_Meaning")
_remembered = lru_cache(maxsize=512)
"""A column repeats a few words; most of reading a row would be looking them up again."""


def _by_word(lists: Mapping[_Meaning, str]) -> dict[str, _Meaning]:
    return {plain_word(word): meant for meant, words in lists.items() for word in phrases(words)}


def plain_word(text: str) -> str:
    """`text` as it is looked up: lower case, without accents and marks."""
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(mark for mark in text if not unicodedata.combining(mark))
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


def _look_up(word: str, meanings: Mapping[str, _Meaning]) -> _Meaning | None:
    """What a word means: as it stands, without what is in brackets ("Closed (no reply)"), or by one
    of its parts next to a number or a code ("1 - Urgent", "P3 - Medium")."""
    bare = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", word)
    unnumbered = re.sub(r"^\W*\d{1,2}\W+|\W+\d{1,2}\W*$", "", bare)
    for candidate in (word, bare, unnumbered, *re.split(r"\s*[-–—:/|.]+\s+|(?<=\d)[.:)]\s*", bare)):
        found = meanings.get(plain_word(candidate))
        if found is not None:
            return found
    return None


_STATUSES = _by_word(STATUSES)
_PRIORITIES = _by_word(PRIORITIES)
_FLAGS = _by_word(FLAGS)
_RATINGS = _by_word(RATINGS)
_NO_RATING = frozenset(map(plain_word, phrases(NO_RATING)))
_STARS = re.compile(r"[★⭐]\ufe0f?")
_OUT_OF = re.compile(
    r"(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:/|out of|of|von|sur|de|su|van|z)\s*(\d{1,3})(?: stars?)?"
)
_NUMBER = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)(?: ?stars?)?")
_CLOCK = re.compile(r"(\d{1,4}):(\d\d)(?::(\d\d))?")
_UNITS = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(d(?:ays?)?|tage?|h(?:(?:ou)?rs?)?|std\.?|stunden?|m(?:in(?:ute)?s?)?\.?"
    r"|s(?:ec(?:ond)?s?)?\.?)(?![a-z])"
)
_HOURS_OF_UNIT = {"d": 24.0, "ta": 24.0, "h": 1.0, "st": 1.0, "m": 1 / 60, "s": 1 / 3600}


Meaning = TicketStatus | TicketPriority | bool | int | float
"""What a word of a field can mean."""


def meaning_of(name: str, word: str) -> Meaning | None:
    """What a word means in a field of `TicketFacts`; None if it is not known, or the field has no
    such words."""
    return MEANINGS[name](word) if name in MEANINGS else None


@_remembered
def status_of(word: str) -> TicketStatus | None:
    """What a status of a helpdesk means; None if the word is not known."""
    return _look_up(word, _STATUSES)


@_remembered
def priority_of(word: str) -> TicketPriority | None:
    """What a priority of a helpdesk means; None if the word is not known."""
    return _look_up(word, _PRIORITIES)


@_remembered
def flag_of(word: str) -> bool | None:
    """Yes or no; None if the word is not known."""
    return True if word.strip() in ("✓", "✔", "☑") else _FLAGS.get(plain_word(word))


@_remembered
def rating_of(text: str) -> int | None:
    """A rating on the scale of 1 (worst) to 5 (best); None if it is not understood.

    "4", "4,0", "4/5", "8 out of 10", "90 %", "★★★★", "good" are. A bare number above 5 is not: its
    scale is unknown.
    """
    plain = " ".join(text.casefold().split())
    if stars := len(_STARS.findall(plain)):
        return stars if stars <= 5 else None
    if found := _OUT_OF.fullmatch(plain):
        given, scale = float(found[1].replace(",", ".")), int(found[2])
        return _on_five(given / scale) if scale and given <= scale else None
    if plain.endswith("%") and (found := _NUMBER.fullmatch(plain[:-1].strip())):
        share = float(found[1].replace(",", ".")) / 100
        return _on_five(share) if share <= 1 else None
    if found := _NUMBER.fullmatch(plain):
        rating = round(float(found[1].replace(",", ".")))
        return rating if 1 <= rating <= 5 else None
    return _look_up(plain, _RATINGS)


@_remembered
def is_no_rating(word: str) -> bool:
    """Whether a word says that there is no rating yet."""
    return plain_word(word) in _NO_RATING


def _on_five(share: float) -> int:
    return max(1, round(share * 5))


@_remembered
def hours_of(text: str) -> float | None:
    """Hours of work; None if they are not understood. "1.5", "1,5", "1h 30m", "0:45", "90 min"."""
    plain = " ".join(text.casefold().split())
    if re.fullmatch(r"\d+(?:[.,]\d+)?", plain):
        return float(plain.replace(",", "."))
    if found := _CLOCK.fullmatch(plain):
        return int(found[1]) + int(found[2]) / 60 + int(found[3] or 0) / 3600
    parts = _UNITS.findall(plain)
    if parts and not _UNITS.sub("", plain).strip(" ,and"):
        return sum(float(number.replace(",", ".")) * _unit_hours(unit) for number, unit in parts)
    return None


def _unit_hours(unit: str) -> float:
    return _HOURS_OF_UNIT.get(unit[:2]) or _HOURS_OF_UNIT[unit[0]]


MEANINGS: Mapping[str, Callable[[str], Meaning | None]] = {
    "status": status_of,
    "priority": priority_of,
    "is_escalated": flag_of,
    "csat": rating_of,
    "handling_hours": hours_of,
}
"""The fields that are told in words."""
