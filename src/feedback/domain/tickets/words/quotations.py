"""Where a mail ends and what it answers or forwards begins."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from mailparser_reply.constants import MAIL_LANGUAGES

from feedback.domain.tickets.words.mail_headers import field_of, header_block
from feedback.domain.tickets.words.phrases import any_phrase


class SeamKind(Enum):
    """What tells that another message follows."""

    HEADERS = auto()
    """From, Sent, To, Subject: a quotation or a forward."""
    FORWARD = auto()
    """A line that says that a forwarded message follows."""
    ORIGINAL = auto()
    """A line that says that the original message follows."""
    WROTE = auto()
    """On 9 March 2026 Ada wrote:"""
    REPLY_MARKER = auto()
    """Please type your reply above this line."""


@dataclass(frozen=True, slots=True)
class Seam:
    """The border between a message and an older one. Line numbers; `end` is the first line after
    the marks of the border."""

    kind: SeamKind
    start: int
    end: int
    subject: str = ""
    """Of the older message, where its headers tell."""


_FORWARDED = re.compile(
    r"^[\W_]*(?:"
    + any_phrase(
        "begin, begin of, start of, anfang der, début du, inicio del, início da, inizio, "
        "inizio del, begin van het"
    )
    + r"\s+)?(?:"
    + any_phrase("""
    forwarded message, weitergeleitete nachricht, weitergeleiteten nachricht, message transféré,
    message transfere, message réexpédié, mensaje reenviado, mensagem encaminhada,
    mensagem reencaminhada, messaggio inoltrato, doorgestuurd bericht, videresendt meddelelse,
    videresendt besked, videresendt melding, vidarebefordrat meddelande, vidarebefordrat mejl,
    vidarebefordrat brev, edelleenlähetetty viesti, przesłana wiadomość, przekazana wiadomość,
    przesłana dalej wiadomość, wiadomość przekazana, wiadomość przekazana dalej, přeposlaná zpráva,
    továbbított üzenet, mesaj redirecționat, пересланное сообщение, пересылаемое сообщение,
    переслане повідомлення, iletilen ileti, iletilen mesaj, iletilen e-posta,
    yönlendirilen ileti, yönlendirilen mesaj, yönlendirilen e-posta, προωθημένο μήνυμα,
    転送メッセージ, 転送されたメッセージ, 转发邮件, 转发的邮件, 转发消息, 转发的消息,
    轉寄郵件, 轉寄的郵件, 전달된 메시지, 전달된 메일, original message follows
    """)
    + r"|forwarded by .{1,60})[\W_]*$",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"^[\W_]{0,40}"
    + any_phrase("""
    original message, original appointment, ursprüngliche nachricht, originalnachricht,
    message d'origine, mensaje original, mensagem original, messaggio originale,
    oorspronkelijk bericht, oprindelig meddelelse, ursprungligt meddelande, opprinnelig melding,
    alkuperäinen viesti, wiadomość oryginalna, oryginalna wiadomość, původní zpráva,
    eredeti üzenet, mesaj original, исходное сообщение, оригінальне повідомлення, orijinal mesaj,
    αρχικό μήνυμα, 元のメッセージ, 原始邮件, 原始郵件, 原始消息, 원본 메시지
    """)
    + r"[\W_]{3,80}$",
    re.IGNORECASE,
)
_ABOVE = r".{0,60}"
_REPLY_MARKER = re.compile(
    r"^[\W_]*(?:"
    + "|".join(
        (
            r"(?:please )?(?:(?:type|write|enter|add) )?(?:your )?(?:reply|replies|respond|"
            r"response|answer)\b.{0,30}\babove this line\b",
            rf"(?:bitte )?(?:geben sie |schreiben sie )?(?:ihre )?antwort{_ABOVE}über diese[rs]? "
            r"(?:zeile|linie)",
            rf"(?:répondez|veuillez){_ABOVE}au-dessus de cette ligne",
            rf"(?:responda|escriba|por favor){_ABOVE}(?:encima|arriba) de esta l[ií]nea",
            rf"(?:responda|digite|escreva|por favor){_ABOVE}acima desta linha",
            rf"(?:rispondi|scrivi|inserire|digitare){_ABOVE}sopra (?:a )?questa (?:riga|linea)",
            rf"(?:typ|gelieve|beantwoord|schrijf){_ABOVE}boven deze (?:regel|lijn)",
            rf"(?:svar|skriv){_ABOVE}(?:over|ovenfor|ovanför) (?:denne|denna|den här) "
            r"(?:linje|linjen|rad|raden)",
            rf"{_ABOVE}powyżej (?:tej linii|tego wiersza)",
            rf"{_ABOVE}nad (?:tento|tímto) řád\w+",
            rf"{_ABOVE}(?:выше|над) этой (?:строки|строкой|линии|линией)",
            rf"{_ABOVE}bu satırın üst",
            rf"{_ABOVE}(?:この(?:線|行)より上|此行(?:之上|上方|以上)|이 줄 위에)",
        )
    )
    + ")",
    re.IGNORECASE,
)
_KNOWN_WROTE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for language, words in MAIL_LANGUAGES.items()
    if language != "david" and isinstance(pattern := words.get("wrote_header"), str) and pattern
)
_WROTE = re.compile(
    # What mail-parser-reply 1.36 does not know.
    r"^(?:em|el|op) .{1,200}\b(?:escreveu|escribió|schreef)\b.{0,100}:$"
    r"|^(?:den|on|am|le|il|el|em|op|dne|dnia|w dniu|ma|la data de|в|на)?\s?.{1,160}\b(?:wrote|"
    r"schrieb|a écrit|ha scritto|ha escrito|escribió|escreveu|schreef|skrev|kirjoitti|napisał\w*|"
    r"napsal\w*|napísal\w*|írta|a scris|написал\w*|пишет|пише|писал\w*|yazdı|έγραψε)\b"
    r".{0,60}[:：]$",
    re.IGNORECASE,
)
_DATE_AND_ADDRESS = re.compile(
    # Wed, 9 Mar 2026, 10:14 Ada <ada@shop.example>: in any language.
    r"^(?=.{0,80}\b(?:19|20)\d\d)(?=.{0,100}\d{1,2}[:.]\d\d).{8,160}<[^<>\n]{1,80}>.{0,40}[:：]$"
    r"|^(?:19|20)\d\d年\d{1,2}月\d{1,2}日.{0,120}[:：]$"
)


def first_seam(lines: Sequence[str]) -> Seam | None:
    """The first border in a mail; None where it is one message from beginning to end."""
    for number, line in enumerate(lines):
        kind = _kind_of(line, lines[number + 1] if number + 1 < len(lines) else "")
        if kind is not None:
            return _with_headers(kind, lines, number)
        block = header_block(lines, number)
        if block is not None:
            return Seam(SeamKind.HEADERS, block.start, block.end, block.subject)
    return None


def _kind_of(line: str, following: str) -> SeamKind | None:
    line = line.strip()
    if len(line) < 4 or len(line) > 400:
        return None
    if _REPLY_MARKER.match(line):
        return SeamKind.REPLY_MARKER
    bare = line.lstrip("> ")
    if _FORWARDED.match(bare):
        return SeamKind.FORWARD
    if _ORIGINAL.match(bare):
        return SeamKind.ORIGINAL
    if _is_wrote(bare) or (
        not bare.endswith((":", "：")) and _is_wrote(f"{bare} {following.strip()}")
    ):
        return SeamKind.WROTE
    return None


def _is_wrote(line: str) -> bool:
    if not line.endswith((":", "：")) or len(line) > 300:
        return False
    if _DATE_AND_ADDRESS.match(line):
        return True
    if not any(character.isdigit() for character in line):
        return False
    return bool(_WROTE.match(line)) or any(known.match(line) for known in _KNOWN_WROTE)


def _with_headers(kind: SeamKind, lines: Sequence[str], number: int) -> Seam:
    """The border with the header lines that follow its mark."""
    end = number + 1
    if kind is SeamKind.WROTE and not lines[number].rstrip().endswith((":", "：")):
        end += 1  # the line was broken in two
    at = end
    while at < len(lines) and at < end + 3 and not lines[at].strip():
        at += 1
    block = header_block(lines, at) if at < len(lines) else None
    if block is not None:
        return Seam(kind, number, block.end, block.subject)
    if kind in (SeamKind.FORWARD, SeamKind.ORIGINAL):
        end = _after_loose_headers(lines, at)
    return Seam(kind, number, end)


def _after_loose_headers(lines: Sequence[str], at: int) -> int:
    """Below a mark one header line is enough."""
    while at < len(lines) and field_of(lines[at]) is not None:
        at += 1
    return at
