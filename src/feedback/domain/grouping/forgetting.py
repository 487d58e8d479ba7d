"""The engine's memory without some tickets."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from feedback.domain.grouping.neighbours import Neighbours
from feedback.domain.grouping.nights import Memory
from feedback.domain.grouping.profiles import Profiles
from feedback.domain.ticket import TicketId

_NO_WEIGHT = np.float32(-2)
"""As in cells with too few candidates: a link of a ticket to itself that weighs nothing."""


def without(memory: Memory, forgotten: Collection[TicketId]) -> Memory:
    """The memory as if these tickets had not come; the others keep their links to each other.

    A link to one of them becomes a link to itself that weighs nothing, until the next review looks
    for neighbours again. What is known of the issues is measured again on the next night: their
    sums held the tickets' vectors.
    """
    gone = set(forgotten)
    kept = np.array([one not in gone for one in memory.ids], np.bool_)
    if kept.all():
        return memory
    ids = tuple(one for one in memory.ids if one not in gone)
    if not ids:
        return Memory.empty()
    place = np.cumsum(kept, dtype=np.int32) - 1
    rows, cosines = memory.neighbours.rows[kept], memory.neighbours.cosines[kept]
    lost = ~kept[rows]
    rows = np.where(lost, np.arange(len(ids), dtype=np.int32)[:, None], place[rows])
    cosines = np.where(lost, _NO_WEIGHT, cosines)
    order = np.argsort(-cosines, axis=1, kind="stable")  # nearest first, as the engine expects
    width = min(rows.shape[1], len(ids) - 1)
    return replace(
        memory,
        ids=ids,
        neighbours=Neighbours(
            np.take_along_axis(rows, order, 1)[:, :width].astype(np.int32),
            np.take_along_axis(cosines, order, 1)[:, :width].astype(np.float32),
        ),
        n_reviewed=min(memory.n_reviewed, len(ids)),
        n_centred=min(memory.n_centred, len(ids)),
        profiles=Profiles.none(len(ids)),
        lengths=memory.lengths[kept] if len(memory.lengths) == len(kept) else memory.lengths[:0],
        cells=memory.cells and replace(memory.cells, of=memory.cells.of[kept]),
    )
