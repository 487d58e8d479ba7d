"""Chats pasted or exported as text: read by speaker, the customer's turns kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from feedback.domain.tickets.words.phrases import any_phrase, phrases

_CLOCK = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:[.,]\d{1,6})?\s?(?:[aApP]\.?[mM]\.?)?"
_DAY = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}|"
    r"\d{1,2}\.? [^\W\d_]{3,12}\.? \d{4}|[^\W\d_]{3,12} \d{1,2},? \d{4}|\d{4}年\d{1,2}月\d{1,2}日)"
)
_TIME = rf"(?:{_DAY}[ T,]{{1,3}})?{_CLOCK}(?: ?(?:UTC|GMT|CET|CEST|[A-Z]{{2,4}}T|Z))?"
_STAMP = rf"[\[(<{{]?\s?{_TIME}\s?[\])>}}]?"
_NAME = r"[^\W\d_][^:：\n\[\]{}<>=|\"]{0,48}?"
_SPEAKER = rf"(?P<speaker>{_NAME})"
_SAID = r"\s?[:：](?P<said>(?:\s.*)?)$"
_TIMED_TURN = re.compile(rf"^\W{{0,3}}{_STAMP}\s{{0,3}}[-–—|]?\s{{0,3}}{_SPEAKER}{_SAID}")
_TURN_TIMED = re.compile(rf"^{_SPEAKER}\s?[\[(,]\s?{_TIME}\s?[\])]?{_SAID}")
_HEADED_TURN = re.compile(
    rf"^{_SPEAKER}\s{{0,3}}[,|–—-]?\s{{1,3}}{_STAMP}$"
    rf"|^{_STAMP}\s{{1,3}}[-–—|]?\s{{0,3}}(?P<speaker2>{_NAME})$"
)
_UNTIMED_TURN = re.compile(rf"^[*_]{{0,2}}{_SPEAKER}[*_]{{0,2}}\s?[:：][*_]{{0,2}}\s(?P<said>.*)$")
_NOTICE = re.compile(
    rf"^\W{{0,3}}(?:{_STAMP})?\s{{0,3}}(?:\*{{2,}}.*\*{{2,}}|(?:system|chat started|chat ended"
    r"|.{1,60}\b(?:has )?(?:joined|left|entered|ended|closed|started) the (?:chat|conversation)"
    r"|.{1,40} (?:hat den chat|a rejoint|se ha unido|was assigned).{0,60})\W{0,3})$",
    re.IGNORECASE,
)

_CUSTOMERS = re.compile(
    r"^(?:(?:web|site|website|end|app|chat|live ?chat|guest|anonymous) ?)?"
    + any_phrase("""
    visitor, customer, client, user, end-user, enduser, guest, caller, requester, shopper, buyer,
    subscriber, member, patient, student, consumer,
    besucher, besucherin, kunde, kundin, gast, nutzer, nutzerin, anrufer, anruferin,
    visiteur, cliente, utilisateur, visitante, usuario, usuaria, usuário, invitado, visitatore,
    utente, bezoeker, klant, gebruiker, klient, klientka, użytkownik, gość, zákazník, uživatel,
    kund, besökare, besøgende, bruger, bruker, asiakas, kävijä,
    клиент, посетитель, пользователь, клієнт, müşteri, ziyaretçi, kullanıcı, vásárló, ügyfél,
    πελάτης, お客様, 顧客, ユーザー, 客户, 访客, 用户, 客戶, 고객, 방문자
    """)
    + r"\W?\s?#?\d{0,12}$",
    re.IGNORECASE,
)
_STAFF = re.compile(
    r"(?<!\w)"
    + any_phrase("""
    bot, chat bot, chatbot, answer bot, answerbot, virtual assistant, virtual agent, assistant,
    automated, autoresponder, agent, operator, advisor, adviser, representative, rep, specialist,
    support, help desk, helpdesk, service desk, customer service, customer care, customer success,
    staff, team, moderator, admin, ivr, ai,
    mitarbeiter, mitarbeiterin, berater, beraterin, kundendienst, kundenservice, conseiller,
    conseillère, agente, asesor, asesora, operador, operadora, atendente, suporte, soporte,
    operatore, assistenza, medewerker, klantenservice, konsultant, konsultantka, obsługa, podpora,
    operátor, kundtjänst, kundeservice, asiakaspalvelu, оператор, поддержка, бот, destek, temsilci,
    υποστήριξη
    """)
    + r"(?!\w)|(?:bot|gpt)$|サポート|担当|ボット|客服|机器人|상담|봇",
    re.IGNORECASE,
)
_STAFF_SAYS = re.compile(
    r"(?<!\w)"
    + any_phrase("""
    how can i help, how can we help, how may i help, how may we help, how can i assist,
    how may i assist, welcome to, thanks for contacting, thank you for contacting,
    thanks for reaching, thank you for reaching, thank you for getting in touch,
    thank you for chatting, thank you for your patience, let me check, let me look, let me see,
    let me have a look, i'll check, i will check, i'll look into, i will look into, i'll transfer,
    i will transfer, i'll connect, i will connect, is there anything else, happy to help,
    wie kann ich ihnen, wie können wir ihnen, wie kann ich helfen, wie kann ich dir,
    willkommen bei, willkommen im, ich schaue, einen moment bitte,
    comment puis-je, comment pouvons-nous, en quoi puis-je, bienvenue, je vérifie,
    en qué puedo, en qué podemos, en qué le puedo, en qué te puedo, cómo puedo, cómo podemos,
    bienvenido, bienvenida, permítame, em que posso, como posso, como podemos, bem-vindo,
    bem-vinda, come posso, come possiamo, benvenuto, benvenuta, hoe kan ik, waarmee kan ik, welkom,
    w czym mogę, w czym możemy, hur kan jag, hur kan vi, hvordan kan jeg, hvordan kan vi,
    чем могу, чем можем, nasıl yardımcı
    """),
    re.IGNORECASE,
)
_PLEASANTRY = re.compile(
    "^"
    + any_phrase("""
    hi, hello, hey, hallo, moin, hola, bonjour, salut, ciao, olá, ola, oi, good morning, good day,
    good afternoon, good evening, guten tag, guten morgen, buenos días, bom dia, hej, cześć, ahoj,
    ok, okay, yes, no, yep, sure, here, thanks, thank you, thanks a lot, thx, danke, merci, gracias,
    obrigado, obrigada, grazie, dank u, bedankt, tack, tak, kiitos, привет, здравствуйте, спасибо,
    anyone there, are you there, is anybody there, ja, nein, oui, non, sí, si
    """)
    + r"(?: (?:there|all|team))?[\W_]*$",
    re.IGNORECASE,
)
_NO_SPEAKERS = frozenset(phrases("https, http, re, fw, fwd, note, ps, nb, todo"))
_PROGRAM = re.compile(
    r"\w\.\w|\w[/\\_]\w|\b(?:ERROR|WARN(?:ING)?|INFO|DEBUG|TRACE|FATAL|NOTICE|SEVERE)\b|Exception$"
)
"""A logger, a path, a level: a log names them where a chat names its speaker."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker said before the next one spoke."""

    speaker: str
    said: tuple[str, ...]


