"""Keys, tokens and passwords are masked; words about them are not. The tokens are joined here:
a scanner of this repository should not take them for real."""

import pytest

from feedback.adapters.texts.redaction import PresidioRedactor
from tests.hard_texts import PERSONAL

RANDOM = "a8Kd02mZq5Xw7Rb1Yc9Te4Lu6Ns3Pv0Gh2Jf8Ki5Mo7Qw"


@pytest.fixture(scope="module")
def redactor() -> PresidioRedactor:
    return PresidioRedactor(["US", "GB"], "key")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("key AKIA" + "Q3EGRI5PNXD7W2KA", "key [secret]"),
        ("use ghp_" + RANDOM[:36] + " now", "use [secret] now"),
        ("xoxb-" + "123456789012-1234567890123-" + RANDOM[:24], "[secret]"),
        ("sk_live_" + RANDOM[:24], "[secret]"),
        ("Authorization: Bearer " + RANDOM, "Authorization: Bearer [secret]"),
        ("https://ada:" + "pa55word@host.example/x", "https://[secret]@host.example/x"),
        ("password: hunter2!", "password: [secret]!"),
        ("PASSWORD = 'x9!kk2'", "PASSWORD = '[secret]'"),
        ("Passwort lautet: Hund4Katze", "Passwort lautet: [secret]"),
        ("pass: Sommer2025", "pass: [secret]"),
        ("my token " + RANDOM, "my token [secret]"),
        ("Cookie: session=" + RANDOM + "\nbye", "Cookie: [secret]\nbye"),
        ("mein Passwort ist Sommer2025", "mein Passwort ist [secret]"),
        ("api_key=" + RANDOM[:32] + "&page=2", "api_key=[secret]&page=2"),
        (
            "-----BEGIN PRIVATE KEY-----\n" + RANDOM + "\n-----END PRIVATE KEY-----\nThanks",
            "[secret]\nThanks",
        ),
        ("-----BEGIN RSA PRIVATE KEY-----\n" + RANDOM, "[secret]"),
        ("NI number AB 12 34 56 C", "NI number [national_id]"),
        ("my SSN is 536-22-8741", "my SSN is [national_id]"),
        ("NIF 12345678Z", "NIF [national_id]"),
    ],
)
def test_secrets_and_national_ids_are_masked(
    text: str, masked: str, redactor: PresidioRedactor
) -> None:
    assert redactor.mask(text).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "I forgot my password: what now?",
        "The token is expired and the secret is safe",
        "password: [secret]",
        "All 200 tests pass, the key is 12345678 rows long",
        "token: 3 of 5 used",
        "our password reset2024 campaign",
        "key 550e8400-e29b-41d4-a716-446655440000",
        "token=<YOUR_TOKEN_1>",
        "Basic functionality-is-missing here",
        "task-force and risk-management-of-everything-we-do-all-day-long-x",
        "https://example.com:8080/path",
        "NIF 12345678A has the wrong letter",
    ],
)
def test_words_about_secrets_are_left_alone(text: str, redactor: PresidioRedactor) -> None:
    assert redactor.mask(text).text == text


def test_masking_twice_changes_nothing_more(redactor: PresidioRedactor) -> None:
    once = redactor.mask("token=" + RANDOM + " ada@example.com 10.0.0.7").text
    assert redactor.mask(once).text == once


def test_a_private_key_without_an_end_is_masked_to_the_end(redactor: PresidioRedactor) -> None:
    assert redactor.mask(PERSONAL["private keys"]).text == "[secret]"


def test_the_parts_of_an_endless_address_are_told_apart(redactor: PresidioRedactor) -> None:
    assert redactor.mask(PERSONAL["addresses of pages"]).counts == {"ip": 9999}


def test_of_secrets_that_overlap_the_longest_is_masked(redactor: PresidioRedactor) -> None:
    text = "password=xy7-AKIAIOSFODNN7EXAMPLE-hunter2 failed"
    assert redactor.mask(text).text == "password=[secret] failed"
