"""Legal notices, logs and stack traces: what no customer wrote."""

import pytest

from feedback.domain.tickets.disclaimers import without_disclaimers
from feedback.domain.tickets.text import MAX_CHARS, customer_words
from tests.hard_texts import NOTICES

WORDY = {name: text for name, text in NOTICES.items() if name != "one word"}
WORDS = "The export fails."


@pytest.mark.parametrize(
    "notice",
    [
        "CONFIDENTIALITY NOTICE: This e-mail and any attachments are confidential.",
        "Legal notice: ACME Ltd, registered in England.",
        "This email and any files transmitted with it are confidential and intended solely for the "
        "use of the individual or entity to whom they are addressed.",
        "This message contains confidential information. If you are not the named addressee you "
        "should not disseminate it.",
        "The information contained in this message may be legally protected.",
        "If you have received this message in error, please notify the sender and delete it.",
        "Please consider the environment before printing this email.",
        "Diese E-Mail enthält vertrauliche und/oder rechtlich geschützte Informationen.",
        "Wenn Sie nicht der richtige Adressat sind, vernichten Sie bitte diese Mail.",
        "Der Inhalt dieser E-Mail ist vertraulich.",
        "Sollten Sie diese Nachricht irrtümlich erhalten haben, löschen Sie sie bitte.",
        "Bitte denken Sie an die Umwelt, bevor Sie drucken.",
        "Ce message et ses pièces jointes sont confidentiels.",
        "Ce courriel est établi à l'intention exclusive de ses destinataires.",
        "Si vous avez reçu ce message par erreur, merci de le détruire.",
        "Este mensaje va dirigido exclusivamente a su destinatario.",
        "Este correo puede contener información confidencial o privilegiada.",
        "Si usted ha recibido este mensaje por error, bórrelo.",
        "AVISO LEGAL: uso interno.",
        "Esta mensagem contém informações confidenciais.",
        "Se você recebeu esta mensagem por engano, apague-a.",
        "Questo messaggio è riservato.",
        "Le informazioni sono destinate esclusivamente al destinatario.",
        "Dit e-mailbericht is vertrouwelijk.",
        "Dit is uitsluitend bestemd voor de geadresseerde.",
    ],
)
def test_a_legal_notice_goes(notice: str) -> None:
    assert customer_words(f"{WORDS}\n\n{notice}") == WORDS
    assert customer_words(f"{WORDS}\n\n{notice}\n\nIt is urgent.") == f"{WORDS}\nIt is urgent."


@pytest.mark.parametrize(
    "said",
    [
        "The export contains confidential information of another customer.",
        "We sent a confidential file to the wrong recipient, can you delete it?",
        "I received an invoice in error.",
        "Our printer prints nothing before printing the e-mail.",
        "Die Nachricht an den Empfänger kommt nicht an.",
        "Le destinataire ne reçoit rien.",
        "El mensaje de error es siempre el mismo.",
        "Il messaggio di errore resta.",
        "Het bericht komt niet aan.",
    ],
)
def test_who_speaks_of_confidential_things_is_heard(said: str) -> None:
    assert customer_words(f"{WORDS}\n\n{said}") == f"{WORDS}\n{said}"


def test_a_message_that_is_nothing_but_a_notice_stays() -> None:
    notice = "This message is confidential."
    assert without_disclaimers(notice) == notice


PYTHON = [
    "Traceback (most recent call last):", '  File "a.py", line 1, in run', "    go(1)",
    '  File "b.py", line 2, in go', "    raise ValueError(1)", "ValueError: bad",
]  # fmt: skip
TRACES = {
    "python": (PYTHON, [0, 1, 2, 5]),
    "java": (
        ["java.lang.NullPointerException: oops", "\tat com.acme.A.run(A.java:1)",
         "\tat com.acme.B.main(B.java:2)", "\tat com.acme.C.main(C.java:3)", "\t... 23 more",
         "Caused by: java.io.IOException: disk full"],
        [0, 1, 2, 5],
    ),
    "javascript": (
        ["TypeError: x is undefined", "    at new Thing (/app/a.js:3:5)",
         "    at async run (/app/b.js:9:1)", "    at /app/c.js:9:1",
         "    at Object.<anonymous> [as run] (/app/c.js:9:1)"],
        [0, 1, 2],
    ),
    ".net": (
        ["System.NullReferenceException: null", "   at Acme.Run(String s) in C:\\a.cs:line 1",
         "   at Acme.Program.Main()", "   at Acme.Program.Start()",
         "   --- End of inner exception stack trace ---"],
        [0, 1, 2],
    ),
    "ruby": (
        ["NoMethodError: undefined method", "app/user.rb:1:in `save'", "app/user.rb:2:in `save'",
         "app/user.rb:3:in 'save'"],
        [0, 1, 2],
    ),
    "php": (
        ["Uncaught Exception: x", "#0 /var/www/a.php(7): foo()", "#1 /var/www/b.php(9): bar()",
         "#2 {main}"],
        [0, 1, 2],
    ),
    "go": (
        ["panic: index out of range", "goroutine 1 [running]:", "/tmp/x.go:9 +0x1d",
         "/tmp/y.go:9 +0x1d"],
        [0, 1, 2],
    ),
    "syslog": ([f"Mar  9 08:14:0{n} host sshd[12]: Failed" for n in range(4)], [0, 1]),
    "web server": (
        [f'h{n} - - [09/Mar/2026:08:14:00 +0000] "GET / HTTP/1.1" 500' for n in range(4)], [0, 1]
    ),
    "nginx": ([f"2026/03/09 08:14:0{n} [error] 1#1: boom" for n in range(4)], [0, 1]),
    "day first": ([f"09.03.2026 08:14:0{n} FEHLER boom" for n in range(4)], [0, 1]),
    "bytes": ([f"00{n}0: 4f 2a 00 ff 10 22 17" for n in range(4)], [0, 1]),
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(TRACES))
def test_of_a_trace_the_error_and_two_lines_stay(kind: str) -> None:
    lines, kept = TRACES[kind]
    found = customer_words("It crashes:\n" + "\n".join(lines) + "\nWhy?").splitlines()
    assert found == [
        "It crashes:",
        *(" ".join(one.split()) for one in (lines[place] for place in kept)),
        "Why?",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "at the office nothing works (since Monday)",
        "#1 priority for us is the export",
        "March 9 08:00 is when it began",
        "Files are lost",
        "Information is missing",
        "go to settings: in the menu",
    ],
)
def test_words_are_no_log(line: str) -> None:
    body = "\n".join(f"{line} {n}" for n in range(4))
    assert customer_words(body) == body


def test_one_word_without_end_says_nothing() -> None:
    assert customer_words(f"The export fails.\n\n{NOTICES['one word']}") == "The export fails."


@pytest.mark.parametrize("text", WORDY.values(), ids=WORDY)
def test_what_could_be_a_notice_costs_neither_time_nor_words(text: str) -> None:
    words = customer_words(f"The export fails.\n\n{text}")
    assert words.startswith("The export fails.\n")
    assert len(words) == MAX_CHARS
