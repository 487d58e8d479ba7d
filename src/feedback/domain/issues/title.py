"""A title as a product manager would have written it, from the tickets alone.

It is a subject or an opening sentence of a central ticket, tidied: the one that says most of what
the issue's tickets have in common and least of what is its writer's own.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feedback.domain.issues.exemplars import cut
from feedback.domain.issues.issue import IssueKind
from feedback.domain.issues.title_words import (
    ASKING,
    LABEL,
    LEAD_IN,
    LINKING,
    PERSONAL,
    PLEADING,
    TAIL,
    UNFINISHED,
)
from feedback.domain.tickets.stopwords import STOPWORDS
from feedback.domain.tickets.text import customer_words, without_empty_brackets, without_greeting
from feedback.domain.tickets.ticket import Ticket

MAX_TITLE_CHARS = 160
"""A line in a list; Jira takes no summary above 255."""
_MIN_WORDS, _BEST_WORDS, _MAX_WORDS = 3, 7, 14
_N_SENTENCES = 3
_FEW = 5
_SENTENCE_END = re.compile(r"(?<=[.!?。！？])\s+|\n+|(?<=[。！？])")
_MASK = re.compile(r"\[(?:email|phone|card|iban|ip|secret|national_id)\]")
_MARKUP = re.compile(r"[#*_<>{}|=~^\\]|\w{25,}|\d{6,}")
_WORD_OR_NUMBER = re.compile(r"\w[\w'’.-]*\w|\w")


@dataclass(frozen=True, slots=True)
class _Common:
    """What an issue's central tickets have in common."""

    weight: Mapping[str, float]
    """Word → how much it sets the issue apart."""
    support: Mapping[str, float]
    """Word → share of the tickets that say it."""
    of_one: float
    """The share that a word has which only one ticket says; 0 where there are few tickets."""
    spelling: Mapping[str, str]
    """Lower-case word → how it is written within sentences."""
    language: str
    kind: IssueKind


def title_of(central: Sequence[Ticket], phrases: Sequence[str], kind: IssueKind) -> str:
    """The best title for an issue from its most central tickets, most central first."""
    common = _common(central, phrases, kind)
    best, best_score = "", 0.0
    for place, ticket in enumerate(central):
        for is_subject, candidate in _candidates(ticket):
            title = _tidy(candidate, common.spelling)
            score = _score(title, common) * (1.25 if is_subject else 1.0) * (1.0 - 0.015 * place)
            if ticket.language != common.language:
                score *= 0.5
            if score > best_score + 1e-9:
                best, best_score = title, score
    title = best or _tidy(central[0].subject, common.spelling) or ", ".join(phrases[:3])
    return cut(title or "Untitled", MAX_TITLE_CHARS)


def _candidates(ticket: Ticket) -> list[tuple[bool, str]]:
    subject = _SENTENCE_END.split(ticket.subject[: 4 * MAX_TITLE_CHARS])
    sentences = _SENTENCE_END.split(without_empty_brackets(customer_words(ticket.body)))
    return [
        *((True, sentence) for sentence in subject[:2]),
        *((False, sentence) for sentence in sentences[:_N_SENTENCES]),
    ]


def _common(central: Sequence[Ticket], phrases: Sequence[str], kind: IssueKind) -> _Common:
    weight: dict[str, float] = {}
    for place, phrase in enumerate(phrases):
        for word in phrase.split():
            weight.setdefault(word, 1.0 / (1 + place))
    n_saying: Counter[str] = Counter()
    spellings: dict[str, Counter[str]] = {}
    for ticket in central:
        n_saying.update({word.lower() for word in _WORD_OR_NUMBER.findall(ticket.text)})
        for sentence in _SENTENCE_END.split(ticket.text):
            words = _WORD_OR_NUMBER.findall(sentence)
            if sum(word.isupper() for word in words) * 2 > len(words):
                continue  # shouted: says nothing of how a word is written
            for word in words[1:]:  # the first is upper-case for its place
                spellings.setdefault(word.lower(), Counter())[word] += 1
    languages = Counter(ticket.language for ticket in central)
    return _Common(
        weight=weight,
        of_one=1 / len(central) if len(central) >= _FEW else 0.0,
        support={word: n / len(central) for word, n in n_saying.items()},
        spelling={word: _usual(counts) for word, counts in spellings.items()},
        language=max(sorted(languages), key=lambda code: languages[code]),
        kind=kind,
    )


