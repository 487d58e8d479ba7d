"""The grouping engine's memory as bytes: NumPy arrays, nothing that could run code.

It is kept in parts, so that a night writes little: what may change every night in one, and the rows
of tickets in others, those of a regrouping in the first and those of each night since in one more.
"""

import io
import json
from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback.domain.grouping import (
    Candidates,
    Cells,
    Groups,
    Memory,
    Neighbours,
    Profiles,
    TicketLanguages,
)
from feedback.domain.issues.issue import IssueId
from feedback.domain.tickets.ticket import TicketId


def pack_facts(memory: Memory) -> bytes:
    """All but the rows of tickets."""
    profiles, links = memory.profiles, memory.relinked
    facts = {
        "languages": memory.languages.names,
        "centres": list(memory.centres),
        "n_linked": memory.n_linked,
        "resolution": memory.resolution,
        "n_regrouped": memory.n_regrouped,
        "n_centred": memory.n_centred,
        "size_tested": {str(issue): size for issue, size in memory.size_tested.items()},
    }
    centres = list(memory.centres.values())
    return _pack(
        facts,
        centres=np.stack(centres) if centres else np.zeros((0, 0), np.float32),
        relinked=links,
        rows=memory.neighbours.rows[links],
        cosines=memory.neighbours.cosines[links],
        issue=profiles.issue,
        confidence=profiles.confidence,
        numbers=profiles.numbers,
        sums=profiles.groups.sums,
        sizes=profiles.groups.sizes,
        bars=profiles.bars,
        cohesions=profiles.cohesions,
        n_measured=profiles.n_measured,
    )


def pack_rows(memory: Memory, first: int) -> bytes:
    """The rows from `first` on; with the very first also what is settled at a regrouping."""
    among = memory.candidates.rows >= first
    arrays: dict[str, NDArray[Any]] = {
        "language_of": memory.languages.of[first:],
        "rows": memory.neighbours.rows[first:],
        "cosines": memory.neighbours.cosines[first:],
        "candidates": memory.candidates.rows[among],
        "kept": memory.candidates.kept[among],
    }
    if first == 0 and memory.cells is not None:
        arrays |= {"cell_means": memory.cells.means, "cells": memory.cells.of}
    return _pack({"ids": memory.ids[first:]}, **arrays)


def unpack(facts_packed: bytes, parts: Sequence[bytes]) -> Memory:
    """`parts` in the order of their rows."""
    facts, arrays = _unpack(facts_packed)
    found = [_unpack(part) for part in parts]
    ids: tuple[TicketId, ...] = tuple(chain.from_iterable(own["ids"] for own, _ in found))
    rows, cosines = _beside(found, "rows"), _beside(found, "cosines")
    rows[arrays["relinked"]], cosines[arrays["relinked"]] = arrays["rows"], arrays["cosines"]
    first = found[0][1]
    return Memory(
        ids=ids,
        languages=TicketLanguages(tuple(facts["languages"]), _beside(found, "language_of")),
        centres=dict(zip(facts["centres"], arrays["centres"], strict=True)),
        neighbours=Neighbours(rows, cosines),
        n_linked=facts["n_linked"],
        candidates=Candidates(_beside(found, "candidates"), _beside(found, "kept")),
        resolution=facts["resolution"],
        n_regrouped=facts["n_regrouped"],
        n_centred=facts["n_centred"],
        size_tested={IssueId(int(k)): v for k, v in facts["size_tested"].items()},
        profiles=_profiles(arrays),
        cells=Cells(first["cell_means"], first["cells"]) if "cells" in first else None,
        relinked=arrays["relinked"],
        n_kept=len(ids),
    )


def _profiles(arrays: dict[str, NDArray[Any]]) -> Profiles:
    return Profiles(
        issue=arrays["issue"],
        confidence=arrays["confidence"],
        numbers=arrays["numbers"],
        groups=Groups(arrays["sums"], arrays["sizes"]),
        bars=arrays["bars"],
        cohesions=arrays["cohesions"],
        n_measured=arrays["n_measured"],
    )


def _beside(found: Sequence[tuple[Any, dict[str, NDArray[Any]]]], name: str) -> NDArray[Any]:
    """The parts' arrays one after the other, made as wide as the last: a small store has fewer
    tickets to link to before it grows, and again when tickets are gone. An empty link leads to
    oneself and weighs nothing."""
    arrays = [own[name] for _, own in found]
    if arrays[0].ndim == 1 or name == "kept":
        wide = [array for array in arrays if array.ndim == 1 or array.shape[1]]
        return np.concatenate(wide or arrays[:1])
    n, width = sum(map(len, arrays)), arrays[-1].shape[1]
    whole = np.empty((n, width), arrays[0].dtype)
    start = 0
    for array in arrays:
        stop = start + len(array)
        whole[start:stop, : array.shape[1]] = array[:, :width]
        if array.shape[1] < width:
            nothing = np.arange(start, stop)[:, None] if name == "rows" else -2
            whole[start:stop, array.shape[1] :] = nothing
        start = stop
    return whole


def _pack(facts: dict[str, Any], **arrays: NDArray[Any]) -> bytes:
    """Plain arrays one after the other: the checksums of an archive took longer than the rest."""
    buffer = io.BytesIO()
    head = json.dumps({"facts": facts, "arrays": list(arrays)}).encode()
    for array in (np.frombuffer(head, np.uint8), *arrays.values()):
        np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def _unpack(packed: bytes) -> tuple[Any, dict[str, NDArray[Any]]]:
    buffer = io.BytesIO(packed)
    head = json.loads(np.load(buffer, allow_pickle=False).tobytes())
    arrays = {name: np.load(buffer, allow_pickle=False) for name in head["arrays"]}
    return head["facts"], arrays
