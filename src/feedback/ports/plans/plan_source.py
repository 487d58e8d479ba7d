"""Where product says what it will do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from feedback.domain.plans.fix_plan import FixPlan


@dataclass(frozen=True, slots=True)
class RecordedPlan:
    """A fix plan and the issue it is for: by our label (`FB-12`) or by one of its tickets."""

    reference: str
    plan: FixPlan
    origin: str = ""
    """What says so, such as the key of a work item. An issue may have plans from several
    origins; of one origin the newest replaces the others."""
    is_confirmation: bool = True
    """Whether somebody said it at that moment, be it the same again; False: it was found to stand
    there still."""


class FixPlanSource(Protocol):
    """Where product says what it will do."""

    def plans(self, until: datetime) -> Sequence[RecordedPlan]:
        """Every revision recorded up to `until`, oldest first; at least the newest of each origin.

        A plan that stands no longer (its work item is gone) comes once more as *withdrawn*. One
        that is said again unchanged, and later, confirms the plan.
        """
        ...
