"""Quotes that show what an issue is about: central ones, no two of which say the same."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from feedback.domain.issues.issue import Exemplar
from feedback.domain.issues.keyphrases import WORD
from feedback.domain.tickets.text import customer_words, without_empty_brackets, without_greeting
from feedback.domain.tickets.ticket import Ticket
from feedback.domain.wording import beginning_of

N_QUOTES = 3
MAX_QUOTE_CHARS = 280
_MIN_WORDS = 6
"""Fewer are seldom understood by somebody who has not read the ticket."""
_MIN_LETTERS = 0.65
"""Share of letters and blanks below which a text is a log, a table or markup."""
_REPEATS = 0.6
"""Two quotes that share this much of their words say the same, wherever their vectors lie."""
_CENTRAL, _DIVERSE = 0.7, 0.3
Words = frozenset[str]


def choose_exemplars(
    tickets: Sequence[Ticket], vectors: NDArray[np.float32], similarity: NDArray[np.float32]
) -> tuple[Exemplar, ...]:
    """Up to three quotes from tickets that are sorted with the most central first.

    Maximal marginal relevance (Carbonell & Goldstein 1998), λ = 0.7, over standard scores:
    tickets near a centroid are alike in their similarity to it and far less so in that to each
    other, so raw cosines would choose for difference alone. A quote of a customer who is
    quoted already, or one that cannot be read alone, is taken only when there is no other.
    """
    quotes = [quote_of(ticket) for ticket in tickets]
    words = [frozenset(quote.lower().split()) for quote in quotes]
    reads_alone = [_reads_alone(quote) for quote in quotes]
    languages = Counter(ticket.language for ticket in tickets)
    language = max(sorted(languages), key=lambda code: languages[code])
    centrality = _standard(similarity)
    likeness = _standard(vectors @ vectors.T)
    chosen: list[int] = []

    def fault(i: int) -> int:
        """0 for a good quote; more the less one would want to read it."""
        is_known = any(_sender(tickets[i]) == _sender(tickets[j]) for j in chosen)
        is_foreign = tickets[i].language != language
        return 2 * (not reads_alone[i]) + is_known + is_foreign

    def worth(i: int) -> tuple[int, float]:
        repeats = max((float(likeness[i, j]) for j in chosen), default=0.0)
        return -fault(i), round(_CENTRAL * float(centrality[i]) - _DIVERSE * repeats, 5)

    while len(chosen) < N_QUOTES:
        left = [
            i
            for i in range(len(tickets))
            if quotes[i] and not any(i == j or _say_the_same(words[i], words[j]) for j in chosen)
        ]
        if not left:
            break
        chosen.append(max(left, key=worth))
    return tuple(Exemplar(tickets[i].ticket_id, quotes[i], tickets[i].facts.url) for i in chosen)


def quote_of(ticket: Ticket) -> str:
    """The customer's words in one paragraph, cut where a sentence or at least a word ends."""
    words = without_greeting(_on_one_line(customer_words(ticket.body)))
    return cut(words or _on_one_line(ticket.subject), MAX_QUOTE_CHARS)


def _on_one_line(text: str) -> str:
    return without_empty_brackets(" ".join(text.split()))


def cut(text: str, max_chars: int) -> str:
    """`text`, or its beginning up to a word's end, with "…"."""
    return (
        text if len(text) <= max_chars else beginning_of(text, max_chars).rsplit(" ", 1)[0] + " …"
    )


def _reads_alone(quote: str) -> bool:
    # In scripts without blanks between words a "word" is a clause.
    n_words = sum(1 + len(word) // 12 for word in WORD.findall(quote))
    plain = sum(character.isalpha() or character.isspace() for character in quote)
    return n_words >= _MIN_WORDS and plain >= _MIN_LETTERS * len(quote)


def _say_the_same(words: Words, other: Words) -> bool:
    return len(words & other) >= _REPEATS * max(len(words | other), 1)


def _sender(ticket: Ticket) -> str:
    return ticket.customer_id or ticket.requester_id or ticket.ticket_id


def _standard(values: NDArray[np.float32]) -> NDArray[np.float64]:
    """Standard scores; zeros where all values are (nearly) one."""
    wide = values.astype(np.float64)
    spread = float(wide.std())
    return (wide - wide.mean()) / spread if spread > 1e-4 else np.zeros_like(wide)
