"""Settings of a segment's support profile: what it is owed, by support and by product."""

from decimal import Decimal

from pydantic import Field, model_validator

from feedback.domain.plans.plan_debt import PlanTarget
from feedback.domain.supply.agreements.profile import SupportProfile
from feedback.domain.supply.agreements.quantity import Unit, as_unit, parse_quantity
from feedback.domain.supply.agreements.service_hours import parse_service_hours
from feedback.settings.amounts import Csat, Duration, Hours, Percentage
from feedback.settings.section import Address, Section

_CLIMBS_TO = ("product_owner", "product_contact", "head_of_support")
"""Whom a segment may name instead of those of `[escalation]`."""


class ProfileSettings(Section):
    """What the segment is owed (docs/supply-chain.md). Empty: nothing was promised."""

    first_response: Duration = ""
    """Until a person first replies, such as `4 h`; counted within `hours`."""
    resolution: Duration = ""
    """Until the ticket is solved, such as `72 h`; counted within `hours`."""
    share_within: Percentage = "90 %"
    """Of the tickets that must keep each of the two: usual in the trade."""
    csat: Csat = ""
    """Average rating, such as `4.2 of 5`."""
    reopen_rate: Percentage = ""
    """Share of solved tickets that may be reopened, such as `5 %`."""
    plan_by: Duration = ""
    """Product owes a fix plan this soon, such as `3 d`; afterwards it is escalated
    (`[escalation]`)."""
    plan_min_impact_usd: Decimal = Field(Decimal(0), ge=0)
    """A plan is only owed for issues that put this much of the segment's money at risk."""
    product_owner: Address = ""
    """Instead of the one in `[escalation]`."""
    product_contact: Address = ""
    """Instead of the one in `[escalation]`."""
    head_of_support: Address = ""
    """Instead of the one in `[escalation]`."""
    served_by: list[str] = Field([])
    """Kinds of supplier that may serve it, as `suppliers.NAME.kind` names them. Empty: any."""
    channels: list[str] = Field([])
    """Support channels it is promised, as the sources name them. Empty: none in particular."""
    languages: list[str] = Field([])
    """Languages it is promised, such as `en`. Empty: none in particular."""
    hours: Hours = "always"
    """When support must be there, such as `Mo-Fr 09:00-17:00 Europe/Berlin`."""

    @model_validator(mode="after")
    def _clear(self) -> "ProfileSettings":
        if not self.share_within:
            raise ValueError('set share_within to the share that must be in time, such as "90 %"')
        for name in ("first_response", "resolution"):
            text = getattr(self, name)
            if text and self.hours != "always" and parse_quantity(text).unit is Unit.DAYS:
                raise ValueError(
                    f'{name} = "{text}": a day has no fixed length within "{self.hours}". '
                    "Give it in hours"
                )
        if self.plan_by and not parse_quantity(self.plan_by).amount:
            raise ValueError("plan_by must be more than 0")
        if not self.plan_by:
            for name in ("plan_min_impact_usd", *_CLIMBS_TO):
                if getattr(self, name):
                    raise ValueError(f"{name} only applies to owed fix plans: set plan_by too")
        return self


def profile_of(segment: str, given: ProfileSettings) -> SupportProfile:
    """What a segment is owed, counted in our units."""

    def amount(text: str, unit: Unit) -> float | None:
        return as_unit(parse_quantity(text), unit) if text else None

    return SupportProfile(
        segment=segment,
        first_response_hours=amount(given.first_response, Unit.HOURS),
        resolution_hours=amount(given.resolution, Unit.HOURS),
        share_within=amount(given.share_within, Unit.SHARE) or 0.0,
        csat=amount(given.csat, Unit.CSAT),
        reopen_rate=amount(given.reopen_rate, Unit.SHARE),
        plan=_plan_target(given),
        served_by=tuple(given.served_by),
        channels=tuple(given.channels),
        languages=tuple(given.languages),
        hours=parse_service_hours(given.hours),
    )


def _plan_target(given: ProfileSettings) -> PlanTarget | None:
    if not given.plan_by:
        return None
    return PlanTarget(
        plan_by_hours=as_unit(parse_quantity(given.plan_by), Unit.HOURS),
        min_impact_usd=given.plan_min_impact_usd,
        product_owner=given.product_owner,
        product_contact=given.product_contact,
        head_of_support=given.head_of_support,
    )
