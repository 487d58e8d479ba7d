"""What of a ticket is worth embedding: the subject and what the customer wrote, little else.

Quoted replies, signatures and disclaimers go (mail-parser-reply knows them in many languages);
pasted logs are cut to their first lines; masks and links say nothing about the problem.
"""

import hashlib
import re

from mailparser_reply import EmailReplyParser

MAX_CHARS = 4000
"""Of the cleaned body. Four times what the default model reads; the rest is never looked at."""
MAX_LOG_LINES = 2
"""The first lines of a pasted log name the error; the rest is addresses and repetition."""

_REPLIES = EmailReplyParser(languages=["en", "de", "fr", "es", "pt", "nl", "it"])
_MASK = re.compile(r"\[(?:email|phone|card|iban|ip)\]")
_LINK = re.compile(r"https?://\S+")
_LOG_LINE = re.compile(
    r"""^\s*(?:
        \d{4}-\d\d-\d\d[T ]\d\d:\d\d        # 2026-03-09T08:14:00 ERROR ...
      | \[?\d\d:\d\d:\d\d                   # [08:14:00] ...
      | at\s+[\w$.<>]+\(                    # at com.acme.Thing.run(Thing.java:12)
      | File\s+".+",\sline\s\d+             # File "x.py", line 12
      | (?:ERROR|WARN|INFO|DEBUG|TRACE|FATAL)\b
      | [{}\[\]"].*[{}\[\]",:]\s*$          # JSON
    )""",
    re.VERBOSE,
)
_GREETING = re.compile(
    r"^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|hallo|guten (?:tag|morgen)|moin|"
    r"sehr geehrte\w*|bonjour|hola|buenos d[ií]as|ol[áa]|bom dia|beste|goedemorgen|goedendag)"
    r"(?:\s+(?:\w+\W?){0,4})?[,!.:]*$",
    re.IGNORECASE,
)


def embeddable_text(subject: str, body: str) -> str:
    """The subject and the cleaned body, separated by a line break; empty if both are."""
    return "\n".join(part for part in (_squeeze(subject), customer_words(body)) if part)


def customer_words(body: str) -> str:
    """What the customer wrote: `body` without quotes, signature, greeting, masks and most logs."""
    replies = _REPLIES.read(body[: 4 * MAX_CHARS]).replies
    own_words = str(replies[0].body or "") if replies else ""
    # A message that is all quotation or signature to the parser is kept whole: better too much
    # of a ticket than none.
    lines = (own_words.strip() or body).splitlines()
    kept: list[str] = []
    n_log_lines = 0
    for line in lines:
        if _LOG_LINE.match(line):
            n_log_lines += 1
            if n_log_lines > MAX_LOG_LINES:
                continue
        words = _squeeze(line)
        if words and not (len(kept) == 0 and _GREETING.match(words)):
            kept.append(words)
    return "\n".join(kept)[:MAX_CHARS]


def hash_text(text: str) -> str:
    """SHA-256 of the text, 64 hex digits: the key of its embedding."""
    return hashlib.sha256(text.encode()).hexdigest()


def _squeeze(line: str) -> str:
    return " ".join(_LINK.sub(" ", _MASK.sub(" ", line)).split())
