"""What helpdesks write where a customer's words would stand."""

import pytest

from feedback.domain.tickets.text import embeddable_text
from feedback.domain.tickets.words.openings import is_enough, tells_nothing
from feedback.domain.tickets.words.records import without_record_title

DETAILS = (
    "\n\nCall Details:\n\nCall from: +1 (202) 555-0143\nTime of call: March 9, 2026 at 10:14 AM\n"
    "Answered by: Ada Agent\nLength of phone call: 4 minutes, 12 seconds\n\n"
    "Listen to the recording:\nhttps://acme.example/v2/recordings/7"
)


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Phone Call from: Kim", f"Inbound call from +1 (202) 555-01{DETAILS}"),
        ("Conversation with Web User 65f0", "Conversation with Web User 65f0\n\nURL: https://a.b/c"),
        ("Chat with Visitor 12345", "Chat with Visitor 12345"),
        ("Voicemail from: Kim Lee (0:32)", "Voicemail from: Kim Lee\nDuration: 0:32\n"
                                           "Recording: https://a.example/r/1"),
        ("Verpasster Anruf von +49 30 1234567", "Verpasster Anruf von +49 30 1234567"),
        ("Appel manqué de +33 1 23 45 67 89", ""),
        ("Llamada perdida de: Ana", "Llamada perdida de: Ana\nDuración: 0:12"),
        ("★☆☆☆☆ by Kim", "★☆☆☆☆ by Kim\nApp version: 3.2\nDevice: Pixel 8"),
        ("", "Hi there!"),
        ("", "I have a question"),
        ("Hallo", "ich brauche Hilfe"),
        ("", "Hola, necesito ayuda por favor"),
    ],
)  # fmt: skip
def test_a_record_or_an_opening_alone_has_no_words(subject: str, body: str) -> None:
    assert embeddable_text(subject, body) == ""


@pytest.mark.parametrize(
    ("subject", "body", "words"),
    [
        ("Voicemail from: Kim", "Voicemail from: +49 30 1234567\nTranscript:\nMy invoice is wrong",
         "My invoice is wrong"),
        ("Chat with Anna", "Chat with Anna\n(10:14) Visitor: hi\n(10:15) Bo: How can I help?\n"
                           "(10:16) Visitor: the export stops", "the export stops"),
        ("★★☆☆☆ by Kim", "★★☆☆☆ by Kim, v2.3\nDevice: Pixel 8\n\nIt crashes when I scan",
         "It crashes when I scan"),
        ("", "Rating: 2 out of 5\nAuthor: Kim\nReview: crashes all the time",
         "crashes all the time"),
        ("★☆☆☆☆ by far the worst update", "", "by far the worst update"),
        ("Call to the API fails", "with 500", "Call to the API fails\nwith 500"),
        ("Chat with support was bad", "", "Chat with support was bad"),
        ("5 stars for support, but the export fails", "",
         "5 stars for support, but the export fails"),
        ("hi i cannot login", "", "hi i cannot login"),
    ],
)  # fmt: skip
def test_what_somebody_said_is_kept(subject: str, body: str, words: str) -> None:
    assert embeddable_text(subject, body) == words


@pytest.mark.parametrize("text", ["Hello?", "talk to a human", "Something else", "質問があります"])
def test_greetings_and_buttons_tell_nothing(text: str) -> None:
    assert tells_nothing(text)
    assert not is_enough(text)


@pytest.mark.parametrize("text", ["the export stops", "hi, SSO loops again", "ログインできません"])
def test_three_words_are_enough(text: str) -> None:
    assert is_enough(text)


def test_a_title_of_a_program_is_none() -> None:
    assert without_record_title("Phone Call from: Kim") == ""
    assert without_record_title("Phone calls drop") == "Phone calls drop"


@pytest.mark.parametrize("text", ["hi " * 20_000, "call from: " * 9000, "★" * 50_000, "a@" * 40_000,
                                  "Phone Call from: " + "x" * 90_000, "(" * 90_000])  # fmt: skip
def test_no_text_takes_long(text: str) -> None:
    embeddable_text(text, text)
