"""A forward is read for what was forwarded, a reply for the words above its quotation."""

import pytest

from feedback.domain.tickets.text import customer_words
from feedback.domain.tickets.words.quotations import first_seam

PROBLEM = "Since the update every second invoice shows the wrong tax rate for our shop."
OLD = "We have received your message and will come back to you about the password."

HEADERS = {
    "English": "From: Desk <[email]>\nSent: Monday, 9 March 2026 10:14\nTo: Kim\nSubject: tax",
    "English, subject first": "Subject: tax\nFrom: Desk\nTo: Kim\nDate: Mon, 9 Mar 2026",
    "English in bold": "*From:* Desk\n*Sent:* Monday, 9 March 2026\n*To:* Kim\n*Subject:* tax",
    "German": "Von: Desk\nGesendet: Montag, 9. März 2026 10:14\nAn: Kim\nBetreff: Steuer",
    "French": "De : Desk\nEnvoyé : lundi 9 mars 2026 10:14\nÀ : Kim\nObjet : taxe",
    "Spanish": "De: Desk\nEnviado el: lunes, 9 de marzo de 2026 10:14\nPara: Kim\nAsunto: tasa",
    "Portuguese": "De: Desk\nEnviada em: 9 de março de 2026\nPara: Kim\nAssunto: taxa",
    "Italian": "Da: Desk\nInviato: lunedì 9 marzo 2026 10:14\nA: Kim\nOggetto: tassa",
    "Dutch": "Van: Desk\nVerzonden: maandag 9 maart 2026 10:14\nAan: Kim\nOnderwerp: btw",
    "Danish": "Fra: Desk\nSendt: 9. marts 2026 10:14\nTil: Kim\nEmne: moms",
    "Swedish": "Från: Desk\nSkickat: den 9 mars 2026 10:14\nTill: Kim\nÄmne: moms",
    "Norwegian": "Fra: Desk\nSendt: mandag 9. mars 2026 10:14\nTil: Kim\nEmne: mva",
    "Finnish": "Lähettäjä: Desk\nLähetetty: 9. maaliskuuta 2026\nVastaanottaja: Kim\nAihe: vero",
    "Polish": "Od: Desk\nWysłano: poniedziałek, 9 marca 2026\nDo: Kim\nTemat: podatek",
    "Czech": "Od: Desk\nOdesláno: pondělí 9. března 2026\nKomu: Kim\nPředmět: daň",
    "Hungarian": "Feladó: Desk\nElküldve: 2026. március 9.\nCímzett: Kim\nTárgy: adó",
    "Romanian": "De la: Desk\nTrimis: luni, 9 martie 2026\nCătre: Kim\nSubiect: taxă",
    "Russian": "От: Desk\nОтправлено: 9 марта 2026 г. 10:14\nКому: Kim\nТема: налог",
    "Turkish": "Kimden: Desk\nGönderildi: 9 Mart 2026 Pazartesi\nKime: Kim\nKonu: vergi",
    "Greek": "Από: Desk\nΣτάλθηκε: 9 Μαρτίου 2026\nΠρος: Kim\nΘέμα: φόρος",
    "Japanese": "差出人: Desk\n送信日時: 2026年3月9日 10:14\n宛先: Kim\n件名: 税",
    "Chinese": "发件人: Desk\n发送时间: 2026年3月9日 10:14\n收件人: Kim\n主题: 税",
    "Korean": "보낸 사람: Desk\n보낸 날짜: 2026년 3월 9일\n받는 사람: Kim\n제목: 세금",
}


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS)
def test_a_reply_ends_where_the_headers_of_the_quoted_mail_begin(headers: str) -> None:
    assert customer_words(f"{PROBLEM}\n\n{headers}\n\n{OLD}", "Re: tax") == PROBLEM


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS)
def test_a_remark_above_headers_points_to_what_was_forwarded(headers: str) -> None:
    assert customer_words(f"Please see below.\n\n{headers}\n\nHello,\n{PROBLEM}") == PROBLEM


