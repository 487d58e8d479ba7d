"""What of a ticket is worth embedding."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.tickets.text import MAX_CHARS, customer_words, embeddable_text, hash_text
from tests.hard_texts import BODIES, LONG_BODIES


@pytest.mark.parametrize(
    "greeting",
    [
        "Hi,",
        "Hello",
        "hey there!",
        "Dear Sir or Madam,",
        "Good morning team,",
        "Hallo zusammen,",
        "Sehr geehrte Damen und Herren,",
        "Guten Tag Frau Müller,",
        "Bonjour à tous,",
        "Hola:",
        "Buenos días,",
        "Olá João,",
        "Bom dia!",
        "Beste Anna-Lena,",
        "Goedemorgen,",
    ],
)
def test_a_greeting_says_nothing(greeting: str) -> None:
    assert customer_words(f"{greeting}\n\nThe export fails.") == "The export fails."


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("Hi, the export fails.", "Hi, the export fails."),  # more than a greeting
        ("hi i cannot login", "hi i cannot login"),  # looks like one, and is all there is
        ("Highlighting is gone.", "Highlighting is gone."),
        ("Hello support team", ""),
        ("The export fails.\nHi there", "The export fails.\nHi there"),
    ],
)
def test_only_a_line_that_is_nothing_but_a_greeting_goes(body: str, kept: str) -> None:
    assert customer_words(body) == kept


@pytest.mark.parametrize(
    "signature",
    [
        "Best regards,\nAda Lovelace\nACME Ltd",
        "Thanks,\nAda",
        "--\nAda Lovelace\n+44 20",
        "Sent from my iPhone",
        "Mit freundlichen Grüßen\nAda",
        "Viele Grüße\nAda",
        "Cordialement,\nAda",
        "Bien cordialement,\nAda",
        "Saludos,\nAda",
        "Un saludo,\nAda",
        "Atenciosamente,\nAda",
        "Obrigada,\nAda",
        "Met vriendelijke groet,\nAda",
        "Cordiali saluti,\nAda",
    ],
)
def test_a_signature_goes_in_every_language_we_read(signature: str) -> None:
    assert customer_words(f"The export fails.\n\n{signature}") == "The export fails."


@pytest.mark.parametrize(
    "quoted",
    [
        "On Mon, 9 Mar 2026 at 08:14, Support <s@desk.example> wrote:\n> Please try again.",
        "Am 09.03.2026 um 08:14 schrieb Support <s@desk.example>:\n> Bitte",
        "Le 9 mars 2026 à 08:14, Support a écrit :\n> Merci",
        "El 9 mar 2026, a las 8:14, Support <s@desk.example> escribió:\n> Hola",
        "Em 9 de mar. de 2026, Support <s@desk.example> escreveu:\n> Olá",
        "Op 9 mrt. 2026 om 08:14 schreef Support <s@desk.example>:\n> Hallo",
        "Il giorno 9 mar 2026 Support ha scritto:\n> Ciao",
        "From: Support\nSent: Monday\nTo: Ada\nSubject: Re: Export\n\nPlease try again.",
        "-----Original Message-----\nFrom: Support\n\nPlease try again.",
        "> Please try again.\n> Support",
    ],
)
def test_a_quoted_reply_goes(quoted: str) -> None:
    assert customer_words(f"It still fails.\n\n{quoted}") == "It still fails."


def test_an_answer_below_the_quotation_stays() -> None:
    assert customer_words("> Does it work now?\n\nNo, it fails.") == "No, it fails."


def test_a_list_is_no_signature() -> None:
    body = "Steps:\n- open the report\n- click export\nThen it crashes."
    assert customer_words(body) == body


@pytest.mark.parametrize("body", ["> all of it is quoted", "-- \nAda", "Sent from my iPhone"])
def test_better_too_much_of_a_ticket_than_none(body: str) -> None:
    assert customer_words(body) == body.replace("-- ", "--")


def test_a_pasted_log_is_cut_to_its_first_two_lines() -> None:
    log = "\n".join(f"2026-03-09T08:14:{second:02} ERROR E{second}" for second in range(30))
    assert customer_words(f"It stops:\n{log}\nPlease help.") == (
        "It stops:\n2026-03-09T08:14:00 ERROR E0\n2026-03-09T08:14:01 ERROR E1\nPlease help."
    )


@pytest.mark.parametrize(
    "line",
    [
        "[08:14:00] boom",
        "    at com.acme.Export.run(Export.java:12)",
        '  File "export.py", line 12, in run',
        "ERROR no space left",
        '{"code": 500},',
    ],
)
def test_a_log_is_known_by_its_lines(line: str) -> None:
    kept = " ".join(line.split())
    assert customer_words(f"{line}\n" * 5 + "Why?") == f"{kept}\n{kept}\nWhy?"


def test_masks_and_links_say_nothing() -> None:
    body = "Mail to [email] from https://app.example/x?y=1 about [card]  fails"
    assert customer_words(body) == "Mail to from about fails"
    assert embeddable_text("[phone] Call fails", "") == "Call fails"


def test_the_text_is_the_subject_and_the_words() -> None:
    assert embeddable_text("Export  fails", "Hi,\nIt stops.") == "Export fails\nIt stops."
    assert embeddable_text("Export fails", "") == "Export fails"
    assert embeddable_text("", "It stops.") == "It stops."
    assert embeddable_text(" \n", "\r\n \t") == ""


def test_emoji_alone_are_words_too() -> None:
    assert embeddable_text("", "😡😡😡") == "😡😡😡"


def test_a_nul_breaks_nothing() -> None:
    assert "broken" in customer_words("\x00\x00broken\x00\n\nRegards,\x00")


def test_windows_line_ends_are_line_ends() -> None:
    assert customer_words("Hi,\r\n\r\nIt stops.\r\n\r\nThanks,\r\nAda\r\n") == "It stops."


def test_a_long_line_comes_out_as_it_went_in() -> None:
    line = " ".join(f"word{n}" for n in range(400))
    assert 500 < len(line) < MAX_CHARS
    assert customer_words(f"{line}\n\nBest regards,\nAda") == line


@pytest.mark.parametrize("body", LONG_BODIES.values(), ids=LONG_BODIES)
def test_of_a_body_without_end_only_the_beginning_is_read(body: str) -> None:
    assert customer_words(body) == customer_words(body[: 4 * MAX_CHARS])


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_no_body_holds_up_the_night(body: str) -> None:
    assert len(customer_words(body)) <= MAX_CHARS


def test_a_message_in_the_subject_is_cut_like_one_in_the_body() -> None:
    text = embeddable_text("word " * 50_000, "word " * 50_000)
    assert len(text) <= 2 * MAX_CHARS + 1


@given(st.text(max_size=300), st.text(max_size=2000))
def test_any_text_gives_tidy_lines(subject: str, body: str) -> None:
    text = embeddable_text(subject, body)
    assert all(line == " ".join(line.split()) for line in text.split("\n"))
    assert text == embeddable_text(subject, body)


def test_the_key_of_an_embedding_is_the_sha_256_of_its_text() -> None:
    assert hash_text("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert hash_text("Größe") == hashlib.sha256(b"Gr\xc3\xb6\xc3\x9fe").hexdigest()
