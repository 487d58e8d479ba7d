"""What a source counts against what is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ReconciliationPolicy:
    """`days` back from the night, 0 for none; `max_difference` is a share of the source's count.
    Fewer than `min_tickets` that differ are never a fault: some change while they are counted."""

    days: int = 30
    max_difference: float = 0.01
    min_tickets: int = 3


def period_of(now: datetime, days: int) -> tuple[datetime, datetime]:
    """The last whole days in UTC: some helpdesks can only be asked for days."""
    until = datetime.combine(now.astimezone(UTC), time(), UTC)
    return until - timedelta(days=days), until


def differences(counted: Mapping[str, int], stored: Mapping[str, int]) -> dict[str, int]:
    """State → stored minus counted, where they differ; "all" for the sums."""
    states = sorted({*counted, *stored})
    by_state = {state: stored.get(state, 0) - counted.get(state, 0) for state in states}
    by_state["all"] = sum(by_state.values())
    return {state: n for state, n in by_state.items() if n}


def fault_in(
    counted: Mapping[str, int],
    stored: Mapping[str, int],
    policy: ReconciliationPolicy,
    n_set_aside: int = 0,
) -> str | None:
    """What differs by more than may be, in words; None if nothing does.

    As many tickets as were set aside may be missing beside.
    """
    allowed = max(policy.max_difference * sum(counted.values()), policy.min_tickets - 1)
    beyond = {
        state: n
        for state, n in differences(counted, stored).items()
        if n > allowed or -n > allowed + n_set_aside
    }
    if not beyond:
        return None
    words = ", ".join(
        f"{stored.get(state, 0)} {state} instead of {counted.get(state, 0)}"
        for state in beyond
        if state != "all"
    )
    total = f"{sum(stored.values())} tickets are stored, the source counts {sum(counted.values())}"
    if n_set_aside:
        total += f" and {n_set_aside} were set aside"
    return f"{total}" + (f" ({words})" if words else "")


@dataclass(frozen=True, slots=True)
class ReconcileReport:
    """What a source counts for a period, and what is stored of it."""

    step: ClassVar[str] = "reconcile"
    source: str
    since: datetime
    counted: Mapping[str, int]
    """Status → tickets, by the source."""
    stored: Mapping[str, int]
    n_set_aside: int
    """Rows of the period that no ticket could be made of."""
    differences: Mapping[str, int]
    """Status → stored minus counted, where they differ; "all" for the sums."""
    fault: str | None
    """What differs by more than the policy allows, in words."""
