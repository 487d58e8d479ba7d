"""The grouping engine's memory as bytes: a NumPy archive, nothing that could run code."""

import io
import json

import numpy as np

from feedback.domain.grouping import Memory, Neighbours
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
    buffer = io.BytesIO()
    np.savez(
        buffer,
        facts=np.frombuffer(json.dumps(facts).encode(), dtype=np.uint8),
        centres=np.stack(centres) if centres else np.zeros((0, 0), np.float32),
        rows=memory.neighbours.rows,
        cosines=memory.neighbours.cosines,
    )
    return buffer.getvalue()


def unpack(packed: bytes) -> Memory:
    with np.load(io.BytesIO(packed), allow_pickle=False) as archive:
        facts = json.loads(archive["facts"].tobytes())
        return Memory(
            ids=tuple(TicketId(one) for one in facts["ids"]),
            centres=dict(zip(facts["languages"], archive["centres"], strict=True)),
            neighbours=Neighbours(archive["rows"], archive["cosines"]),
            resolution=facts["resolution"],
            n_reviewed=facts["n_reviewed"],
            n_centred=facts["n_centred"],
            size_tested={IssueId(int(k)): v for k, v in facts["size_tested"].items()},
        )
