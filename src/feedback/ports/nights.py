"""Nights, and what each of their steps reported. All rooms finish their step here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from feedback.domain.night import Night, NightStatus, StepFault


class Nights(Protocol):
    """One row per night, and one per night and finished step."""

    def get(self, as_of: datetime) -> Night | None:
        """The night of this moment, if it was begun."""
        ...

    def latest(self) -> Night | None:
        """The newest night, finished or not."""
        ...

    def all(self) -> Sequence[Night]:
        """Every night, oldest first."""
        ...

    def begin(self, as_of: datetime) -> None:
        """The night runs; begun again, it loses its faults and keeps its finished steps."""
        ...

    def finish(self, as_of: datetime, status: NightStatus, faults: Sequence[StepFault]) -> None:
        """How the night ended."""
        ...

    def step(self, as_of: datetime, step: str) -> Mapping[str, Any] | None:
        """What a step reported, if it was finished on this night."""
        ...

    def record_step(self, as_of: datetime, step: str, summary: Mapping[str, Any]) -> None:
        """The step is finished, with what it reports."""
        ...

    def reports_of(self, step: str) -> Mapping[datetime, Mapping[str, Any]]:
        """What a step reported on every night, oldest first."""
        ...

    def forget_steps(self, as_of: datetime, steps: Sequence[str]) -> None:
        """Let these steps run again on this night."""
        ...
