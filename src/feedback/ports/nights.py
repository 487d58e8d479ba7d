"""Nights, and what each of their steps reported. All rooms finish their step here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from feedback.domain.night import Night, NightStatus, Report, StepFault, StepReport


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

    def finish(self, as_of: datetime, status: NightStatus, faults: Sequence[StepFault]) -> Night:
        """Keep how the night ended; returns it with what its steps reported."""
        ...

    def report(self, as_of: datetime, of: type[Report], source: str = "") -> Report | None:
        """What a step reported on this night; None if it has not finished. `source`: of a step
        that each source has one of."""
        ...

    def record(self, as_of: datetime, report: StepReport) -> None:
        """A step has finished, or got as far as this; what it reported before is replaced."""
        ...

    def reports_of(self, of: type[Report]) -> Mapping[datetime, Report]:
        """What a step, one that a night has once, reported on every night; oldest first."""
        ...

    def forget_steps(self, as_of: datetime, steps: Sequence[str]) -> None:
        """Let these steps run again on this night."""
        ...
