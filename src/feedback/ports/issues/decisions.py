"""What people decided about issues."""

from collections.abc import Sequence
from typing import Protocol

from feedback.domain.issues.decision import Decision, DecisionKind


class Decisions(Protocol):
    """One row per decision of a person, undone or not."""

    def all(self) -> Sequence[Decision]:
        """In the order in which they were made; also the undone ones."""
        ...

    def of_kind(self, kind: DecisionKind) -> Sequence[Decision]:
        """Those of this kind, in the same order."""
        ...

    def next_id(self) -> int:
        """An id that was never given."""
        ...

    def add(self, decision: Decision) -> None:
        """Append a decision."""
        ...

    def mark_undone(self, decision: Decision) -> None:
        """Keep when, by whom and why the decision was undone."""
        ...
