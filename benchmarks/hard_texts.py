"""How long the hardest texts take: `python -m benchmarks.hard_texts`.

Prints the processor's seconds for every text of tests/hard_texts.py, the slowest first, and fails
if one takes more than the limit of what reads it. A night reads each text once; one that took a
minute would hold up all others.
"""

import sys
import time
from collections.abc import Callable, Mapping

from feedback.adapters.texts.redaction import PresidioRedactor
from feedback.domain.tickets.automatic import automatic_kind
from feedback.domain.tickets.text import customer_words
from tests.hard_texts import (
    AUTOMATIC,
    BODIES,
    LONG_BODIES,
    NOT_PERSONAL,
    NOTICES,
    PERSONAL,
    SUBJECTS,
)

CLEANING_SECONDS, MASKING_SECONDS = 1.0, 5.0
"""What is still bearable for one text: a hundred such texts a night are not seen."""


def main() -> int:
    redactor = PresidioRedactor(["US", "GB", "DE", "FR", "ES", "PT", "NL"], "key")
    redactor.mask("ada@example.com +1 202 555 0143")  # loads what masks
    readers: list[tuple[str, Callable[[str], object], Mapping[str, str], float]] = [
        ("clean", customer_words, BODIES | LONG_BODIES | NOTICES | SUBJECTS, CLEANING_SECONDS),
        (
            "automatic",
            lambda text: automatic_kind(text, text, text),
            AUTOMATIC | SUBJECTS,
            CLEANING_SECONDS,
        ),
        ("mask", redactor.mask, NOT_PERSONAL | PERSONAL, MASKING_SECONDS),
    ]
    rows = [
        (seconds_of(read, text), limit, reader, name)
        for reader, read, texts, limit in readers
        for name, text in texts.items()
    ]
    for seconds, limit, reader, name in sorted(rows, reverse=True):
        mark = "  too slow" if seconds > limit else ""
        print(f"{seconds:7.2f} s  {reader:10} {name}{mark}")
    return int(any(seconds > limit for seconds, limit, _, _ in rows))


def seconds_of(read: Callable[[str], object], text: str) -> float:
    """Of the processor: other work on the machine does not count."""
    began = time.process_time()
    read(text)
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main())
