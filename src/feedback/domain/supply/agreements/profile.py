"""Support profiles: what a segment is owed."""

from dataclasses import dataclass

from feedback.domain.plans.plan_debt import PlanTarget
from feedback.domain.supply.agreements.service_hours import ALWAYS, ServiceHours


@dataclass(frozen=True, slots=True)
class SupportProfile:
    """What the customers of a segment are owed. None and empty: nothing was promised."""

    segment: str
    first_response_hours: float | None = None
    """Within `hours`."""
    resolution_hours: float | None = None
    share_within: float = 0.9
    """Share of the tickets that must keep each of the two, 0..1."""
    csat: float | None = None
    reopen_rate: float | None = None
    plan: PlanTarget | None = None
    """Which issues need a fix plan for it, and by when."""
    served_by: tuple[str, ...] = ()
    """Kinds of supplier that may serve it."""
    channels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    hours: ServiceHours = ALWAYS
    """When somebody must be there; response and resolution are counted in these."""
