"""What every redactor and every language detector promises."""

import pytest

from feedback.adapters.texts.language import LinguaDetector
from feedback.adapters.texts.redaction import PresidioRedactor
from feedback.errors import InvalidInput
from feedback.ports import LanguageDetector, Redactor
from tests.fakes import CueDetector, WordRedactor


@pytest.fixture(scope="module", params=["fake", "presidio"])
def redactor(request: pytest.FixtureRequest) -> Redactor:
    return WordRedactor() if request.param == "fake" else PresidioRedactor(["US", "DE"], "")


def test_an_address_is_masked_and_counted_and_the_rest_is_kept(redactor: Redactor) -> None:
    masked = redactor.mask("Write to ada@example.com today")
    assert masked.text == "Write to [email] today"
    assert dict(masked.counts) == {"email": 1}


def test_a_text_without_personal_data_is_kept_as_it_is(redactor: Redactor) -> None:
    for text in ("", "  two  blanks\nand a line ", "Ünïcödé 😀 4.17.3"):
        masked = redactor.mask(text)
        assert (masked.text, dict(masked.counts)) == (text, {})


def test_masking_a_masked_text_changes_nothing(redactor: Redactor) -> None:
    once = redactor.mask("ada@example.com").text
    assert redactor.mask(once).text == once


def test_a_pseudonym_is_the_same_for_the_same_person_and_empty_for_nobody(
    redactor: Redactor,
) -> None:
    assert redactor.pseudonym("Ada@Example.com") == redactor.pseudonym(" ada@example.com")
    assert redactor.pseudonym("ada@example.com") != redactor.pseudonym("bo@example.com")
    assert "ada" not in redactor.pseudonym("ada@example.com")
    assert redactor.pseudonym("") == ""


@pytest.fixture(scope="module", params=["fake", "lingua"])
def detector(request: pytest.FixtureRequest) -> LanguageDetector:
    return CueDetector() if request.param == "fake" else LinguaDetector(["en", "de", "fr"])


def test_each_text_gets_its_language_whatever_it_is_told_with(detector: LanguageDetector) -> None:
    english = "The export of our invoices stops and we lose the rest"
    german = "Leider bricht der Export ab und die restlichen Rechnungen fehlen uns"
    assert list(detector.detect([english, german, ""])) == ["en", "de", ""]
    assert list(detector.detect([german])) == ["de"]
    assert list(detector.detect([])) == []


def test_a_language_that_nobody_knows_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        LinguaDetector(["en", "xx"]).detect(["Hello"])
    assert str(refused.value) == (
        'text.languages: "XX" is not a known ISO 639-1 code. Use codes like "en", "de".'
    )