def customers_turns(text: str) -> str | None:
    """What the customer said in a transcript, a line a turn; None where `text` is none.

    Speakers are told by their names (visitor, agent …) or by what only staff says (“How can I
    help?”). Turns that only greet or thank are left out, unless nothing else was said.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    turns = _turns(lines)
    if turns is None:
        return None
    customers = _customers_among(turns)
    said = [line for turn in turns if turn.speaker in customers for line in turn.said if line]
    telling = [line for line in said if not _PLEASANTRY.match(line)]
    return "\n".join(telling or said)


def _turns(lines: Sequence[str]) -> list[Turn] | None:
    """The turns of a transcript; None where the lines are not one."""
    for pattern, n_least in (
        (_TIMED_TURN, 2),
        (_TURN_TIMED, 2),
        (_HEADED_TURN, 2),
        (_UNTIMED_TURN, 3),
    ):
        turns, n_heads, n_before = _read(lines, pattern)
        speakers = {turn.speaker for turn in turns}
        if n_heads < n_least or n_before > max(3, len(lines) // 4):
            continue
        if pattern is _UNTIMED_TURN:
            # Any form and any list looks so: somebody must be told by their part in a chat, and
            # somebody must speak again.
            roles = [name for name in speakers if _CUSTOMERS.match(name) or _STAFF.search(name)]
            if not roles or len(speakers) < 2 or n_heads * 2 < len(lines):
                continue
            if len(speakers) == n_heads and n_heads > 3:
                continue
        elif pattern is _HEADED_TURN:
            # Somebody must speak again, and say something.
            if not 2 <= len(speakers) < n_heads or not all(turn.said for turn in turns):
                continue
        elif len(speakers) > max(3, n_heads // 2 + 1):
            continue  # a timeline or a log, each line with another first word
        return turns
    return None


def _read(lines: Sequence[str], pattern: re.Pattern[str]) -> tuple[list[Turn], int, int]:
    """Turns by one way of writing them, how many lines begin one, and how many stand before."""
    turns: list[Turn] = []
    n_heads = n_before = 0
    for line in lines:
        if _NOTICE.match(line):
            continue
        found = pattern.match(line)
        groups = found.groupdict() if found else {}
        speaker = (groups.get("speaker") or groups.get("speaker2") or "").strip(" *_-")
        if found and speaker and len(speaker.split()) <= 6 and not _is_program(speaker):
            n_heads += 1
            said = (groups.get("said") or "").strip()
            turns.append(Turn(" ".join(speaker.casefold().split()), (said,) if said else ()))
        elif turns:
            turns[-1] = Turn(turns[-1].speaker, (*turns[-1].said, line))
        else:
            n_before += 1
    return turns, n_heads, n_before


def _is_program(speaker: str) -> bool:
    return speaker.casefold() in _NO_SPEAKERS or bool(_PROGRAM.search(speaker))


def _customers_among(turns: Sequence[Turn]) -> set[str]:
    speakers = dict.fromkeys(turn.speaker for turn in turns)
    named = {name for name in speakers if _CUSTOMERS.match(name)}
    if named:
        return named
    staff = {name for name in speakers if _STAFF.search(name)}
    staff |= {turn.speaker for turn in turns if any(map(_STAFF_SAYS.search, turn.said))}
    return {name for name in speakers if name not in staff} or set(speakers)
