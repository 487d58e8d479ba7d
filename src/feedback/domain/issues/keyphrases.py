"""The words that set an issue apart from the others."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise

from feedback.domain.tickets.stopwords import STOPWORDS
from feedback.domain.tickets.ticket import Ticket

N_TERMS = 300
"""Terms kept of each issue: what the others are compared with. The tail is noise."""
WORD = re.compile(r"[^\W\d_][\w'’-]*[\w]|[^\W\d_]", re.UNICODE)


def count_terms(tickets: Iterable[Ticket]) -> dict[str, int]:
    """The commonest words and word pairs of some tickets, each counted once per ticket."""
    counts: Counter[str] = Counter()
    for ticket in tickets:
        counts.update(set(_terms(ticket.text)))
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return dict(ordered[:N_TERMS])


def keyphrases(
    terms: Mapping[str, int], background: Mapping[str, int], mean_total: float, n_phrases: int = 6
) -> tuple[str, ...]:
    """The terms that set an issue apart, best first.

    Class-based TF-IDF (Grootendorst 2022, BERTopic): W = tf(t, c) · ln(1 + A / f(t)), with f(t)
    the term's count over all issues (`background`, which includes this one) and A the mean
    number of counted terms per issue (`mean_total`). A word already said by a chosen phrase is
    not said again.
    """
    weights = {
        term: n * math.log(1.0 + mean_total / max(background.get(term, n), n)) * (1 + (" " in term))
        for term, n in terms.items()
        if n > 1 or len(terms) < 20
    }
    chosen: list[str] = []
    said: set[str] = set()
    for term in sorted(weights, key=lambda t: (-weights[t], t)):
        words = set(term.split())
        if words & said:
            continue
        chosen.append(term)
        said |= words
        if len(chosen) == n_phrases:
            break
    return tuple(chosen)


def _terms(text: str) -> Iterable[str]:
    words = [word.lower() for word in WORD.findall(text)]
    for word in words:
        if len(word) > 2 and word not in STOPWORDS:
            yield word
    for first, second in pairwise(words):
        if not {first, second} & STOPWORDS and min(len(first), len(second)) > 2:
            yield f"{first} {second}"
