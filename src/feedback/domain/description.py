"""What an issue is about, in words taken from its tickets: title, keyphrases, exemplars, kind."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from feedback.domain.grouping import centroid_of
from feedback.domain.issue import Description, Exemplar, IssueKind
from feedback.domain.stopwords import STOPWORDS
from feedback.domain.text import customer_words
from feedback.domain.ticket import Ticket

N_TERMS = 300
"""Terms kept of each issue: what the others are compared with. The tail is noise."""
N_CENTRAL = 30
"""Tickets nearest the centroid from which title and quotes are taken."""
MAX_QUOTE_CHARS = 280
MAX_TITLE_CHARS = 160
"""A line in a list; Jira takes no summary above 255."""
OUTGROWN = 1.5
"""A description is written again when the issue has this many times the tickets it had then:
a title that changes with every ticket is no name."""

_WORD = re.compile(r"[^\W\d_][\w'’-]*[\w]|[^\W\d_]", re.UNICODE)
_PERSONAL = frozenset(("i", "i'm", "i've", "we", "we're", "we've", "my", "our", "ich", "wir", "je"))
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")

_KIND_OF_TYPE: Mapping[str, IssueKind] = {
    "problem": IssueKind.DEFECT,
    "incident": IssueKind.DEFECT,
    "bug": IssueKind.DEFECT,
    "defect": IssueKind.DEFECT,
    "request": IssueKind.REQUEST,
    "feature": IssueKind.REQUEST,
    "task": IssueKind.REQUEST,
    "question": IssueKind.QUESTION,
}
_REQUEST_CUES = re.compile(
    r"\b(would be (?:great|nice|helpful|useful|good)|feature request|could you (?:please )?add|"
    r"please add|is there any plan|any plans|wish|would love|we'd love|it would help|suggestion|"
    r"support for|option to|ability to|missing feature|roadmap)\b",
    re.IGNORECASE,
)
_DEFECT_CUES = re.compile(
    r"\b(error|fails?|failed|failing|broken|crash(?:es|ed|ing)?|bug|wrong|lost|loses|missing|"
    r"doesn't work|does not work|not working|stopped|stuck|can't|cannot|unable|won't|twice|"
    r"freez\w+|fehler|funktioniert nicht|geht nicht|erreur|ne fonctionne|no funciona|"
    r"não funciona|werkt niet)\b",
    re.IGNORECASE,
)
_QUESTION_CUES = re.compile(
    r"(\bhow (?:do|can|to|would|should)\b|\bwhere (?:do|can|is)\b|\bis it possible\b|"
    r"\bwhat is the\b|\bcan (?:i|we)\b[^.]*\?|\bwie kann\b|\bcomment (?:puis|faire)\b|\bcómo\b)",
    re.IGNORECASE,
)


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


def describe(
    tickets: Sequence[Ticket],
    vectors: NDArray[np.float32],
    phrases: Sequence[str],
) -> Description:
    """Describe an issue from its tickets (at least one) and their vectors, row by row.

    Does not depend on the order of the tickets.
    """
    order = sorted(range(len(tickets)), key=lambda i: tickets[i].ticket_id)
    tickets, vectors = [tickets[i] for i in order], vectors[order]
    similarity = vectors @ centroid_of(vectors)
    # Rounded, so that a last bit of floating point does not decide whose words are quoted.
    central = sorted(
        range(len(tickets)), key=lambda i: (-round(float(similarity[i]), 5), tickets[i].ticket_id)
    )[:N_CENTRAL]
    # A text sent twice is quoted once.
    quotable: dict[str, int] = {}
    for i in central:
        quotable.setdefault(_quote(tickets[i]), i)
    kind, confidence = kind_of(tickets)
    return Description(
        title=_title([tickets[i] for i in central], phrases),
        keyphrases=tuple(phrases),
        exemplars=tuple(
            Exemplar(tickets[i].ticket_id, _quote(tickets[i]), tickets[i].facts.url)
            for i in _diverse(list(quotable.values()), vectors, similarity, n_wanted=3)
        ),
        kind=kind,
        kind_confidence=confidence,
        n_tickets=len(tickets),
    )


def kind_of(tickets: Sequence[Ticket]) -> tuple[IssueKind, float]:
    """The kind most tickets speak for, and their share of all that speak at all.

    The helpdesk's own type counts where it is given, else the words of the ticket.
    """
    votes: Counter[IssueKind] = Counter()
    for ticket in tickets:
        given = _KIND_OF_TYPE.get(ticket.facts.type)
        if given is not None:
            votes[given] += 1
        elif _REQUEST_CUES.search(ticket.text):
            votes[IssueKind.REQUEST] += 1
        elif _DEFECT_CUES.search(ticket.text):
            votes[IssueKind.DEFECT] += 1
        elif _QUESTION_CUES.search(ticket.text):
            votes[IssueKind.QUESTION] += 1
    if not votes:
        return IssueKind.QUESTION, 0.0
    kind = max(IssueKind, key=lambda k: votes[k])
    return kind, round(votes[kind] / votes.total(), 2)


def _terms(text: str) -> Iterable[str]:
    words = [word.lower() for word in _WORD.findall(text)]
    for word in words:
        if len(word) > 2 and word not in STOPWORDS:
            yield word
    for first, second in pairwise(words):
        if not {first, second} & STOPWORDS and min(len(first), len(second)) > 2:
            yield f"{first} {second}"


def _title(central: Sequence[Ticket], phrases: Sequence[str]) -> str:
    """The candidate that says most of the keyphrases in fewest words, tidied.

    Candidates are the subjects and opening sentences of the most central tickets. One that talks of
    its writer, or is not in the language most of them are in, must say a good deal more.
    """
    weight: dict[str, float] = {}
    for place, phrase in enumerate(phrases):
        for word in phrase.split():
            weight.setdefault(word, 1.0 / (1 + place))
    languages = Counter(ticket.language for ticket in central)
    language = max(sorted(languages), key=lambda code: languages[code])
    best, best_score = "", -1.0
    for place, ticket in enumerate(central):
        sentences = _SENTENCE_END.split(customer_words(ticket.body))[:3]
        for is_subject, candidate in [(True, ticket.subject), *((False, s) for s in sentences)]:
            title = _tidy(candidate)
            words = [word.lower() for word in _WORD.findall(title)]
            if not 3 <= len(words) <= 14:
                continue
            said = sum(weight.get(word, 0.0) for word in set(words))
            score = said * (1.3 if is_subject else 1.0) / (1 + 0.04 * abs(len(words) - 7))
            score *= 1.0 - 0.02 * place
            if words[0] in _PERSONAL:
                score *= 0.6
            if ticket.language != language:
                score *= 0.5
            if score > best_score + 1e-9:
                best, best_score = title, score
    title = best or _tidy(central[0].subject) or ", ".join(phrases[:3]) or "Untitled"
    return _cut(title, MAX_TITLE_CHARS)


def _tidy(sentence: str) -> str:
    # Cut before matching: a subject can be as long as its sender likes.
    text = " ".join(sentence[: 4 * MAX_TITLE_CHARS].split())
    text = re.sub(
        r"^(?:(?:re|fw|fwd|aw|wg|urgent|help|question|bug|problem)\s*[:!\-–]+\s*)+",
        "",
        text,
        flags=re.I,
    )
    text = " ".join(re.sub(r"\[(?:email|phone|card|iban|ip)\]", "", text).split())
    text = re.sub(
        r"^(?:hi|hello|hey|dear|hallo|guten tag|moin|bonjour|hola|ol[áa]|boa tarde|bom dia)"
        r"(?:\s+\w+)?\s*[,!.]\s*",
        "",
        text,
        flags=re.I,
    )
    text = re.sub(r"([!?.])\1+$", r"\1", text).strip(" .,;:-–!")
    if text.isupper():
        text = text.capitalize()
    return text[:1].upper() + text[1:] if text else ""


def _diverse(
    central: Sequence[int],
    vectors: NDArray[np.float32],
    similarity: NDArray[np.float32],
    n_wanted: int,
) -> list[int]:
    """Maximal marginal relevance (Carbonell & Goldstein 1998), λ = 0.7."""
    chosen: list[int] = []
    while len(chosen) < min(n_wanted, len(central)):

        def worth(i: int) -> float:
            repeats = max((float(vectors[i] @ vectors[j]) for j in chosen), default=0.0)
            return round(0.7 * float(similarity[i]) - 0.3 * repeats, 5)

        chosen.append(max((i for i in central if i not in chosen), key=worth))
    return chosen


def _quote(ticket: Ticket) -> str:
    words = " ".join(customer_words(ticket.body).split()) or ticket.subject
    return _cut(words, MAX_QUOTE_CHARS)


def _cut(text: str, max_chars: int) -> str:
    return text if len(text) <= max_chars else text[:max_chars].rsplit(" ", 1)[0] + " …"
