"""Messages that no person wrote, and people who write about such messages."""

import pytest

from feedback.domain.tickets.automatic import AUTOMATIC_REPLY, BOUNCE, automatic_kind
from tests.hard_texts import AUTOMATIC


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Automatic reply: Your ticket 4711", "I am travelling."),
        ("Auto-Reply: Re: Export fails", "We have received your message."),
        ("[EXTERNAL] Out of Office: Re: Export", "Back on Monday."),
        ("Automatische Antwort: Ihre Anfrage", "Ich bin unterwegs."),
        ("Abwesenheitsnotiz: Export", "Ich bin bis 9. März abwesend."),
        ("Réponse automatique : Votre demande", "Je suis absent."),
        ("Respuesta automática: Su consulta", "Estoy fuera."),
        ("Resposta automática: Pedido", "Estou fora."),
        ("Risposta automatica: Richiesta", "Sono fuori sede."),
        ("Automatisch antwoord: Uw vraag", "Ik ben afwezig."),
        ("Automatyczna odpowiedź: Zgłoszenie", "Jestem poza biurem."),
        ("Automatiskt svar: Ärende", "Jag är borta."),
        ("Autosvar: Sag", "Jeg er væk."),
        ("Automatická odpověď: Dotaz", "Jsem mimo."),
        ("Otomatik yanıt: Talep", "Ofis dışındayım."),
        ("Автоматический ответ: Заявка", "Я в отпуске."),
        ("自動応答: お問い合わせ", "不在です。"),
        ("自动回复：您的问题", "我不在办公室。"),
        ("자동 회신: 문의", "부재중입니다."),
        ("رد تلقائي: طلب", "أنا خارج المكتب"),
        ("Out of office", "I am on leave until 16 March."),
        ("Re: Your ticket", "This is an automatically generated reply. Please do not answer."),
        ("AW: Ticket 4711", "Dies ist eine automatisch generierte Antwort auf Ihre E-Mail."),
        ("Re: Ticket 4711", "Hi,\n\nI'm out of office until 16 March. For urgent matters please "
         "contact support@example.com.\n\nAda"),
        ("Re: Ticket", "Thank you for your message. I am currently on annual leave and will return "
         "on 16 March. If it is urgent, ask Bo."),
        ("Re: Ticket", "Guten Tag,\nich bin bis zum 16. März nicht im Büro. In dringenden Fällen "
         "wenden Sie sich bitte an Bo."),
        ("Re: Ticket", "Bonjour,\nje suis en congés jusqu'au 16 mars. En cas d'urgence, merci de "
         "contacter Bo."),
        ("Re: Ticket", "Hola, estaré fuera de la oficina hasta el 16 de marzo. Para asuntos "
         "urgentes contacte con Bo."),
        ("Re: Ticket", "Sono in ferie fino al 16 marzo. Per urgenze contattare Bo."),
        ("Re: Ticket", "Ik ben tot en met 16 maart afwezig. Voor dringende zaken: Bo."),
        ("Re: Ticket", "Estou de férias até 16 de março. Em caso de urgência fale com Bo."),
    ],
)  # fmt: skip
def test_an_automatic_reply_is_known(subject: str, body: str) -> None:
    assert automatic_kind(subject, body) == AUTOMATIC_REPLY


@pytest.mark.parametrize(
    ("subject", "body", "requester"),
    [
        ("Hello", "Anything", "MAILER-DAEMON@mx.example.com"),
        ("", "", "Mail Daemon <x@example.com>"),
        ("Undelivered Mail Returned to Sender", "This is the mail system at host mx.example.", ""),
        ("Undeliverable: Your ticket", "Delivery has failed to these recipients or groups:", ""),
        ("Delivery Status Notification (Failure)", "** Address not found **\n\nYour message "
         "wasn't delivered to ada@example.com", "postmaster@example.com"),
        ("Mail delivery failed: returning message to sender",
         "This message was created automatically by mail delivery software.", ""),
        ("failure notice", "Hi. This is the qmail-send program at example.com.", ""),
        ("Returned mail: see transcript for details", "550 5.1.1 <ada@example.com>", ""),
        ("Unzustellbar: Ihre Anfrage", "Ihre Nachricht konnte nicht zugestellt werden.", ""),
        ("Non remis : Votre demande", "Votre message n'a pas pu être remis aux destinataires.", ""),
        ("No se puede entregar: Su consulta", "Su mensaje no se ha podido entregar.", ""),
        ("Mensagem não entregue: Pedido", "Sua mensagem não foi entregue ao destinatário.", ""),
        ("Non recapitabile: Richiesta", "Il messaggio non è stato recapitato.", ""),
        ("Onbestelbaar: Uw vraag", "Uw bericht kon niet worden bezorgd.", ""),
        ("配信不能: お問い合わせ", "Status: 5.1.1", ""),
        ("退信：您的问题", "550 5.1.1 User unknown", ""),
    ],
)  # fmt: skip
def test_mail_that_came_back_is_known(subject: str, body: str, requester: str) -> None:
    assert automatic_kind(subject, body, requester) == BOUNCE


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Automatic reply not working in our shared inbox", "We set it up yesterday."),
        ("Out of office setting is lost after the update", "It was on until Monday."),
        ("Out of office", "The setting vanished after the update, please contact me."),
        ("Re: Automatic reply: your ticket", "Thanks, but it still fails."),
        ("Question", "Can I send an automatic reply from a rule? This is urgent."),
        ("Login", "I am on vacation and cannot log in from abroad."),
        ("Anmeldung", "Ich bin im Urlaub und komme nicht ins Konto."),
        ("Undeliverable emails since Monday", "All our invoices come back with 550 5.1.1."),
        ("FW: Undeliverable: Invoice 12", "See below, why does your server refuse our mail?"),
        ("Invoices bounce", "Customers tell us: 550 5.7.1 rejected. Please look into it."),
        ("Delivery failure", "The parcel did not come."),
        ("Returned mail", "Where do I find returned letters in the app?"),
        ("Failure notice", "What does the failure notice in the dashboard mean?"),
        ("", ""),
        ("Abwesenheitsnotiz einrichten", "Wie geht das?"),
        ("Fuera de la oficina no funciona", "El botón no responde."),
    ],
)
def test_who_writes_about_such_messages_is_a_customer(subject: str, body: str) -> None:
    assert automatic_kind(subject, body, "ada@example.com") == ""


@pytest.mark.parametrize("text", AUTOMATIC.values(), ids=AUTOMATIC)
def test_an_endless_text_is_no_automatic_message(text: str) -> None:
    assert automatic_kind(text, text, text) == ""