@pytest.mark.parametrize(
    "line",
    [
        "On Mon, 9 Mar 2026 at 10:14, Desk <[email]> wrote:",
        "Am Mo., 9. März 2026 um 10:14 Uhr schrieb Desk <[email]>:",
        "Em seg., 9 de mar. de 2026 às 10:14, Desk <[email]> escreveu:",
        "Den mån 9 mars 2026 kl 10:14 skrev Desk <[email]>:",
        "ma 9. maalisk. 2026 klo 10.14 Desk ([email]) kirjoitti:",
        "pon., 9 mar 2026 o 10:14 Desk <[email]> napisał(a):",
        "po 9. 3. 2026 v 10:14 odesílatel Desk <[email]> napsal:",
        "пн, 9 мар. 2026 г. в 10:14, Desk <[email]>:",
        "Desk <[email]>, 9 Mar 2026 Pzt, 10:14 tarihinde şunu yazdı:",
        "2026年3月9日(月) 10:14 Desk <[email]>:",
        "-----Original Message-----",
        "-----Ursprüngliche Nachricht-----",
        "----- Messaggio originale -----",
        "##- Please type your reply above this line -##",
        "Reply above this line.",
        "##- Bitte geben Sie Ihre Antwort über dieser Zeile ein. -##",
        "##- Veuillez saisir votre réponse au-dessus de cette ligne -##",
        "##- Por favor, escriba su respuesta por encima de esta línea -##",
    ],
)
def test_a_reply_ends_where_the_mail_program_says_that_an_older_one_begins(line: str) -> None:
    assert customer_words(f"{PROBLEM}\n\n{line}\n\n{OLD}", "Re: tax") == PROBLEM


@pytest.mark.parametrize(
    "mark",
    [
        "---------- Forwarded message ---------",
        "Begin forwarded message:",
        "-------- Weitergeleitete Nachricht --------",
        "Anfang der weitergeleiteten Nachricht:",
        "-------- Message transféré --------",
        "-------- Mensaje reenviado --------",
        "-------- Mensagem encaminhada --------",
        "-------- Messaggio inoltrato --------",
        "-------- Doorgestuurd bericht --------",
        "-------- Vidarebefordrat meddelande --------",
        "-------- Przesłana wiadomość --------",
        "-------- Přeposlaná zpráva --------",
        "-------- Пересланное сообщение --------",
        "---------- 転送メッセージ ---------",
        "---------- 转发的邮件 ---------",
    ],
)
def test_below_a_mark_of_a_forward_stands_the_message(mark: str) -> None:
    forwarded = f"From: Pat <[email]>\nDate: 9 Mar 2026\nSubject: tax\nTo: Kim\n\n{PROBLEM}"
    assert customer_words(f"FYI\n\n{mark}\n{forwarded}") == PROBLEM
    assert customer_words(f"{mark}\n{forwarded}") == PROBLEM


@pytest.mark.parametrize(
    "subject", ["Fwd: tax", "FW: tax", "WG: tax", "TR: tax", "RV: tax", "[EXT] Fw: tax"]
)
def test_a_subject_says_that_the_quoted_mail_is_the_message(subject: str) -> None:
    body = f"Kim asked me to pass on what our shop wrote.\n\n{HEADERS['German']}\n\n{PROBLEM}"
    assert customer_words(body, subject) == PROBLEM


def test_own_words_that_tell_more_than_a_remark_stay_above_the_forward() -> None:
    own = (
        "Our accountant found this while closing the month, and it happens with all shops that "
        "were moved to the new price list in January, not with those that stayed on the old one."
    )
    body = f"{own}\n\n---------- Forwarded message ---------\n{HEADERS['English']}\n\n{PROBLEM}"
    assert customer_words(body) == f"{own}\n{PROBLEM}"


def test_a_forward_within_a_forward_is_read_to_its_end() -> None:
    inner = f"Begin forwarded message:\n\n{HEADERS['French']}\n\n{PROBLEM}\n\nCordialement,\nPat"
    outer = f"---------- Forwarded message ---------\n{HEADERS['English']}"
    body = f"FYI\n\n{outer}\n\nsee below\n\n{inner}"
    assert customer_words(body) == PROBLEM


def test_what_was_forwarded_loses_its_own_quotation_and_signature() -> None:
    forwarded = f"{PROBLEM}\n\nBest regards,\nPat\n\nOn 8 Mar 2026 at 10:14, Desk wrote:\n> {OLD}"
    body = f"See below\n\nBegin forwarded message:\n\n{HEADERS['English']}\n\n{forwarded}"
    assert customer_words(body) == PROBLEM


@pytest.mark.parametrize(
    "words",
    [
        "From: price list A\nTo: price list B\nthe copy loses all discounts of our customers",
        "On the order page my colleague wrote: the discount is gone.",
        "The mail says:\nDate: unknown\nand nothing else.",
        "To: nobody\nThat is what the envelope says.",
    ],
)
def test_header_like_words_of_the_customer_are_no_quotation(words: str) -> None:
    assert customer_words(words) == words


def test_an_answer_below_what_it_quotes_is_read() -> None:
    body = f"On 9 Mar 2026 at 10:14, Desk wrote:\n> {OLD}\n> Does it help?\n\n{PROBLEM}"
    assert customer_words(body) == PROBLEM


def test_a_line_too_long_for_a_mail_program_is_not_looked_at() -> None:
    assert first_seam(["On 9 March 2026 " + "word " * 80 + "wrote:"]) is None
