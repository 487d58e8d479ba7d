"""The plans that product owes, and how far each has climbed."""

from collections.abc import Sequence
from typing import Protocol

from feedback.domain.plans.plan_debt import ClimbedStep, PlanDebt


class PlanDebts(Protocol):
    """One row per issue, segment and time in which a plan is owed; one per step it climbed."""

    def all(self) -> Sequence[PlanDebt]:
        """Also those that have ended; oldest first."""
        ...

    def put(self, debt: PlanDebt) -> None:
        """Insert, or replace the one of the same issue, segment and night."""
        ...

    def steps(self) -> Sequence[ClimbedStep]:
        """Every step that a debt has climbed, oldest first."""
        ...

    def add_step(self, step: ClimbedStep) -> None:
        """Append a step."""
        ...
