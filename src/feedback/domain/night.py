"""A night: one run of the whole loop, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
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
