"""What is masked, what must not be, and that no text takes long."""

import pytest

from feedback.adapters.texts.redaction import PresidioRedactor
from tests.hard_texts import NOT_PERSONAL


@pytest.fixture(scope="module")
def redactor() -> PresidioRedactor:
    return PresidioRedactor(["US", "GB", "DE", "FR", "ES", "PT", "NL"], "key")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Write to ada@example.com, please", "Write to [email], please"),
        ("ada.l+x@mail.host.corp wrote", "[email] wrote"),
        ("root@build-7.internal", "[email]"),
        ("Call +49 30 12345678 now", "Call [phone] now"),
        ("+1 415 555 2671 ext 5", "[phone]"),
        ("(415) 555-2671", "[phone]"),
        ("020 7946 0958", "[phone]"),
        ("06 12 34 56 78", "[phone]"),
        ("06.12.34.56.78", "[phone]"),
        ("+33.6.12.34.56.78", "[phone]"),
        ("reset?email=ada%40example.com&x=1", "reset?email=[email]&x=1"),
        ("tel:0049-30-1234567", "tel:[phone]"),
        ("+351 912 345 678", "[phone]"),
        ("on 09.03.2026 I called 030 12345678", "on 09.03.2026 I called [phone]"),
        # With a trunk prefix it is a number to dial, however short and wherever it stands.
        ("Ring 030 123456", "Ring [phone]"),
        ("Ring (030) 123456", "Ring [phone]"),
        ("caller=03012345678", "caller=[phone]"),
        ("card 4111 1111 1111 1111 declined", "card [card] declined"),
        ("5500-0000-0000-0004", "[card]"),
        ("IBAN DE89 3704 0044 0532 0130 00.", "IBAN [iban]."),
        ("GB29NWBK60161331926819", "[iban]"),
        ("from 192.168.10.4 port 22", "from [ip] port 22"),
        ("2001:db8::8a2e:370:7334 timed out", "[ip] timed out"),
        ("ada@example.com and bo@example.com", "[email] and [email]"),
    ],
)
def test_personal_data_is_masked(text: str, masked: str, redactor: PresidioRedactor) -> None:
    assert redactor.mask(text).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "order 1002345678",
        "order number 4155552671",
        "Bestellnummer 0301234567",
        "invoice INV-2026-000123",
        "ticket #123456789",
        "version 4.17.3",
        "build 4.17.3.2",
        "4.17.3.2-beta",
        "card 4111 1111 1111 1112 fails the Luhn check",
        "DE89 3704 0044 0532 0130 01 fails its check digits",
        "sha d41d8cd98f00b204e9800998ecf8427e",
        "commit 9b74c9897bac770ffc029102a200c5de8c5d8ac5a",
        "uuid 550e8400-e29b-41d4-a716-446655440000",
        "2026-03-09 14:22:11.123 ERROR",
        "09.03.2026 14:22",
        "03/09/2026 02:22:11 PM",
        "[08:14:00] started",
        "epoch 1709999999",
        "tracking 1Z999AA10123456784",
        "1,234,567.89 EUR",
        "error 0x80070005",
        "00:1A:2B:3C:4D:5E",
        "@ada said hello at 3:15",
    ],
)
def test_numbers_that_are_nobodys_are_left_alone(text: str, redactor: PresidioRedactor) -> None:
    assert redactor.mask(text).text == text


def test_what_was_masked_is_counted_by_kind(redactor: PresidioRedactor) -> None:
    masked = redactor.mask("ada@example.com or bo@example.com from 10.0.0.7")
    assert dict(masked.counts) == {"email": 2, "ip": 1}


@pytest.mark.parametrize("text", NOT_PERSONAL.values(), ids=NOT_PERSONAL)
def test_what_is_nearly_personal_is_kept_however_long(
    text: str, redactor: PresidioRedactor
) -> None:
    assert redactor.mask(text).text == text


def test_an_address_in_a_long_run_is_still_found(redactor: PresidioRedactor) -> None:
    text = "x" * 30_000 + " ada@example.com " + "y" * 30_000
    assert redactor.mask(text).text == "x" * 30_000 + " [email] " + "y" * 30_000
    joined = ",".join(f"person{n}@example.com" for n in range(500))
    assert "@" not in redactor.mask(joined).text


@pytest.mark.parametrize("n_chars", [64, 128])
def test_of_a_long_address_nothing_is_left(n_chars: int, redactor: PresidioRedactor) -> None:
    """RFC 5321 allows 64 characters before the "@"; some systems make longer ones."""
    address = "a" * n_chars + "@example.com"
    assert redactor.mask(f"{'word ' * 100}{address} wrote").text == f"{'word ' * 100}[email] wrote"


def test_of_an_address_with_a_long_host_nothing_is_left(redactor: PresidioRedactor) -> None:
    """RFC 1035: 63 characters for each label, 255 in all."""
    host = ".".join(["b" * 63] * 3 + ["c" * 50, "com"])
    assert (
        redactor.mask(f"ada@{host} wrote {'word ' * 100}").text == f"[email] wrote {'word ' * 100}"
    )


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("order +49 30 12345678", "order [phone]"),
        ("invoice number: +1 415 555 2671", "invoice number: [phone]"),
        ("version +33 6 12 34 56 78", "version [phone]"),
        ("caller=+493012345678", "caller=[phone]"),
        ("/+14155552671/", "/[phone]/"),
    ],
)
def test_a_number_that_begins_with_a_plus_is_a_phone_number_whatever_stands_before_it(
    text: str, masked: str, redactor: PresidioRedactor
) -> None:
    assert redactor.mask(text).text == masked


def test_a_pseudonym_is_stable_keyed_and_does_not_hold_the_address(
    redactor: PresidioRedactor,
) -> None:
    name = redactor.pseudonym("Ada@Example.com ")
    assert name == redactor.pseudonym("ada@example.com")
    assert len(name) == 24
    assert name != PresidioRedactor(["US"], "another key").pseudonym("ada@example.com")
    assert redactor.pseudonym("  ") == ""
