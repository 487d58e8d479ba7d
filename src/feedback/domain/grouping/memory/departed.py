"""The memory without tickets that no longer exist at their source, or were forgotten."""

from collections.abc import Set
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from feedback.domain.grouping.memory.memory import Memory
from feedback.domain.grouping.memory.profiles import Profiles
from feedback.domain.grouping.neighbours.nearest import Neighbours
from feedback.domain.tickets.ticket import TicketId


def without_tickets(memory: Memory, gone: Set[TicketId]) -> Memory:
    """The memory as if nothing had ever been linked to these tickets; no other ticket moves.

    A link to one of them is empty until a nearer ticket comes. Their issues are measured again
    when the memory is next brought up to date.
    """
    if not gone:
        return memory
    stays = np.array([ticket not in gone for ticket in memory.ids], np.bool_)
    if stays.all():
        return memory
    n = int(stays.sum())
    return replace(
        memory,
        ids=tuple(ticket for ticket in memory.ids if ticket not in gone),
        languages=memory.languages.without(stays),
        neighbours=_relinked(memory.neighbours, stays),
        n_linked=int(stays[: memory.n_linked].sum()),
        candidates=memory.candidates.without(stays),
        n_regrouped=min(memory.n_regrouped, n),
        n_centred=min(memory.n_centred, n),
        profiles=_profiles(memory.profiles, stays),
        cells=memory.cells and memory.cells.without(stays),
        relinked=np.zeros(0, np.int32),
        n_kept=0,
    )


def _relinked(old: Neighbours, stays: NDArray[np.bool_]) -> Neighbours:
    """An empty link leads to oneself and weighs nothing; the lists stay nearest first."""
    if not old.rows.shape[1]:
        return Neighbours(old.rows[stays], old.cosines[stays])
    new_row = np.cumsum(stays, dtype=np.int32) - 1
    rows, cosines = old.rows[stays], old.cosines[stays]
    lost = ~stays[rows]
    here = np.arange(len(rows), dtype=np.int32)[:, None]
    rows = np.where(lost, here, new_row[rows]).astype(np.int32)
    cosines = np.where(lost, np.float32(-2), cosines)
    order = np.argsort(-cosines, axis=1, kind="stable")
    return Neighbours(np.take_along_axis(rows, order, 1), np.take_along_axis(cosines, order, 1))


def _profiles(old: Profiles, stays: NDArray[np.bool_]) -> Profiles:
    known = stays[: len(old.issue)]
    lost_tickets = np.isin(old.numbers, old.issue[~known])
    return replace(
        old,
        issue=old.issue[known],
        confidence=old.confidence[known],
        n_measured=np.where(lost_tickets, 0, old.n_measured),
    )
