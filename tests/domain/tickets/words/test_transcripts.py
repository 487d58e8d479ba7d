"""Chats as text are read by speaker; a timeline is no chat and no log."""

import pytest

from feedback.domain.tickets.text import customer_words

SAID = "our tax rate is wrong on every second invoice\nit began with the update"


@pytest.mark.parametrize(
    "lines",
    [
        "[10:14:02] Bot: Welcome! How can we help?\n[10:14:10] Visitor: {}\n[10:14:30] Visitor: {}",
        "10:14:02 Bot: Welcome!\n10:14:10 Visitor: {}\n10:14:30 Visitor: {}",
        "(10:14:02) *** Visitor joined the chat ***\n(10:14:10) Visitor: {}\n(10:14:30) Visitor: {}"
        "\n(10:15:00) Anna: Let me check that for you",
        "2026-03-09 10:14 Agent: Hi\n2026-03-09 10:14 Customer: {}\n2026-03-09 10:15 Customer: {}",
        "[09.03.2026, 10:14:02] Anna (Desk): How can I help?\n[09.03.2026, 10:14:10] Kim: {}\n"
        "[09.03.2026, 10:14:30] Kim: {}",
        "3/9/26, 10:14 AM - Anna: Thank you for contacting us\n3/9/26, 10:15 AM - Kim: {}\n"
        "3/9/26, 10:16 AM - Kim: {}",
        "Visitor: {}\nAgent: one moment please\nVisitor: {}\nAgent: thank you",
        "Kunde: {}\nMitarbeiter: Einen Moment bitte\nKunde: {}",
        "Anna, 10:14\nHow can I help you today?\nKim, 10:15\n{}\nAnna, 10:16\nSince when?\n"
        "Kim, 10:17\n{}",
        "10:14 Chatbot: Please choose a topic\n10:15 Besucher: {}\n10:16 Besucher: {}",
        "[10:14] System: chat started\n[10:15] Клиент: {}\n[10:16] Клиент: {}\n"
        "[10:17] Оператор: Минуту",
    ],
)
def test_the_customers_turns_are_the_message(lines: str) -> None:
    assert customer_words(lines.format(*SAID.splitlines())) == SAID


def test_turns_that_only_greet_are_left_out() -> None:
    chat = (
        "10:14 Visitor: hello\n10:15 Bot: Hi!\n10:16 Visitor: anyone there?\n10:17 Visitor: no tax"
    )
    assert customer_words(chat) == "no tax"


def test_a_chat_in_which_nothing_else_was_said_keeps_its_greeting() -> None:
    chat = "10:14 Visitor: hello is anybody there\n10:15 Bot: Hi!"
    assert customer_words(chat) == "hello is anybody there"


def test_a_turn_of_several_lines_stays_together() -> None:
    chat = "[10:14] Visitor: the export stops\nafter the first warehouse\n[10:15] Bot: Thanks!"
    assert customer_words(chat) == "the export stops\nafter the first warehouse"


def test_a_timeline_is_kept_without_its_times() -> None:
    timeline = "Yesterday:\n08:01:10 we began\n08:03:20 the tax rate was wrong\n08:05:30 we gave up"
    assert customer_words(timeline) == ("Yesterday:\nwe began\nthe tax rate was wrong\nwe gave up")


@pytest.mark.parametrize(
    "words",
    [
        "WARNING lights stay on in the dashboard\nERROR on the invoice page after saving it",
        "INFO page of the product is blank\nDEBUG menu cannot be closed any more",
        "WARNING: our labels print twice since Monday morning",
    ],
)
def test_a_level_before_words_makes_no_log(words: str) -> None:
    assert customer_words(words) == words


@pytest.mark.parametrize(
    "log",
    [
        "26/03/09 08:14:00 WARN impl.MetricsConfig: Cannot locate configuration",
        "2026-03-09 08:14:00,123 [main] Export: cannot write file",
        "08:14:00 com.acme.shop.Export - cannot write the export file",
        "ERROR org.acme.Export: cannot write the export file",
        "Mar  9 08:14:00 host sshd[12]: connection closed by peer again",
    ],
)
def test_what_a_program_wrote_is_a_log(log: str) -> None:
    body = "It stops:\n" + "\n".join(f"{log} {n}" for n in range(9)) + "\nPlease help."
    assert len(customer_words(body).splitlines()) == 4
