"""Settings of a segment's support profile: what it is owed, by support and by product."""

from decimal import Decimal

from pydantic import Field, model_validator

from feedback.domain.plans.plan_debt import PlanTarget
from feedback.domain.supply.agreements.profile import SupportProfile
from feedback.domain.supply.agreements.quantity import Unit, as_unit, parse_quantity
from feedback.domain.supply.agreements.service_hours import parse_service_hours
from feedback.settings.amounts import Csat, Duration, Hours, Share
from feedback.settings.tickets.sources import Address, Section

_CLIMBS_TO = ("product_owner", "product_contact", "head_of_support")
"""Whom a segment may name instead of those of `[escalation]`."""


class ProfileSettings(Section):
    """What the segment is owed. Empty: nothing was promised."""

    first_response: Duration = ""
    resolution: Duration = ""
    share_within: Share = "90 %"
    csat: Csat = ""
    reopen_rate: Share = ""
    plan_by: Duration = ""
    plan_min_impact_usd: Decimal = Field(Decimal(0), ge=0)
    product_owner: Address = ""
    product_contact: Address = ""
    head_of_support: Address = ""
    served_by: list[str] = Field([])
    channels: list[str] = Field([])
    languages: list[str] = Field([])
    hours: Hours = "always"

    @model_validator(mode="after")
    def _clear(self) -> "ProfileSettings":
        if not self.share_within:
            raise ValueError('share_within must say how many must be in time, like "90 %"')
        for name in ("first_response", "resolution"):
            text = getattr(self, name)
            if text and self.hours != "always" and parse_quantity(text).unit is Unit.DAYS:
                raise ValueError(
                    f'{name} "{text}": a day means nothing within the hours "{self.hours}". '
                    "Say it in hours"
                )
        if self.plan_by and not parse_quantity(self.plan_by).amount:
            raise ValueError("plan_by must leave product some time to plan")
        if not self.plan_by:
            for name in ("plan_min_impact_usd", *_CLIMBS_TO):
                if getattr(self, name):
                    raise ValueError(f"{name} is about plans that are owed: set plan_by as well")
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
