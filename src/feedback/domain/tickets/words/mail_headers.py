"""Header lines of mails that stand inside another mail: From, Sent, To, Subject, in 20 languages.

Mail programs put them above what they quote or forward, in the language of their user.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """What a header line tells."""

    FROM = "from"
    DATE = "date"
    TO = "to"
    CC = "cc"
    SUBJECT = "subject"


_NAMES: dict[Field, str] = {
    # en de fr es pt it nl da/no/sv fi pl cs/sk hu ro ru uk tr el ja zh ko
    Field.FROM: "from|von|de|da|van|fra|från|lähettäjä|od|feladó|de la|от|від|kimden|gönderen|από|"
    "差出人|送信者|发件人|寄件者|寄件人|보낸 사람|보낸사람",
    Field.DATE: "sent|date|sent at|gesendet|datum|envoyé|date d['’]envoi|enviado|enviado el|fecha|"
    "enviada em|enviado em|enviada|data|inviato|verzonden|verzonden op|sendt|dato|skickat|"
    "lähetetty|päivämäärä|päiväys|wysłano|wysłane|odesláno|odoslané|dátum|elküldve|küldve|trimis|"
    "отправлено|дата|надіслано|gönderildi|gönderme tarihi|tarih|στάλθηκε|ημερομηνία|送信日時|日付|"
    "日時|发送时间|日期|时间|寄件日期|보낸 날짜|날짜",
    Field.TO: "to|an|à|para|pour|a|aan|til|till|vastaanottaja|do|komu|címzett|către|catre|кому|"
    "kime|alıcı|προς|宛先|收件人|收件者|받는 사람|받는사람",
    Field.CC: "cc|bcc|kopie|copie|copia|cópia|kopi|kopia|kopio|dw|másolat|копия|копія|bilgi|κοιν|"
    "抄送|副本|참조|reply-to|reply to|antwort an|répondre à|importance|priority|priorität|"
    "importanza|attachments|anlagen|organization|organisation",
    Field.SUBJECT: "subject|betreff|objet|sujet|asunto|assunto|oggetto|onderwerp|emne|ämne|aihe|"
    "temat|předmět|predmet|tárgy|subiect|тема|konu|θέμα|件名|主题|主題|主旨|제목",
}
_FIELD_OF = {name: field for field, names in _NAMES.items() for name in names.split("|")}
_LINE = re.compile(
    r"^[>\s*_•]{0,12}(?P<name>[^\W\d_][^:：*_\n]{0,24}?)[*_\s]{0,4}[:：][*_\s]{0,4}(?P<value>[^\n]*)$"
)
_MIN_FIELDS = 3


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """Consecutive header lines. Line numbers; `end` is the first line after them."""

    start: int
    end: int
    subject: str


def field_of(line: str) -> tuple[Field, str] | None:
    """What a line tells and its value, where it looks like a header line."""
    found = _LINE.match(line)
    if found is None:
        return None
    field = _FIELD_OF.get(" ".join(found["name"].casefold().split()))
    return None if field is None else (field, found["value"].strip())


def header_block(lines: Sequence[str], start: int) -> HeaderBlock | None:
    """The block of headers that begins on this line.

    At least three different fields, the sender among them; sender and date alone will do where the
    date has figures. Recipients may be folded over more lines (RFC 5322, 2.2.3).
    """
    first = field_of(lines[start])
    if first is None:
        return None
    values: dict[Field, str] = {}
    n_folded = 0
    end = start
    for number in range(start, min(start + 24, len(lines))):
        line = lines[number]
        found = field_of(line)
        if found is not None and (found[0] not in values or found[0] is Field.CC):
            values.setdefault(*found)
            end, n_folded = number + 1, 0
        elif found is not None or n_folded == 2:
            break
        elif not line.strip():
            # Some programs put a blank line between header lines.
            following = lines[number + 1] if number + 1 < len(lines) else ""
            if field_of(following) is None:
                break
        else:
            n_folded += 1
    if Field.FROM not in values:
        return None
    dated = any(character.isdigit() for character in values.get(Field.DATE, ""))
    n_fields = len(values.keys() - {Field.CC})
    if n_fields >= _MIN_FIELDS or dated:
        return HeaderBlock(start, end, values.get(Field.SUBJECT, ""))
    return None
