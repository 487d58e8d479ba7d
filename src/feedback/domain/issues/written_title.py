"""Titles that a language model wrote: what it was asked about, and whether it may be believed."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from typing import ClassVar

from feedback.domain.issues.issue import Issue
from feedback.domain.tickets.stopwords import STOPWORDS
from feedback.domain.tickets.text import hash_text
from feedback.domain.tickets.ticket import Ticket

MAX_TITLE_CHARS = 120
MAX_SUMMARY_CHARS = 500
N_TICKETS_SHOWN = 8
MAX_TICKET_CHARS = 500
_MIN_SENDERS = 2
"""Who must have said a word: one ticket alone shall not write the title of an issue."""

_TOKEN = re.compile(r"\d[\d.,:-]*\d|\d|[^\W\d_][\w'’-]*")
_NOT_PLAIN = re.compile(r"https?:|www\.|[<>`|\[\]{}#*\\]|[^\S ]")
# Words of reporting, which claim nothing of the product; and, though they are common, the words
# that would make a claim larger than its tickets.
_FREE = (STOPWORDS | frozenset(("customers", "users", "user", "customer", "report", "tickets"))) - {
    "all", "every", "once", "only",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TitleDraft:
    """What a language model proposes for an issue. Not to be believed unchecked."""

    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class WrittenTitle:
    """A draft and what came of it, kept so that nothing is asked twice."""

    key: str
    title: str
    summary: str
    refusal: str
    """Why the draft is not used; empty if it is."""


def evidence_key(issue: Issue) -> str:
    """Names what an issue's description was written from; changes when it is written again.

    Title, summary and kind have no part in it: people and models may change them.
    """
    description = issue.description
    return hash_text(
        json.dumps(
            [
                issue.issue_id,
                description.n_tickets,
                description.keyphrases,
                [asdict(exemplar) for exemplar in description.exemplars],
            ]
        )
    )


def shown_tickets(issue: Issue, tickets: Sequence[Ticket]) -> list[str]:
    """Texts of the tickets to write from: the exemplars, then others by chance, always the same."""
    quoted = {exemplar.ticket_id for exemplar in issue.description.exemplars}
    ordered = sorted(tickets, key=lambda ticket: (ticket.ticket_id not in quoted, ticket.text_hash))
    texts = dict.fromkeys(ticket.text[:MAX_TICKET_CHARS] for ticket in ordered if ticket.text)
    return list(texts)[:N_TICKETS_SHOWN]


def checked_title(
    issue: Issue, draft: TitleDraft | None, tickets: Sequence[Ticket]
) -> WrittenTitle:
    """What to keep of a model's answer: the title, or why it was refused. None: no answer in the
    form asked for."""
    key = evidence_key(issue)
    if draft is None:
        return WrittenTitle(key, "", "", "not in the form asked for")
    refusal = refusal_of(draft, tickets)
    if refusal:
        return WrittenTitle(key, "", "", refusal)
    return WrittenTitle(key, draft.title[:1].upper() + draft.title[1:], draft.summary, "")


def refusal_of(draft: TitleDraft, tickets: Sequence[Ticket]) -> str:
    """Why a draft must not be used; empty if every word of it stands in the tickets.

    A word counts as said if two senders (or the only one) wrote it or a close inflection of it;
    a number or a name only as it is. That does not prove it: a sentence can be false in words
    that all occur. It keeps out what tickets do not know, and what one ticket wants said.
    """
    if not draft.title.strip():
        return "no title"
    if len(draft.title) > MAX_TITLE_CHARS or len(draft.summary) > MAX_SUMMARY_CHARS:
        return "too long"
    if _NOT_PLAIN.search(draft.title) or _NOT_PLAIN.search(draft.summary):
        return "links or markup"
    senders, n_senders = _senders_by_word(tickets)
    needed = min(_MIN_SENDERS, n_senders)
    for text in (draft.title, draft.summary):
        for place, token in enumerate(_TOKEN.findall(text)):
            if token.lower() in _FREE:
                continue
            if len(_senders_of(token, senders, is_first=place == 0)) < needed:
                return "not in the tickets"
    return ""


def _senders_by_word(tickets: Iterable[Ticket]) -> tuple[Mapping[str, set[str]], int]:
    """Who wrote each word, and how many they all are."""
    senders: dict[str, set[str]] = {}
    everyone = set()
    for ticket in tickets:
        sender = ticket.requester_id or ticket.ticket_id
        everyone.add(sender)
        for token in _TOKEN.findall(ticket.text):
            senders.setdefault(token.lower(), set()).add(sender)
    return senders, len(everyone)


def _senders_of(token: str, senders: Mapping[str, set[str]], *, is_first: bool) -> AbstractSet[str]:
    """Who wrote this word or, unless it is a number or a name, an inflection of it."""
    word = token.lower()
    is_name = token[:1].isupper() and not is_first
    if is_name or not word.isalpha():
        return senders.get(word, set())
    return {
        sender
        for other, who in senders.items()
        if other == word or _are_inflections(word, other)
        for sender in who
    }


def _are_inflections(word: str, other: str) -> bool:
    """Whether two words differ in their ending only: "exports" and "exported", not "port"."""
    n_stem = max(4, min(len(word), len(other)) - 1)
    return abs(len(word) - len(other)) <= 3 and word[:n_stem] == other[:n_stem]


@dataclass(frozen=True, slots=True)
class TitlesReport:
    """What the language model was asked for on a night."""

    step: ClassVar[str] = "titles"
    n_written: int
    n_refused: int
    """Drafts that could not be believed."""
    refused: Mapping[str, int]
    """Reason → drafts."""
    n_later: int
    """Issues whose title is still to be asked for."""
    fault: str
    """Why the model could not be asked, in words; empty where it could."""
