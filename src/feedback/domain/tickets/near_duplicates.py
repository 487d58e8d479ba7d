"""Texts that one requester sent again and again, recognised when they are nearly the same.

A form, a monitoring bot or a spam wave says one thing a hundred times. That is one voice, however
often it speaks; the same text from a hundred requesters is a hundred voices.
"""

import re
import unicodedata
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedback.domain.tickets.ticket import RequesterId, TicketId

MIN_SIMILARITY = 0.7
"""Jaccard similarity of the shingles. In thirty thousand real tickets 250 pairs of one requester's
reach it; the ones read were the same text, sent again or slightly edited. Short texts about two
things stay below: "I cannot log in to the app", "… to the portal" have 0.68."""
SHINGLE = 5
"""Characters: works in languages without blanks, and a changed name costs a few of hundreds."""
N_HASHES = 64
SKETCH_MARGIN = 0.3
"""Sketches that agree in less than MIN_SIMILARITY by this much are not worth the exact similarity:
five standard deviations."""

_WITH_DIGIT = re.compile(r"\w*\d\w*")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Utterance:
    """What somebody wrote in one ticket."""

    ticket_id: TicketId
    requester_id: RequesterId
    customer_id: str | None
    """A form's technical address writes for many customers: each of them is a voice."""
    text_hash: str
    text: str

    @property
    def voice(self) -> tuple[str, str]:
        """Who speaks: a requester on behalf of a customer."""
        return self.requester_id, self.customer_id or ""


def echoes_of(
    fresh: Iterable[Utterance], earlier: Iterable[Utterance]
) -> Mapping[TicketId, Utterance]:
    """The tickets of `fresh` that nearly repeat another of the same voice, and which one they do.

    `earlier` are tickets that echo nothing. A fresh one is compared with these and with the fresh
    ones before it by id, as far as they echo nothing; it echoes the most similar (of equals, the
    first). Nobody's tickets, those without a requester, echo nothing. The order of the arguments
    does not matter. Cost: a sketch of each text, and one look at 64 numbers for each pair of one
    voice.
    """
    known: dict[tuple[str, str], _Firsts] = {}
    for utterance in sorted(earlier, key=_by_id):
        firsts = known.setdefault(utterance.voice, _Firsts())
        firsts.add(utterance, shingles(utterance.text))
    found: dict[TicketId, Utterance] = {}
    for utterance in sorted(fresh, key=_by_id):
        if not utterance.requester_id:
            continue
        firsts, own = known.setdefault(utterance.voice, _Firsts()), shingles(utterance.text)
        first = firsts.most_similar(own)
        if first is None:
            firsts.add(utterance, own)
        else:
            found[utterance.ticket_id] = first
    return found


def _by_id(utterance: Utterance) -> TicketId:
    return utterance.ticket_id


def shingles(text: str) -> frozenset[int]:
    """CRC-32 of all runs of 5 characters of the normalised text: case, punctuation and layout are
    gone, and every word with a digit is "0", for ids differ in every copy. Never empty."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    words = " ".join(_WORD.findall(_WITH_DIGIT.sub("0", plain))) or plain  # for emoji only
    last = max(len(words) - SHINGLE, 0)
    return frozenset(zlib.crc32(words[at : at + SHINGLE].encode()) for at in range(last + 1))


def similarity(own: frozenset[int], other: frozenset[int]) -> float:
    """Jaccard: what both have, over what either has; 0..1."""
    shared = len(own & other)
    return shared / (len(own) + len(other) - shared)


class _Firsts:
    """One voice's tickets that echo nothing, compared by sketches first."""

    def __init__(self) -> None:
        self._said: list[tuple[Utterance, frozenset[int]]] = []
        self._sketches = np.zeros((8, N_HASHES), np.uint32)

    def add(self, utterance: Utterance, own: frozenset[int]) -> None:
        if len(self._said) == len(self._sketches):
            self._sketches = np.concatenate([self._sketches, np.zeros_like(self._sketches)])
        self._sketches[len(self._said)] = _sketch(own)
        self._said.append((utterance, own))

    def most_similar(self, own: frozenset[int]) -> Utterance | None:
        shared = (self._sketches[: len(self._said)] == _sketch(own)).mean(axis=1)
        best, best_similarity = None, 0.0
        for at in np.flatnonzero(shared >= MIN_SIMILARITY - SKETCH_MARGIN):
            utterance, theirs = self._said[at]
            found = similarity(own, theirs)
            if found >= MIN_SIMILARITY and found > best_similarity:
                best, best_similarity = utterance, found
        return best


_MULTIPLIERS, _OFFSETS = np.random.default_rng(0).integers(1, 2**63, (2, N_HASHES), dtype=np.uint64)


def _sketch(own: frozenset[int]) -> NDArray[np.uint32]:
    """MinHash (Broder 1997): two texts agree in as large a share of it as of their shingles.

    By hand: datasketch 2.0 took four times as long for a sketch, and its index missed one or two of
    a thousand repetitions that comparing all sketches of a requester finds.
    """
    values = np.fromiter(own, np.uint64, len(own))
    hashed = (values[:, None] * (_MULTIPLIERS | 1) + _OFFSETS) >> np.uint64(32)
    return np.asarray(hashed.min(axis=0), dtype=np.uint32)
