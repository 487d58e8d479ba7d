"""What an issue is about, in words taken from its tickets: title, keyphrases, exemplars, kind."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from feedback.domain.issues.exemplars import choose_exemplars
from feedback.domain.issues.issue import Description, IssueKind
from feedback.domain.issues.kind import KindCompass, kind_of
from feedback.domain.issues.title import title_of
from feedback.domain.tickets.ticket import Ticket
from feedback.domain.tickets.vectors import centroid_of

N_CENTRAL = 30
"""Tickets nearest the centroid from which title and quotes are taken."""
OUTGROWN = 1.5
"""A description is written again when the issue has this many times the tickets it had then:
nobody recognises an issue whose title changes with every ticket."""


def describe(
    tickets: Sequence[Ticket],
    vectors: NDArray[np.float32],
    phrases: Sequence[str],
    compass: KindCompass | None = None,
    kind_before: IssueKind = IssueKind.DEFECT,
) -> Description:
    """Describe an issue from its tickets (at least one) and their vectors, row by row.

    Does not depend on the order of the tickets. Without a compass the kind is told from words.
    """
    order = sorted(range(len(tickets)), key=lambda i: tickets[i].ticket_id)
    tickets, vectors = [tickets[i] for i in order], vectors[order]
    similarity = vectors @ centroid_of(vectors)
    # Rounded, so that a last bit of floating point does not decide whose words are quoted.
    central = sorted(
        range(len(tickets)), key=lambda i: (-round(float(similarity[i]), 5), tickets[i].ticket_id)
    )[:N_CENTRAL]
    near = [tickets[i] for i in central]
    kind, confidence = kind_of(tickets, vectors, compass, kind_before)
    return Description(
        title=title_of(near, phrases, kind),
        keyphrases=tuple(phrases),
        exemplars=choose_exemplars(near, vectors[central], similarity[central]),
        kind=kind,
        kind_confidence=confidence,
        n_tickets=len(tickets),
    )
