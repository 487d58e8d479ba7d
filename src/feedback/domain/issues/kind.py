"""Whether an issue is a defect, a request or a question, without having learnt from labels.

Three witnesses: the helpdesk's own type where it is given; the words of the ticket (`kind_cues`);
and where the ticket's vector lies between sentences that tell of the same thing as a defect, a
request and a question (`kind_prototypes`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedback.domain.issues.issue import IssueKind
from feedback.domain.issues.kind_cues import CUES
from feedback.domain.issues.kind_prototypes import KIND_PROTOTYPES
from feedback.domain.tickets.text import hash_text
from feedback.domain.tickets.ticket import Ticket

KINDS = tuple(IssueKind)
PROTOTYPE_TEXTS = {hash_text(text): text for row in KIND_PROTOTYPES for text in row}
"""Hash → text, topic by topic, in the order of `KINDS` within each."""
N_WITNESSES = 200
"""Tickets asked at most: more do not change the answer. Chosen by the hash of their text, which
is chance, and the same chance every night."""
N_SAMPLED = 2000
"""Texts of the store from which is taken what an ordinary ticket sounds like."""
KEPT_UNTIL = 0.1
"""Another kind must have this much more of the evidence to replace the one an issue has."""

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
# Judgements, checked on the train half of NLBSE'24, where none of them is at a peak or a cliff.
_BODY_WEIGHT = 0.5  # what the subject says is meant; a body says many things in passing
_MAX_BODY_CHARS = 1500
_VECTOR_WEIGHT = 1.5  # of the distance half-way from an ordinary ticket to a prototype
_TEMPERATURE = 1.5  # cues overlap, so their log-odds add up to more than is known
_N_OWN_LANGUAGE = 20  # tickets a language needs for half a say about its ordinary ticket


@dataclass(frozen=True, slots=True)
class KindCompass:
    """Which way each kind lies, as one embedding model sees it."""

    directions: NDArray[np.float32]
    """Shape (3, d), a row per kind; they add up to nothing."""
    ordinary: Mapping[str, NDArray[np.float32]]
    """Language → where its ordinary ticket stands along each direction. "" stands for the rest."""
    scale: NDArray[np.float32]
    """Along each direction, half the way from the other kinds' prototypes to its own."""

    def lean(self, vector: NDArray[np.float32], language: str) -> NDArray[np.float32]:
        """How much more than an ordinary ticket of its language a ticket is of each kind."""
        ordinary = self.ordinary.get(language, self.ordinary[""])
        leaning: NDArray[np.float32] = (self.directions @ vector - ordinary) / self.scale
        return leaning


def kind_compass(
    prototypes: NDArray[np.float32], languages: Sequence[str], vectors: NDArray[np.float32]
) -> KindCompass | None:
    """A compass from the vectors of `PROTOTYPE_TEXTS` (in that order) and of some tickets.

    Tickets tell stories, and to a model every story leans towards a defect and away from a
    question; so what counts is the distance to an ordinary ticket of the language (a model that
    knows only English leans elsewhere in every other one). None where there is nothing to go by.
    """
    if not len(vectors) or prototypes.shape[1:] != vectors.shape[1:] or not prototypes.any(1).all():
        return None
    means = prototypes.reshape(-1, len(KINDS), prototypes.shape[1]).mean(axis=0)
    directions = means - means.mean(axis=0)
    seen = means @ directions.T
    own = np.diag(seen)
    others = (seen.sum(axis=0) - own) / (len(KINDS) - 1)
    leanings = vectors @ directions.T
    overall = leanings.mean(axis=0)
    ordinary = {"": overall}
    spoken = np.array(languages)
    for language in sorted(set(languages)):
        theirs = leanings[spoken == language]
        total = theirs.sum(axis=0) + _N_OWN_LANGUAGE * overall
        ordinary[language] = total / (len(theirs) + _N_OWN_LANGUAGE)
    return KindCompass(directions, ordinary, np.maximum((own - others) / 2, 1e-6))


def kind_of(
    tickets: Sequence[Ticket],
    vectors: NDArray[np.float32],
    compass: KindCompass | None,
    before: IssueKind = IssueKind.DEFECT,
) -> tuple[IssueKind, float]:
    """The kind with most of the tickets' evidence, and its share of it (0..1).

    Every ticket has one vote, which it may divide. `before`, the kind the issue had, stays until
    another has clearly more; a new issue is held for a defect till then, as most that reaches a
    helpdesk is.
    """
    witnesses = sorted(range(len(tickets)), key=lambda i: (tickets[i].text_hash, i))[:N_WITNESSES]
    votes = np.mean([_vote(tickets[i], vectors[i], compass) for i in witnesses], axis=0)
    # Rounded, so that the order of adding up does not decide.
    shares = {kind: round(float(share), 2) for kind, share in zip(KINDS, votes, strict=True)}
    kind = max(KINDS, key=shares.__getitem__)
    if shares[kind] - shares[before] < KEPT_UNTIL:
        kind = before
    return kind, shares[kind]


def kind_shares(
    text: str, language: str, vector: NDArray[np.float32], compass: KindCompass | None
) -> NDArray[np.float64]:
    """How one ticket's words and vector divide its vote among `KINDS`; adds up to 1."""
    evidence = _cue_evidence(text)
    if compass is not None and vector.any():
        evidence += _VECTOR_WEIGHT * compass.lean(vector, language)
    odds = np.exp((evidence - evidence.max()) / _TEMPERATURE)
    shares: NDArray[np.float64] = odds / odds.sum()
    return shares


def _vote(
    ticket: Ticket, vector: NDArray[np.float32], compass: KindCompass | None
) -> NDArray[np.float64]:
    given = _KIND_OF_TYPE.get(ticket.facts.type)
    if given is not None:
        return np.array([float(kind is given) for kind in KINDS])
    return kind_shares(ticket.text, ticket.language, vector, compass)


def _cue_evidence(text: str) -> NDArray[np.float64]:
    first, _, rest = text.partition("\n")
    first, rest = first[:_MAX_BODY_CHARS].lower(), rest[:_MAX_BODY_CHARS].lower()
    evidence = dict.fromkeys(KINDS, 0.0)
    for cue in CUES:
        if cue.words.search(first):
            evidence[cue.kind] += cue.weight
        elif cue.words.search(rest):
            evidence[cue.kind] += cue.weight * _BODY_WEIGHT
    return np.array([evidence[kind] for kind in KINDS])
