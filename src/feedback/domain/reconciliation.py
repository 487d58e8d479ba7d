"""What a source counts against what is stored."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReconciliationPolicy:
    """`days` back from the night, 0 for none; `max_difference` is a share of the source's count."""

    days: int = 30
    max_difference: float = 0.01


def differences(counted: Mapping[str, int], stored: Mapping[str, int]) -> dict[str, int]:
    """State → stored minus counted, where they differ; "all" for the sums."""
    states = sorted({*counted, *stored})
    by_state = {one: stored.get(one, 0) - counted.get(one, 0) for one in states}
    by_state["all"] = sum(by_state.values())
    return {state: n for state, n in by_state.items() if n}


def fault_in(
    counted: Mapping[str, int], stored: Mapping[str, int], max_difference: float
) -> str | None:
    """What differs by more than may be, in words; None if nothing does."""
    allowed = max_difference * max(sum(counted.values()), 1)
    beyond = {one: n for one, n in differences(counted, stored).items() if abs(n) > allowed}
    if not beyond:
        return None
    words = ", ".join(
        f"{stored.get(one, 0)} {one} instead of {counted.get(one, 0)}"
        for one in beyond
        if one != "all"
    )
    total = f"{sum(stored.values())} tickets are stored, the source counts {sum(counted.values())}"
    return f"{total}" + (f" ({words})" if words else "")
