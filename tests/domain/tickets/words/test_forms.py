"""Of a contact form the message is the customer's; its fields are not."""

import pytest

from feedback.domain.tickets.text import customer_words

SAID = "every second invoice shows the wrong tax rate"


@pytest.mark.parametrize(
    "form",
    [
        "Name: Kim Doe\nEmail: [email]\nFrom: Shop Ltd\nSubject: Question\nMessage: {}",
        "New submission\n\nName: Kim\nE-mail: [email]\nMessage:\n{}",
        "Vorname: Kim\nNachname: Doe\nKundennummer: 12\nBetreff: Rechnung\nNachricht: {}",
        "Nom : Doe\nTéléphone : [phone]\nVotre message :\n{}",
        "Nombre: Kim\nCorreo electrónico: [email]\nMensaje: {}",
        "Nome: Kim\nTelefone: [phone]\nMensagem: {}",
        "Naam: Kim\nE-mailadres: [email]\nUw bericht: {}",
        "**Name:** Kim\n**Company:** Shop\n**Comments:** {}",
        "From: Kim\nTo: Desk\nSubject: tax\nMessage: {}",
        "お名前: キム\nメールアドレス: [email]\nお問い合わせ内容: {}",
        "Name: Kim\nEmail: [email]\nHow can we help you?\n{}\nConsent: yes\nPage: /contact",
        "First name | Kim\nPhone | [phone]\nDescription | {}",
    ],
)
def test_the_message_of_a_form_is_the_message(form: str) -> None:
    assert customer_words(form.format(SAID)) == SAID


def test_a_form_without_a_message_field_keeps_subject_and_free_lines() -> None:
    form = f"Name: Kim\nEmail: [email]\nSubject: Wrong tax\n\n{SAID}"
    assert customer_words(form) == f"Wrong tax\n{SAID}"


def test_a_message_of_several_paragraphs_ends_at_the_next_field() -> None:
    form = f"Name: Kim\nMessage: {SAID}\n\nIt began on Monday.\nBrowser: Firefox\nIP: 10.0.0.1"
    assert customer_words(form) == f"{SAID}\nIt began on Monday."


@pytest.mark.parametrize(
    "words",
    [
        "Problem: the export stops\nExpected: a file\nActual: nothing",
        "Version: 4.17\nThe export stops.",
        "Question: why is the tax rate wrong?",
    ],
)
def test_labels_that_ask_nobody_who_they_are_make_no_form(words: str) -> None:
    assert customer_words(words) == words
