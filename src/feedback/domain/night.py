"""A night: one run of the whole loop, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import PurePath
from traceback import extract_tb
from typing import Any


class NightStatus(StrEnum):
    RUNNING = "running"
    """Begun; if nobody holds the lock, it was killed and can be run again."""
    PARTIAL = "partial"
    """Finished with a part missing. Running it again tries that part again."""
    DONE = "done"


@dataclass(frozen=True, slots=True)
class StepFault:
    """What went wrong in one step, in words for the person on call."""

    step: str
    message: str


@dataclass(frozen=True, slots=True)
class Night:
    """One night and the summary of each of its steps, by step name in the order they ran."""

    as_of: datetime
    status: NightStatus
    steps: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    faults: tuple[StepFault, ...] = ()


def unforeseen(source: str, error: Exception) -> str:
    """A fault of ours in words: what it was and where. Its own text may quote a ticket."""
    frames = extract_tb(error.__traceback__)
    where = f" at {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return (
        f'Source "{source}" ended in a way that nobody foresaw ({type(error).__name__}{where}). '
        "What was read is kept. Report it with these words; the other sources were read."
    )
