"""Work items people made already that may be about an issue of ours."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from feedback.domain.publishing.work_item_state import OpenWorkItem
from feedback.domain.tickets.vectors import Vectors


@dataclass(frozen=True, slots=True)
class AdoptionPolicy:
    """When an open work item is offered, and when it is taken without asking."""

    min_similarity: float = 0.6
    """Cosine similarity of the summaries from which it is offered."""
    link_similarity: float = 0.95
    """From which it is linked without asking; above 1 never."""
    max_candidates: int = 3
    """More nobody compares."""
    holds_back: bool = False
    """An issue with a candidate waits for a person instead of getting a work item of its own."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open work item that looks like an issue."""

    remote_key: str
    summary: str
    similarity: float
    """Cosine, two places."""


def candidates_of(
    titles: Vectors, items: Sequence[OpenWorkItem], summaries: Vectors, policy: AdoptionPolicy
) -> list[list[Candidate]]:
    """For each title the work items that look like it, most similar first, then by key.

    `titles` has shape (n, d), `summaries` (len(items), d), rows of length 1 or 0.
    """
    if not items:
        return [[] for _ in titles]
    similar = np.asarray(titles, np.float64) @ np.asarray(summaries, np.float64).T
    found = []
    for row in similar.round(4):
        near = sorted(
            (place for place in range(len(items)) if row[place] >= policy.min_similarity),
            key=lambda place: (-row[place], items[place].remote_key),
        )
        found.append(
            [
                Candidate(items[i].remote_key, items[i].summary, round(float(row[i]), 2))
                for i in near[: policy.max_candidates]
            ]
        )
    return found


def sure_links(found: Sequence[Sequence[Candidate]], policy: AdoptionPolicy) -> dict[int, str]:
    """Place of the issue → key of the work item that is linked without asking.

    Only where nothing is ambiguous: one work item above the bar for the issue, and one issue for
    the work item.
    """
    sure = {
        place: [one.remote_key for one in near if one.similarity >= policy.link_similarity]
        for place, near in enumerate(found)
    }
    keys = [key for near in sure.values() for key in near]
    return {
        place: near[0]
        for place, near in sure.items()
        if len(near) == 1 and keys.count(near[0]) == 1
    }
