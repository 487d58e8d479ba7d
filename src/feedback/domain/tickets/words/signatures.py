"""Signatures: what stands below the sign-off, unless the customer goes on writing."""

import re
from collections.abc import Sequence

from mailparser_reply.constants import MAIL_LANGUAGES

from feedback.domain.tickets.words.phrases import any_phrase


def _known(key: str) -> list[str]:
    """The patterns that mail-parser-reply has for this, of all its languages."""
    found: list[str] = []
    for language, words in MAIL_LANGUAGES.items():
        if language != "david":  # a set for one company's own phone
            patterns = words.get(key, [])
            found += [patterns] if isinstance(patterns, str) else patterns
    bare = (pattern.rstrip(",") for pattern in found)
    # One is "a slash and a word": the beginning of a path in a stack trace as well.
    return [pattern for pattern in bare if pattern and not pattern.startswith("/")]


_MISSED = any_phrase("""
    thanks, thanks a lot, thanks again, thanks in advance, thanks so much, thanks and regards,
    thank you, thank you very much, thank you so much, thank you in advance, many thanks, cheers,
    sincerely, sincerely yours, yours sincerely, yours faithfully, yours truly, warm regards,
    kind regards, best regards, with best regards, with kind regards, best wishes, regards, best,
    br, rgds,
    danke, danke im voraus, danke schön, danke sehr, danke vielmals, vielen dank,
    vielen dank im voraus, mfg, m.f.g., lg, vg, freundliche grüße, herzliche grüße,
    cordialement, bien cordialement, bien à vous, merci, merci d'avance, merci beaucoup,
    salutations, sincères salutations, meilleures salutations,
    saludo, saludos, un saludo, saludos cordiales, saludo cordial, un cordial saludo, atentamente,
    gracias, muchas gracias, gracias de antemano,
    cumprimentos, melhores cumprimentos, com os melhores cumprimentos, atenciosamente, obrigado,
    obrigada, abraço, abraços, grazie, grazie mille, cordiali saluti, distinti saluti, saluti,
    groet, groeten, groetjes, met vriendelijke groet, met vriendelijke groeten, mvg, alvast bedankt,
    bedankt,
    с уважением, спасибо, заранее спасибо, з повагою, дякую, saygılarımla, saygılar,
    iyi çalışmalar, teşekkürler,
    pozdrawiam, z poważaniem, dziękuję, s pozdravem, děkuji, üdvözlettel, köszönöm, cu stimă,
    mulțumesc, ystävällisin terveisin, terveisin, kiitos, med vänlig hälsning,
    med vänliga hälsningar, vänliga hälsningar, hälsningar, mvh, tack, tack på förhand,
    med venlig hilsen, tak, tak på forhånd, hilsen,
    よろしくお願いします, よろしくお願いいたします, よろしくお願い致します,
    以上, 此致, 谢谢, 감사합니다
    """)
"""What mail-parser-reply 1.36 does not know."""
_SIGN_OFF = re.compile(
    r"^[>\s]{0,4}(?:"
    + "|".join((*_known("signatures"), _MISSED))
    # Perhaps a name on the same line, but no sentence.
    + r")(?:\s*[,.!:;。！-]+\s*(?:[^\W\d_][\w.'’-]{0,20}\s?){0,3}|\s*[/|]\s*.{0,40})?"
    r"[\s,.!;。！]*$",
    re.IGNORECASE,
)
_DELIMITER = re.compile(r"^(?:--|__|—|––) ?$")
"""RFC 3676, 4.3; some programs use a dash or two underscores."""
_RULE = re.compile(r"^[_*=–—-]{24,}$")
"""What Outlook and others draw above what they add."""
_SENT_FROM = re.compile(
    r"^(?:"
    + "|".join(_known("sent_from"))
    + "|"
    + any_phrase("""
    sent via, sent with, enviado do, enviado desde, inviato da, inviato dal, lähetetty,
    отправлено с, отправлено из, odesláno z, wysłane z, wysłano z, envoyé de mon,
    envoyé depuis mon, gesendet von, gesendet mit, sendt fra, skickat från
    """)
    + r"|von meinem .{2,20} gesendet)\b.{0,80}$",
    re.IGNORECASE,
)
_CONTACT_LINE = re.compile(
    r"\[(?:email|phone|iban|secret)\]|https?://|\bwww\.|@|\+\d|株式会社|有限公司|(?<!\w)"
    + any_phrase("""
    gmbh, ltd, inc, llc, corp, sarl, s.a., s.r.l., spa, s.p.a., ag, kg, bv, b.v., aps, oy, ab, co.,
    hrb, ust, ust-id, vat, amtsgericht, geschäftsführer*, registered, registergericht,
    handelsregister, siret, tel, tel., phone, fax, mobile, mob, office, street, straße, strasse,
    str., road, avenue, suite, po box, p.o. box
    """)
    + r"(?!\w)",
    re.IGNORECASE,
)
_POSTSCRIPT = re.compile(r"^\W{0,3}p\.?\s?s\.?\b\W*", re.IGNORECASE)
_SENTENCE_WORDS = 7
"""A name, a title, an address have fewer; who goes on writing has more."""


def without_signature(text: str) -> str:
    """`text` up to its sign-off, and what the customer wrote below it.

    Lines below a sign-off that read as sentences, or begin with PS, are the customer's: a sign-off
    in the middle does not end a message. Below a delimiter (`-- `) nothing is. Empty where all of
    it is signature.
    """
    lines = text.splitlines()
    kept: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number].strip()
        if _SENT_FROM.match(line):
            number += 1
            continue
        if _has_words(kept) and _DELIMITER.match(line) and not _is_list(lines, number):
            break
        if _has_words(kept) and _RULE.match(line) and _ends(lines[number + 1 :]) is None:
            break
        if _SIGN_OFF.match(line) and _has_words(kept):
            goes_on = _ends(lines[number + 1 :])
            if goes_on is None:
                break
            number += 1 + goes_on
            continue
        kept.append(lines[number])
        number += 1
    return "\n".join(kept).strip()


def _has_words(lines: Sequence[str]) -> bool:
    """Whether anything was said before: a message may begin with thanks."""
    return any(line.strip() for line in lines)


def _ends(below: Sequence[str]) -> int | None:
    """Where the customer goes on writing below a sign-off; None where they do not."""
    for number, line in enumerate(below):
        bare = line.strip()
        if _POSTSCRIPT.match(bare):
            return number
        if len(bare.split()) >= _SENTENCE_WORDS and not _CONTACT_LINE.search(bare):
            return number
        if (
            len(bare) >= 24
            and not bare.isascii()
            and " " not in bare
            and bare.endswith(("。", "！", "？"))
        ):
            return number  # written without blanks
    return None


def _is_list(lines: Sequence[str], number: int) -> bool:
    """`--` above and below other text is a list or a divider when it comes again."""
    return (
        sum(bool(_DELIMITER.match(line.strip())) for line in lines[number + 1 : number + 12]) >= 2
    )
