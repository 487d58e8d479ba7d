"""A night: one run of the whole loop, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import PurePath
from traceback import extract_tb
from typing import TypeVar

from feedback.domain.customers.customers_report import CustomersReport
from feedback.domain.forgetting import RetainReport
from feedback.domain.grouping.group_report import EmbedReport, GroupReport
from feedback.domain.impact.ranking import RankReport
from feedback.domain.issues.written_title import TitlesReport
from feedback.domain.plans.advise_report import AdviseReport
from feedback.domain.plans.regression import WatchReport
from feedback.domain.publishing.step_reports import (
    AdoptReport,
    DispatchReport,
    PublishReport,
    ReadBackReport,
)
from feedback.domain.tickets.pull_report import PullReport
from feedback.domain.tickets.reconciliation import ReconcileReport

StepReport = (
    CustomersReport
    | ReadBackReport
    | PullReport
    | ReconcileReport
    | EmbedReport
    | GroupReport
    | TitlesReport
    | RankReport
    | WatchReport
    | AdoptReport
    | PublishReport
    | AdviseReport
    | RetainReport
    | DispatchReport
)
"""What a step of the night found and did. A value to show and to hand on, never to be patched."""
Report = TypeVar("Report", bound=StepReport)


def step_name(of: type[Report], source: str = "") -> str:
    """`rank`, `pull helpdesk`: what faults, pages and Prefect call a step."""
    return f"{of.step} {source}" if source else of.step


class NightStatus(StrEnum):
    """How far a night has come."""

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
    """One night and the report of each of its finished steps, by name in the order they ran."""

    as_of: datetime
    status: NightStatus
    steps: Mapping[str, StepReport] = field(default_factory=dict)
    faults: tuple[StepFault, ...] = ()

    def report(self, of: type[Report]) -> Report | None:
        """What a step reported; None if it was not finished."""
        return next((one for one in self.steps.values() if isinstance(one, of)), None)

    @property
    def pulls(self) -> Sequence[PullReport]:
        """What each source gave."""
        return [one for one in self.steps.values() if isinstance(one, PullReport)]


def unforeseen(source: str, error: Exception) -> str:
    """A fault of ours in words: what it was and where. Its own text may quote a ticket."""
    frames = extract_tb(error.__traceback__)
    where = f" at {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return (
        f'Source "{source}" ended in a way that nobody foresaw ({type(error).__name__}{where}). '
        "What was read is kept. Report it with these words; the other sources were read."
    )
