"""Masking personal data and secrets with Presidio's pattern recognisers. Offline.

Each recogniser is called directly: Presidio's analyser engine would load a language model for
findings that are not needed here (names, places), and it takes most of the time.
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

from feedback.adapters.texts.redaction_rules import LOWER_IBAN, is_known_otherwise, worth_a_look
from feedback.adapters.texts.secret_patterns import secret_spans
from feedback.domain.customers.requesters import address_of
from feedback.ports import Masked

SECRET = "SECRET"
KINDS = {
    SECRET: "secret",
    "EMAIL_ADDRESS": "email",
    "IBAN_CODE": "iban",
    "CREDIT_CARD": "card",
    "IP_ADDRESS": "ip",
    "US_SSN": "national_id",
    "UK_NINO": "national_id",
    "ES_NIF": "national_id",
    "ES_NIE": "national_id",
    "IT_FISCAL_CODE": "national_id",
    "DE_TAX_ID": "national_id",
    "PL_PESEL": "national_id",
    "PHONE_NUMBER": "phone",
}
# Strongest evidence first: a card number also looks like a phone number, part of an IBAN's digits
# like a card, and a password before a host (user:word@host) like an address.
ORDER = tuple(KINDS)
Span = tuple[int, int, str]
"""A position in a text, and the kind of what was found there."""

_BLANK = "\u2588"
"""Replaces each finding: not a letter, digit or space, so that no match spans it."""
_LONG_RUN = re.compile(r"\w{41,}")
"""Longer than any number we look for."""
MAX_LOCAL_CHARS, MAX_DOMAIN_CHARS = 128, 256
"""RFC 5321, 4.5.3.1, allows 64 and 255 octets."""


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
        spans = self.spans(text)
        parts, at = [], 0
        for start, end, kind in spans:
            parts += [text[at:start], f"[{kind}]"]
            at = end
        return Masked("".join([*parts, text[at:]]), Counter(kind for _, _, kind in spans))

    def spans(self, text: str) -> list[Span]:
        """What `mask` would replace, from left to right."""
        kept: list[Span] = []
        hidden = text  # findings are blanked for the recognisers that follow
        for entity in ORDER:
            if not worth_a_look(entity, hidden):
                continue
            for start, end in _without_overlaps(self._find(entity, hidden)):
                hidden = f"{hidden[:start]}{_BLANK * (end - start)}{hidden[end:]}"
                kept.append((start, end, KINDS[entity]))
        return sorted(kept)

    def _find(self, entity: str, text: str) -> Iterator[tuple[int, int]]:
        if entity == SECRET:
            yield from secret_spans(text)
            return
        if entity == "IBAN_CODE" and LOWER_IBAN.search(text) and len(text.upper()) == len(text):
            # Only then: words in capitals after it could be taken for its end.
            yield from self._find(entity, text.upper())
        for offset, part in _parts_to_search(entity, text):
            for found in self._recognisers[entity].analyze(part, [entity], None) or []:
                start, end = offset + found.start, offset + found.end
                if not is_known_otherwise(entity, text, start, end):
                    yield start, end

    def pseudonym(self, requester: str) -> str:
        address = address_of(requester).lower()
        if not address:
            return ""
        return hmac.new(self._key, address.encode(), hashlib.sha256).hexdigest()[:24]


def _parts_to_search(entity: str, text: str) -> Iterator[tuple[int, str]]:
    """The parts of the text that can contain findings, with their offsets. The recognisers'
    expressions are quadratic in long runs without a space: 50,000 characters of "a.a.a…@" took 95
    seconds, and as many digits took 15.
    """
    if entity != "EMAIL_ADDRESS":
        yield 0, _LONG_RUN.sub(lambda run: "x" * len(run[0]), text)
        return
    start = end = 0
    for at in re.finditer("@|%40", text):
        if at.start() - MAX_LOCAL_CHARS > end:
            yield start, text[start:end]
            start = at.start() - MAX_LOCAL_CHARS
        end = at.start() + MAX_DOMAIN_CHARS
    yield start, text[start:end]


def _without_overlaps(spans: Any) -> list[tuple[int, int]]:
    """The longest of overlapping spans, last first, so that replacing one does not move the
    others."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if all(end <= other_start or start >= other_end for other_start, other_end in kept):
            kept.append((start, end))
    return sorted(kept, reverse=True)


@contextmanager
def _as_if_missing(module: str) -> Iterator[None]:
    """Presidio imports transformers' pipelines if it can, which takes four seconds and is never
    used here. It works without them (huggingface_token_pipe.py)."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]  # how Python marks "cannot be imported"
    try:
        yield
    finally:
        del sys.modules[module]


def _recognisers(regions: Sequence[str]) -> dict[str, Any]:
    # Imported here because it imports spaCy, which takes seconds.
    with _as_if_missing("transformers"):
        from presidio_analyzer import Pattern, PatternRecognizer
        from presidio_analyzer.predefined_recognizers import (
            CreditCardRecognizer,
            DeTaxIdRecognizer,
            EmailRecognizer,
            EsNieRecognizer,
            EsNifRecognizer,
            IbanRecognizer,
            IpRecognizer,
            ItFiscalCodeRecognizer,
            PhoneRecognizer,
            PlPeselRecognizer,
            UkNinoRecognizer,
            UsSsnRecognizer,
        )

    # Mastercard issues 2221-2720 as well since 2017, ISO/IEC 7812.
    newer = r"\b2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)(?:[- ]?\d{4}){3}\b"
    cards = [*CreditCardRecognizer.PATTERNS, Pattern("Mastercard, 2 series", newer, 0.3)]
    # As encoded in a URL, RFC 3986.
    in_address = Pattern("E-mail, encoded", r"\b[\w.+-]{1,64}%40[\w-]+(?:\.[\w-]+)+\b", 0.5)
    return {
        # Presidio's own pattern without its check of the top-level domain: that check goes to the
        # network, and an address within a company (ada@host.corp) is personal data as well.
        "EMAIL_ADDRESS": PatternRecognizer(
            supported_entity="EMAIL_ADDRESS", patterns=[*EmailRecognizer.PATTERNS, in_address]
        ),
        "CREDIT_CARD": CreditCardRecognizer(patterns=cards),
        "IBAN_CODE": IbanRecognizer(),
        "IP_ADDRESS": IpRecognizer(),
        # Its other patterns take any nine digits.
        "US_SSN": UsSsnRecognizer(patterns=[UsSsnRecognizer.PATTERNS[-1]]),
        "UK_NINO": UkNinoRecognizer(),
        "ES_NIF": EsNifRecognizer(),
        "ES_NIE": EsNieRecognizer(),
        "IT_FISCAL_CODE": ItFiscalCodeRecognizer(),
        "DE_TAX_ID": DeTaxIdRecognizer(),
        "PL_PESEL": PlPeselRecognizer(),
        "PHONE_NUMBER": PhoneRecognizer(supported_regions=tuple(regions)),
    }
