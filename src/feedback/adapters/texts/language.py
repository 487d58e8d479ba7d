"""The language of a text, by lingua. Offline."""

from collections.abc import Sequence
from typing import Any

from feedback.errors import InvalidInput

MAX_CHARS = 200
"""Characters read of each text: enough to decide, and a pasted log further down would mislead."""
SHORT = 120
"""For longer texts trigrams are as good as all n-grams. Of 3,080 short English questions trigrams
mistook 180 for another language, all n-grams only 9. But all n-grams take 1.6 seconds and 300 MB
to load, so they are used only for short texts that trigrams do not assign to the main language."""


class LinguaDetector:
    """Distinguishes the given languages (ISO 639-1 codes, the main one first); fewer languages
    make it more accurate and faster."""

    def __init__(self, languages: Sequence[str]) -> None:
        self._languages = tuple(languages)
        self._detectors: dict[bool, Any] = {}

    def detect(self, texts: Sequence[str]) -> Sequence[str]:
        if len(self._languages) == 1:
            return [self._languages[0]] * len(texts)
        found = self._told([text[:MAX_CHARS] for text in texts], by_all_ngrams=False)
        doubted = [
            row
            for row, text in enumerate(texts)
            if len(text) < SHORT and found[row] != self._languages[0]
        ]
        if doubted:
            again = self._told([texts[row] for row in doubted], by_all_ngrams=True)
            for row, language in zip(doubted, again, strict=True):
                found[row] = language
        return found

    def _told(self, texts: list[str], *, by_all_ngrams: bool) -> list[str]:
        detected = self._opened(by_all_ngrams).detect_languages_in_parallel_of(texts)
        return [language.iso_code_639_1.name.lower() if language else "" for language in detected]

    def _opened(self, by_all_ngrams: bool) -> Any:
        if by_all_ngrams not in self._detectors:
            from lingua import IsoCode639_1, LanguageDetectorBuilder

            try:
                codes = [getattr(IsoCode639_1, code.upper()) for code in self._languages]
            except AttributeError as error:
                raise InvalidInput(
                    f'text.languages: "{error.name}" is not a known ISO 639-1 code. '
                    'Use codes like "en", "de".'
                ) from None
            builder = LanguageDetectorBuilder.from_iso_codes_639_1(*codes)
            if not by_all_ngrams:
                builder = builder.with_low_accuracy_mode()
            self._detectors[by_all_ngrams] = builder.build()
        return self._detectors[by_all_ngrams]
