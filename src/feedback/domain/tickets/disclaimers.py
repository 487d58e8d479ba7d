"""Legal notices under a mail: nobody wrote them for the ticket, and all of a company's share them.

mail-parser-reply knows them by a label (`Disclaimer:`) only. Here a paragraph goes if it holds one
of the formulas that such notices are made of. A formula names the message itself: "the export
contains confidential information" is what a ticket may be about.
"""

import re

_MESSAGE = (
    r"(?:e-?mails?|messages?|communications?|transmissions?|nachricht(?:en)?|courriels?|mensajes?|"
    r"correos?|mensage(?:m|ns)|messaggio|comunicazione|(?:e-?mail)?bericht(?:en)?|wiadomoś\w+|zpráv\w+|"
    r"meddelande\w*)"
)
_SECRET = (
    r"(?:confidential|privileged|vertraulich|geschützte information|confidentiel|confidencia|"
    r"privilegiad|riservat|confidenzial|vertrouwelijk|poufn|důvěrn|konfidentiell|fortrolig)"
)
_FORMULAS = re.compile(
    "|".join(
        (
            # The message says of itself that it is confidential …
            rf"\b(?:this|the contents? of this|diese[rs]?|der inhalt dieser|ce|este|esta|"
            rf"el presente|questo|questa|il presente|dit|deze|niniejsza|tato|detta)\s+(?:\w+\s)?"
            rf"{_MESSAGE}\b[^\n]{{0,160}}?{_SECRET}",
            rf"\b(?:information|contents?)\s+contained\s+in\s+this\s+{_MESSAGE}",
            # … or for whom it is …
            r"\bintended (?:only|solely|exclusively) for (?:the )?(?:use|individual|person|named|"
            r"addressee|recipient|those)",
            r"\b(?:not|nicht|n['’]êtes pas|no (?:es|sea)|não (?:é|for)|non (?:siete|è|sei|foste)|"
            r"niet|nie jesteś?\w*)\s+(?:an?|the|der|die|le|el|o|il|i|de)\s+(?:\w+\s)?(?:intended "
            r"recipient|addressee|adressat\b|empfänger\b|destinatai?re\b|destinatári[oa]|"
            r"destinatari[oa]?\b|geadresseerde)",
            r"\bausschließlich für de[nr] (?:\w+ )?(?:adressat|empfänger)",
            r"\bà l['’]intention exclusive de",
            r"\bdestin(?:ado|ada|ados|adas|ato|ata|ati|ate|é|ée|és|ées)\s+(?:exclusiva|esclusiva|"
            r"exclusive|única)\w*",
            r"\bdirigid[oa]s? (?:exclusiva|única)mente",
            r"\buitsluitend bestemd voor",
            # … and what to do with it.
            rf"\b(?:if you|sollten sie|falls sie|wenn sie|si vous|si (?:usted )?ha|se (?:você )?|"
            rf"qualora|indien u)\b[^\n]{{0,60}}{_MESSAGE}[^\n]{{0,60}}(?:\bin error|by mistake|"
            rf"irrtümlich|par erreur|por error|por engano|per errore|ten onrechte|per abuis)",
            r"\b(?:consider|think (?:of|about)) the environment before printing",
            r"\b(?:denken sie|bitte denken sie) an die umwelt",
            r"\bpens(?:ez|ons) à l['’]environnement|\bantes de imprimir|\bprima di stampare",
            r"^\W*(?:(?:confidentiality|legal) (?:notice|note)|legal disclaimer|aviso (?:legal|de "
            r"confidencia\w+)|avertissement|avvertenze|rechtlicher hinweis|"
            r"vertraulichkeitshinweis)\b\W",
        )
    ),
    re.IGNORECASE,
)
_BLANK_LINES = re.compile(r"\n\s*\n")


def without_disclaimers(text: str) -> str:
    """`text` without its paragraphs of legal notice; the first paragraph always stays."""
    first, *others = _BLANK_LINES.split(text)
    kept = [first, *(paragraph for paragraph in others if not _FORMULAS.search(paragraph))]
    return text if len(kept) == len(others) + 1 else "\n\n".join(kept)
