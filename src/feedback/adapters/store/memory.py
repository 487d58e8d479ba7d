"""The grouping engine's memory as bytes: a NumPy archive, nothing that could run code."""

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from feedback.domain.grouping import Cells, Groups, Memory, Neighbours, Profiles
from feedback.domain.issue import IssueId
from feedback.domain.ticket import TicketId


def pack(memory: Memory) -> bytes:
    facts = {
        "ids": memory.ids,
        "languages": list(memory.centres),
        "resolution": memory.resolution,
        "n_reviewed": memory.n_reviewed,
        "n_centred": memory.n_centred,
        "size_tested": {str(issue): size for issue, size in memory.size_tested.items()},
    }
    centres = list(memory.centres.values())
    profiles = memory.profiles
    arrays: dict[str, Any] = {
        "facts": np.frombuffer(json.dumps(facts).encode(), dtype=np.uint8),
        "centres": np.stack(centres) if centres else np.zeros((0, 0), np.float32),
        "rows": memory.neighbours.rows,
        "cosines": memory.neighbours.cosines,
        "lengths": memory.lengths,
        "issue": profiles.issue,
        "confidence": profiles.confidence,
        "numbers": profiles.numbers,
        "sums": profiles.groups.sums,
        "sizes": profiles.groups.sizes,
        "bars": profiles.bars,
        "cohesions": profiles.cohesions,
        "n_measured": profiles.n_measured,
    }
    if memory.cells is not None:
        arrays |= {"cell_means": memory.cells.means, "cells": memory.cells.of}
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def unpack(packed: bytes) -> Memory:
    with np.load(io.BytesIO(packed), allow_pickle=False) as archive:
        facts = json.loads(archive["facts"].tobytes())
        memory = Memory(
            ids=tuple(TicketId(one) for one in facts["ids"]),
            centres=dict(zip(facts["languages"], archive["centres"], strict=True)),
            neighbours=Neighbours(archive["rows"], archive["cosines"]),
            resolution=facts["resolution"],
            n_reviewed=facts["n_reviewed"],
            n_centred=facts["n_centred"],
            size_tested={IssueId(int(k)): v for k, v in facts["size_tested"].items()},
        )
        return _with_what_was_measured(memory, archive)


def _with_what_was_measured(memory: Memory, archive: Mapping[str, Any]) -> Memory:
    """Memories of before it was kept lack it; it is then measured again."""
    if "issue" not in archive:
        return memory
    profiles = Profiles(
        issue=archive["issue"],
        confidence=archive["confidence"],
        numbers=archive["numbers"],
        groups=Groups(archive["sums"], archive["sizes"]),
        bars=archive["bars"],
        cohesions=archive["cohesions"],
        n_measured=archive["n_measured"],
    )
    cells = Cells(archive["cell_means"], archive["cells"]) if "cells" in archive else None
    return replace(memory, profiles=profiles, lengths=archive["lengths"], cells=cells)
