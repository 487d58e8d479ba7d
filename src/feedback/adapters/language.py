"""The language of a text, by lingua. Offline."""

from collections.abc import Sequence
from typing import Any

from feedback.errors import InvalidInput

MAX_CHARS = 200
"""Read of each text: enough to tell, and a pasted log further down would mislead."""
SHORT = 120
"""Shorter texts are told by all n-grams, longer ones by trigrams alone, as lingua advises. Trigrams
alone took 180 of 3,080 short English questions for another language; all n-grams take 9. They cost
half a second and 300 MB when the first short text comes; on long texts both say the same."""


class LinguaDetector:
    """Tells apart the given languages (ISO 639-1 codes); the fewer, the surer and faster."""

    def __init__(self, languages: Sequence[str]) -> None:
        self._languages = tuple(languages)
        self._detectors: dict[bool, Any] = {}

    def detect(self, texts: Sequence[str]) -> Sequence[str]:
        if len(self._languages) == 1:
            return [self._languages[0]] * len(texts)
        found = [""] * len(texts)
        for is_short in (False, True):
            rows = [row for row, text in enumerate(texts) if (len(text) < SHORT) is is_short]
            if not rows:
                continue
            read = [texts[row][:MAX_CHARS] for row in rows]
            detected = self._opened(is_short).detect_languages_in_parallel_of(read)
            for row, language in zip(rows, detected, strict=True):
                found[row] = language.iso_code_639_1.name.lower() if language else ""
        return found

    def _opened(self, is_short: bool) -> Any:
        if is_short not in self._detectors:
            from lingua import IsoCode639_1, LanguageDetectorBuilder

            try:
                codes = [getattr(IsoCode639_1, code.upper()) for code in self._languages]
            except AttributeError as error:
                raise InvalidInput(
                    f'text.languages: "{error.name}" is no ISO 639-1 code that is known here. '
                    'Use codes like "en", "de".'
                ) from None
            builder = LanguageDetectorBuilder.from_iso_codes_639_1(*codes)
            if not is_short:
                builder = builder.with_low_accuracy_mode()
            self._detectors[is_short] = builder.build()
        return self._detectors[is_short]
