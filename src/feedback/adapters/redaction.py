"""Masking personal data with Presidio's pattern recognisers. Offline.

Each recogniser is called directly: the analyser engine around them would load a language model
whose findings (names, places) are not wanted here, and takes most of the time.
"""

import hashlib
import hmac
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from feedback.ports import Masked

KINDS = {
    "EMAIL_ADDRESS": "email",
    "CREDIT_CARD": "card",
    "IBAN_CODE": "iban",
    "IP_ADDRESS": "ip",
    "PHONE_NUMBER": "phone",
}
# Strongest evidence first: a card number also looks like a phone number.
ORDER = tuple(KINDS)

_MAY_BE_NUMBER = re.compile(r"\d[\d\s().\-/]{5,}\d")
_LONG_RUN = re.compile(r"\w{41,}")
"""Longer than any number we look for."""
MAX_LOCAL_CHARS, MAX_DOMAIN_CHARS = 128, 256
"""RFC 5321, 4.5.3.1, allows 64 and 255 octets."""
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d\b|(?:19|20)\d\d[./-]\d\d[./-]\d\d\b")
_NAMED_NUMBER = re.compile(
    r"(?:\b(?:order|ticket|invoice|case|booking|shipment|tracking|serial|reference|ref|id|sku|"
    r"auftrag\w*|bestell\w*|rechnung\w*|sendung\w*|commande|facture|pedido|factura)"
    r"[\s:#.]{0,3}(?:number|num|no|nr|id)?[\s:#.]{0,3}|#|\b(?!TEL|FAX|MOB)(?-i:[A-Z]{2,5})-)$",
    re.IGNORECASE,
)
_VERSION = re.compile(r"\b(?:version|release|build|ver|v)[\s:.]{0,2}$", re.IGNORECASE)
_MAY_BE_IP = re.compile(r"\d\.\d{1,3}\.\d{1,3}\.\d|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f]{0,4}:")


class PresidioRedactor:
    """Masks e-mail addresses, cards, IBANs, IP addresses and phone numbers as `[email]` etc.

    `regions` are the countries (ISO codes) in whose national format phone numbers are found;
    international ones are found anyway. `pseudonym_key` keys the pseudonyms of requesters: with
    an empty one, whoever knows an address can compute its pseudonym.
    """

    def __init__(self, regions: Sequence[str], pseudonym_key: str) -> None:
        self._key = pseudonym_key.encode()
        self._regions = tuple(regions)

    @cached_property
    def _recognisers(self) -> dict[str, Any]:
        return _recognisers(self._regions)

    def mask(self, text: str) -> Masked:
        counts: Counter[str] = Counter()
        for entity in ORDER:
            if not _worth_a_look(entity, text):
                continue
            for start, end in _without_overlaps(self._find(entity, text)):
                text = f"{text[:start]}[{KINDS[entity]}]{text[end:]}"
                counts[KINDS[entity]] += 1
        return Masked(text, counts)

    def _find(self, entity: str, text: str) -> Iterator[tuple[int, int]]:
        for offset, part in _parts_to_search(entity, text):
            for found in self._recognisers[entity].analyze(part, [entity], None) or []:
                start, end = offset + found.start, offset + found.end
                if not _is_known_otherwise(entity, text, start, end):
                    yield start, end

    def pseudonym(self, requester: str) -> str:
        address = requester.strip().lower()
        if not address:
            return ""
        return hmac.new(self._key, address.encode(), hashlib.sha256).hexdigest()[:24]


def _worth_a_look(entity: str, text: str) -> bool:
    """Whether a recogniser could find anything: most texts hold nothing that it looks for."""
    match entity:
        case "EMAIL_ADDRESS":
            return "@" in text
        case "IP_ADDRESS":
            return _MAY_BE_IP.search(text) is not None
        case "IBAN_CODE":
            return any(character.isdigit() for character in text)
        case _:
            return _MAY_BE_NUMBER.search(text) is not None


def _parts_to_search(entity: str, text: str) -> Iterator[tuple[int, str]]:
    """Parts of the text, with where they begin, that hold all there is to find.

    The recognisers' expressions are quadratic in long runs without a blank: 50,000 characters of
    "a.a.a…@" took 95 seconds, as many digits 15.
    """
    if entity != "EMAIL_ADDRESS":
        yield 0, _LONG_RUN.sub(lambda run: "x" * len(run[0]), text)
        return
    start = end = 0
    for at in re.finditer("@", text):
        if at.start() - MAX_LOCAL_CHARS > end:
            yield start, text[start:end]
            start = at.start() - MAX_LOCAL_CHARS
        end = at.start() + MAX_DOMAIN_CHARS
    yield start, text[start:end]


def _is_known_otherwise(entity: str, text: str, start: int, end: int) -> bool:
    """Whether what looks like personal data is said to be something else."""
    before, found = text[max(start - 40, 0) : start], text[start:end]
    match entity:
        case "PHONE_NUMBER":
            date = _DATE.match(found)
            rest = sum(character.isdigit() for character in found[date.end() :]) if date else 0
            return (date is not None and rest < 7) or (
                not found.startswith("+") and _NAMED_NUMBER.search(before) is not None
            )
        case "IP_ADDRESS":
            return _VERSION.search(before) is not None
        case _:
            return False


def _without_overlaps(spans: Any) -> list[tuple[int, int]]:
    """The longest of overlapping spans, last first: replacing keeps the others' places."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if all(end <= other_start or start >= other_end for other_start, other_end in kept):
            kept.append((start, end))
    return sorted(kept, reverse=True)


@contextmanager
def _as_if_missing(module: str) -> Iterator[None]:
    """Presidio imports transformers' pipelines if it can, four seconds for what is never called
    here, and does without them (huggingface_token_pipe.py) if it cannot."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]  # how Python marks "cannot be imported"
    try:
        yield
    finally:
        del sys.modules[module]


def _recognisers(regions: Sequence[str]) -> dict[str, Any]:
    # Imported here: it brings spaCy along, which takes seconds.
    with _as_if_missing("transformers"):
        from presidio_analyzer import PatternRecognizer
        from presidio_analyzer.predefined_recognizers import (
            CreditCardRecognizer,
            EmailRecognizer,
            IbanRecognizer,
            IpRecognizer,
            PhoneRecognizer,
        )

    return {
        # Presidio's own pattern without its check of the top-level domain: that check goes to the
        # network, and an address within a company (ada@host.corp) is personal data as well.
        "EMAIL_ADDRESS": PatternRecognizer(
            supported_entity="EMAIL_ADDRESS", patterns=EmailRecognizer.PATTERNS
        ),
        "CREDIT_CARD": CreditCardRecognizer(),
        "IBAN_CODE": IbanRecognizer(),
        "IP_ADDRESS": IpRecognizer(),
        "PHONE_NUMBER": PhoneRecognizer(supported_regions=tuple(regions)),
    }
