"""The night's tickets taken into the memory, and linked to those it knows."""

from dataclasses import replace

import numpy as np

from feedback.domain.grouping.memory.memory import Memory
from feedback.domain.grouping.memory.profiles import Profiles
from feedback.domain.grouping.neighbours.candidates import Candidates
from feedback.domain.grouping.neighbours.cells import cells_of
from feedback.domain.grouping.neighbours.search import find_neighbours, link_all, link_new
from feedback.domain.grouping.policy import GroupingPolicy
from feedback.domain.grouping.vectors.fit import Labels
from feedback.domain.grouping.vectors.languages import TicketLanguages, centres_of, without_language
from feedback.domain.grouping.vectors.rows import Rows, materialised
from feedback.domain.tickets.ticket import TicketId


def link_night(
    memory: Memory,
    ids: tuple[TicketId, ...],
    vectors: Rows,
    ticket_languages: TicketLanguages,
    before: Labels,
    policy: GroupingPolicy,
    *,
    is_regrouping: bool,
) -> tuple[Rows, Memory]:
    """The centred vectors (n, d), and the memory with the night's tickets linked.

    At a regrouping all tickets are linked to all; on an ordinary night the new ones to the
    candidates. `ids`: the memory's tickets, then the new ones.
    """
    n_old, n = len(memory.ids), len(ids)
    with_new = replace(memory, ids=ids, languages=ticket_languages)
    is_new = n > n_old and n >= policy.recentre_growth * memory.n_centred
    recentre = is_new and (is_regrouping or not memory.n_regrouped)
    centres = centres_of(vectors, ticket_languages) if recentre else memory.centres
    centred = without_language(vectors, ticket_languages, centres)
    if recentre or is_regrouping:
        x = materialised(centred)
        if recentre:
            cells = cells_of(x, policy)
            neighbours = find_neighbours(x, cells, policy)
        else:
            cells = memory.cells and memory.cells.with_new(x)
            neighbours = link_all(memory.neighbours, x, memory.n_linked, cells, policy)
        return x, replace(
            with_new,
            centres=centres,
            cells=cells,
            neighbours=neighbours,
            n_linked=n,
            n_centred=n if recentre else memory.n_centred,
            profiles=Profiles.none(n) if recentre else memory.profiles,
            relinked=np.zeros(0, np.int32),
            n_kept=0,
        )
    candidates = memory.candidates
    if n_old and not len(candidates.rows):
        candidates = Candidates.among_all(centred, before[:n_old], policy)
    if n == n_old:
        return centred, replace(with_new, candidates=candidates)
    new = centred[n_old:]
    neighbours, owners = link_new(memory.neighbours, new, candidates, before, policy)
    candidates = candidates.with_new(new, n_old, before, policy)
    is_kept = len(candidates.rows) == len(memory.candidates.rows) + n - n_old
    return centred, replace(
        with_new,
        neighbours=neighbours,
        candidates=candidates,
        relinked=np.union1d(memory.relinked, owners) if is_kept else np.zeros(0, np.int32),
        n_kept=memory.n_kept if is_kept else 0,
    )
