"""Masking personal data with Presidio's pattern recognisers. Offline.

Each recogniser is called directly: the analyser engine around them would load a language model
whose findings (names, places) are not wanted here, and takes most of the time.
"""

import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Sequence
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
_MAY_BE_IP = re.compile(r"\d+\.\d+\.\d+\.\d+|[0-9A-Fa-f]*:[0-9A-Fa-f]*:")


class PresidioRedactor:
    """Masks e-mail addresses, cards, IBANs, IP addresses and phone numbers as `[email]` etc.

    `regions` are the countries (ISO codes) in whose national format phone numbers are found;
    international ones are found anyway. `pseudonym_key` keys the pseudonyms of requesters: with
    an empty one, whoever knows an address can compute its pseudonym.
    """

    def __init__(self, regions: Sequence[str], pseudonym_key: str) -> None:
        self._key = pseudonym_key.encode()
        self._recognisers = _recognisers(regions)

    def mask(self, text: str) -> Masked:
        counts: Counter[str] = Counter()
        for entity in ORDER:
            if not _worth_a_look(entity, text):
                continue
            found = self._recognisers[entity].analyze(text, [entity], None) or []
            for start, end in _without_overlaps((r.start, r.end) for r in found):
                text = f"{text[:start]}[{KINDS[entity]}]{text[end:]}"
                counts[KINDS[entity]] += 1
        return Masked(text, counts)

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


def _without_overlaps(spans: Any) -> list[tuple[int, int]]:
    """The longest of overlapping spans, last first: replacing keeps the others' places."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if all(end <= other_start or start >= other_end for other_start, other_end in kept):
            kept.append((start, end))
    return sorted(kept, reverse=True)


def _recognisers(regions: Sequence[str]) -> dict[str, Any]:
    # Imported here: it brings spaCy along, which takes seconds.
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
