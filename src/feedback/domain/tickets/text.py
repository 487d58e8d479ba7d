"""What of a ticket is worth embedding: the subject and what the customer wrote, little else.

Quoted replies and signatures go (mail-parser-reply knows them in many languages), and so do legal
notices; pasted logs are cut to their first lines; masks and links say nothing about the problem.
"""

import hashlib
import re
from functools import lru_cache

from mailparser_reply.parser import EmailMessage

from feedback.domain.tickets.disclaimers import without_disclaimers
from feedback.domain.tickets.logs import without_most_logs

MAX_CHARS = 4000
"""Of the cleaned body. Four times what the default model reads; the rest is never looked at."""
_LANGUAGES = ("en", "de", "fr", "es", "nl", "it")
# What mail-parser-reply 1.36 does not know of these and of Portuguese.
_MISSED_BY_PARSER = re.compile(
    r"^(?:(?:em|el|op) [^\n]{1,200}\b(?:escreveu|escribió|schreef)\b[^\n]{0,100}:|"
    r"(?:atenciosamente|(?:com os melhores )?cumprimentos|obrigad[oa]|bien cordialement)[,.!]?)$",
    re.IGNORECASE | re.MULTILINE,
)
_MASK = re.compile(r"\[(?:email|phone|card|iban|ip|secret|national_id)\]")
_LINK = re.compile(r"https?://\S+")
_EMPTY_BRACKETS = re.compile(r" ?(?:\( \)|< >)")
"""With a blank in them: "save()" is somebody's code."""
_GREETING = re.compile(
    r"^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|hallo|guten (?:tag|morgen)|moin|"
    r"sehr geehrte\w*|bonjour|hola|buenos d[ií]as|ol[áa]|bom dia|beste|goedemorgen|goedendag)"
    # Words and the single characters between them in turn, so that no text can be split in two
    # ways: with (?:\w+\W?){0,4} one long word after "Hello" took hours.
    r"(?:\s+\w+(?:\W\w+){0,3}\W?)?[,!.:]*$",
    re.IGNORECASE,
)

_OPENING_GREETING = re.compile(
    r"^(?:(?:hi|hello|hey|howdy|greetings|dear|good (?:morning|afternoon|evening|day)|hallo|"
    r"guten (?:tag|morgen|abend)|moin|servus|sehr geehrte\w*|bonjour|bonsoir|hola|buen[oa]s "
    r"(?:d[ií]as|tardes|noches)|buenas|ol[áa]|bo[am] (?:dia|tarde|noite)|beste|"
    r"goede(?:morgen|middag|navond)|goedendag|ciao|salve|buongiorno|dobrý den)"
    # Up to three words to whom, but only if a mark says where they end.
    r"(?:(?:\s+[\w.]+){0,3}?\s*[,!.:;–-]+\s*|\s+(?:all|there|everyone|team|folks|guys|community)"
    r"\s*[,!.:;–-]*\s+))+",
    re.IGNORECASE,
)

_LONG_LINE = re.compile(r"[^\n]{500}(?=[^\n])")
_FOLD = "\ue000\n\ue000"
"""Folds a long line for the parser. The private character keeps what follows from looking like a
signature, and tells our line breaks from the customer's."""


def embeddable_text(subject: str, body: str) -> str:
    """The subject and the cleaned body, separated by a line break; empty if both are."""
    title = _squeeze(subject[:MAX_CHARS])  # some forms put the whole message there
    return "\n".join(part for part in (title, customer_words(body)) if part)


@lru_cache(maxsize=256)
def customer_words(body: str) -> str:
    """What the customer wrote: `body` without quotes, signature, greeting, masks and most logs.

    The last few are remembered: a title and the quotes are taken from the same tickets.
    """
    body = _easy_to_parse(body[: 4 * MAX_CHARS])
    # Without keep_hyphen_lists the first "- step" of a list passes for a signature, and all goes.
    message = EmailMessage(text=body, languages=list(_LANGUAGES), keep_hyphen_lists=True)
    replies = message.read().replies
    own_words = str(replies[0].body or "") if replies else ""
    # A message that is all quotation or signature to the parser is kept whole: better too much
    # of a ticket than none.
    own_words = (own_words.strip() or body).replace(_FOLD, "")
    own_words = _MISSED_BY_PARSER.split(own_words)[0].strip() or own_words
    own_words = without_disclaimers(own_words)
    lines = own_words.splitlines()
    lines = [line for line in lines if not line.startswith(">")] or lines
    kept: list[str] = []
    greeting = ""
    for line in without_most_logs(lines):
        words = _squeeze(line)
        if not kept and _GREETING.match(words):
            greeting = words
        elif words:
            kept.append(words)
    # "hi i cannot login" looks like a greeting; where it is all there is, it is the message.
    if not kept and len(greeting.split()) > 3:
        kept = [greeting]
    return "\n".join(kept)[:MAX_CHARS]


def without_greeting(text: str) -> str:
    """`text` without the greeting it begins with: "Hello team, the export …" → "the export …"."""
    return _OPENING_GREETING.sub("", text, count=1)


def without_empty_brackets(text: str) -> str:
    """`text` without the "( )" that stood around a mask."""
    return _EMPTY_BRACKETS.sub("", text)


def hash_text(text: str) -> str:
    """SHA-256 of the text, 64 hex digits: the key of its embedding."""
    return hashlib.sha256(text.encode()).hexdigest()


def _easy_to_parse(body: str) -> str:
    """`body` without runs of blanks and blank lines, long lines folded.

    The parser's expressions are quadratic and worse in these: 16,000 line breaks, or one such line
    that begins with "On" or "From:", took 5 seconds to minutes.
    """
    lines = "\n".join(" ".join(line.split()) for line in body.splitlines())
    return _LONG_LINE.sub(rf"\g<0>{_FOLD}", re.sub(r"\n{3,}", "\n\n", lines))


def _squeeze(line: str) -> str:
    return " ".join(_LINK.sub(" ", _MASK.sub(" ", line)).split())
