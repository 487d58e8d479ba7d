"""What of a ticket is worth embedding: the subject and what the customer wrote, little else.

A message is taken apart in the order in which it was put together: invisible characters, encoded
files and what a helpdesk writes of calls, chats and reviews go; a chat is read by its speakers and
a contact form by its fields; of a forward the forwarded mail is the message, of a reply the words
above the quotation; then signature, legal notices and greeting go. Pasted logs are cut to their
first lines; masks and links say nothing about the problem.
"""

import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache

from feedback.domain.tickets.disclaimers import without_disclaimers
from feedback.domain.tickets.logs import without_most_logs
from feedback.domain.tickets.words.forms import words_of_form
from feedback.domain.tickets.words.forwards import is_forward, is_remark
from feedback.domain.tickets.words.openings import tells_nothing
from feedback.domain.tickets.words.quotations import SeamKind, first_seam
from feedback.domain.tickets.words.records import without_record_title, without_records
from feedback.domain.tickets.words.signatures import without_signature
from feedback.domain.tickets.words.transcripts import customers_turns
from feedback.domain.tickets.words.visible import visible

MAX_CHARS = 4000
"""Of the cleaned body. Four times what the default model reads; the rest is never looked at."""
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

_MAX_FORWARDS = 3
"""A forward of a forward of a forward; what lies deeper is read as it stands."""
_QUOTED_LINE = re.compile(r"^\s*>")


def embeddable_text(subject: str, body: str) -> str:
    """The subject and the cleaned body, separated by a line break; empty if both are, or if all
    they say is "hello" or "I have a question"."""
    title = _squeeze(visible(subject[:MAX_CHARS]))  # some forms put the whole message there
    parts = (without_record_title(title), customer_words(body, subject))
    text = "\n".join(part for part in parts if part)
    return "" if tells_nothing(text) else text


@lru_cache(maxsize=256)
def customer_words(body: str, subject: str = "") -> str:
    """What the customer wrote: `body` without quotes, signature, greeting, masks and most logs.

    `subject` tells a forward from a reply. The last few are remembered: a title and the quotes are
    taken from the same tickets.
    """
    shown = without_records(visible(body[: 20 * MAX_CHARS]), subject)[: 4 * MAX_CHARS]
    message = _message(_tidy(shown), subject, _MAX_FORWARDS)
    return "\n".join(_told(message))[:MAX_CHARS]


def _message(text: str, subject: str, n_forwards: int) -> str:
    """The part of a mail, a chat or a form that the customer wrote.

    What is all quotation or all signature is kept whole: better too much of a ticket than none.
    """
    said = customers_turns(text)
    if said is None:
        said = words_of_form(text)
    if said is not None:
        return said.strip() or text
    lines = text.splitlines()
    seam = first_seam(lines)
    own = _own_words(text if seam is None else "\n".join(lines[: seam.start]))
    if seam is None:
        return own or text
    rest = "\n".join(lines[seam.end :]).strip()
    bare = without_greeting(own).strip()
    if n_forwards and rest and (not bare or is_forward(seam, bare, subject)):
        if not bare and seam.kind in (SeamKind.WROTE, SeamKind.ORIGINAL):
            rest = _unquoted(rest) or rest  # an answer below what it quotes
        inner = _message(rest, seam.subject, n_forwards - 1)
        return inner if not bare or is_remark(bare) else f"{own}\n{inner}"
    return own or text


def _own_words(text: str) -> str:
    """`text` without quoted lines, legal notices and signature; empty where it is all that."""
    return without_signature(without_disclaimers(_unquoted(text)))


def _unquoted(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not _QUOTED_LINE.match(line)).strip()


def _told(message: str) -> Iterator[str]:
    """The lines of a message that tell something."""
    greeting = ""
    is_first = True
    for line in without_most_logs(message.splitlines()):
        words = _squeeze(line)
        if is_first and _GREETING.match(words):
            greeting = words
        elif words:
            is_first = False
            yield words
    # "hi i cannot login" looks like a greeting; where it is all there is, it is the message.
    if is_first and len(greeting.split()) > 3:
        yield greeting


def without_greeting(text: str) -> str:
    """`text` without the greeting it begins with: "Hello team, the export …" → "the export …"."""
    return _OPENING_GREETING.sub("", text, count=1)


def without_empty_brackets(text: str) -> str:
    """`text` without the "( )" that stood around a mask."""
    return _EMPTY_BRACKETS.sub("", text)


def hash_text(text: str) -> str:
    """SHA-256 of the text, 64 hex digits: the key of its embedding."""
    return hashlib.sha256(text.encode()).hexdigest()


def _tidy(text: str) -> str:
    """`text` without runs of blanks and of blank lines: some patterns are quadratic in those."""
    lines = "\n".join(" ".join(line.split()) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines)


def _squeeze(line: str) -> str:
    return " ".join(_LINK.sub(" ", _MASK.sub(" ", line)).split())