def _usual(spellings: Counter[str]) -> str:
    return max(sorted(spellings), key=lambda word: spellings[word])


def _score(title: str, common: _Common) -> float:
    """How well a tidied candidate would do; 0 for none at all."""
    words = [word.lower() for word in _WORD_OR_NUMBER.findall(title)]
    n_words = sum(1 + len(word) // 12 for word in words)  # some scripts set no blanks
    if not _MIN_WORDS <= n_words <= _MAX_WORDS:
        return 0.0
    content = [word for word in words if word not in STOPWORDS]
    # Keyphrases hold no numbers; "E-4102" is what everybody says all the same.
    said = sum(
        common.weight.get(word, 0.0) + 0.3 * common.support.get(word, 0.0) for word in set(content)
    )
    shared = sum(common.support.get(word, 0.0) for word in content) / max(len(content), 1)
    score = (0.05 + said) * (0.4 + 0.6 * shared) / (1 + 0.04 * abs(n_words - _BEST_WORDS))
    # "… for Melbourne", "… (freezer 2)": a detail that nobody else has.
    n_own = sum(common.support.get(word, 0.0) <= common.of_one + 1e-9 for word in content)
    score *= 0.88**n_own if common.of_one else 1.0
    # Judgements, from reading titles of real issues: how much more a candidate with the fault
    # must say to be taken before one without.
    faults = (
        (words[0] in PERSONAL, 0.6),
        (any(word in PERSONAL for word in words[1:]), 0.85),
        (words[0] in LINKING, 0.5),
        (words[-1] in UNFINISHED and not title.endswith("?"), 0.3),
        (any(word in PLEADING for word in words), 0.6),
        (common.kind is not IssueKind.QUESTION and ASKING.search(title) is not None, 0.7),
        (_MARKUP.search(title) is not None, 0.4),
        (any(mark in title for mark in (";", "...", "…", '"?', "??", " / ")), 0.7),
        (title.count(",") > 1 or "(" in title, 0.8),
        (title.count('"') % 2 == 1 or title.count("(") != title.count(")"), 0.5),
    )
    for is_there, factor in faults:
        if is_there:
            score *= factor
    return score


def _tidy(sentence: str, spelling: Mapping[str, str]) -> str:
    # Cut before matching: a subject can be as long as its sender likes.
    text = " ".join(sentence[: 4 * MAX_TITLE_CHARS].split())
    text = " ".join(_MASK.sub("", LABEL.sub("", text)).split())
    text = LEAD_IN.sub("", without_greeting(text), count=1)
    text = TAIL.sub("", text, count=1)
    text = re.sub(r"\s*([!?.])(?:\s*[!?.])+$", _one_mark, text)
    text = re.sub(r"\s+([?!,.:;])", r"\1", text).strip(" .,;:-–!")
    n_letters = sum(letter.isalpha() for letter in text)
    is_shouted = sum(letter.isupper() for letter in text) > 0.6 * n_letters
    if is_shouted and len(text) > 5:
        text = text.lower()
    text = _WORD_OR_NUMBER.sub(lambda found: _respell(found.group(), spelling), text)
    return _capitalised(text)


def _one_mark(marks: re.Match[str]) -> str:
    return "?" if "?" in marks.group() else marks.group(1)


def _respell(word: str, spelling: Mapping[str, str]) -> str:
    """`word` as the tickets write it, if it has lost its capitals ("csv", "firefox")."""
    if word == "i":
        return "I"
    return spelling.get(word, word) if word.islower() else word


def _capitalised(text: str) -> str:
    """With an upper-case beginning, but for names that are written otherwise ("iPhone")."""
    first = text.split(" ", 1)[0]
    return text if first[1:] != first[1:].lower() else text[:1].upper() + text[1:]
