"""Settings of the support supply chain: segments and what they are owed, suppliers and what was
agreed with them, and how their figures are made."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator, model_validator

from feedback.domain.plan_debt import PlanTarget
from feedback.domain.supply.profile import SupportProfile
from feedback.domain.supply.quantity import Unit, as_unit, parse_quantity
from feedback.domain.supply.segment_rules import SegmentRule, unreachable
from feedback.domain.supply.service_hours import parse_service_hours
from feedback.settings_sources import Address, Section


def _written_in(unit: Unit) -> Callable[[str], str]:
    def check(text: str) -> str:
        if text:
            as_unit(parse_quantity(text), unit)
        return text

    return check


def _hours(text: str) -> str:
    parse_service_hours(text)
    return text


def _quantity(text: str) -> str:
    if text:
        parse_quantity(text)
    return text


Duration = Annotated[str, AfterValidator(_written_in(Unit.HOURS))]
Share = Annotated[str, AfterValidator(_written_in(Unit.SHARE))]
Csat = Annotated[str, AfterValidator(_written_in(Unit.CSAT))]
Amount = Annotated[str, AfterValidator(_quantity)]
Hours = Annotated[str, AfterValidator(_hours)]


OF_PRODUCT = ("product_owner", "product_contact", "head_of_support")
"""Whom a segment may name instead of those of `[escalation]`."""


class MemberSettings(Section):
    """One rule: who belongs to the segment. All of its conditions must hold."""

    min_value_usd: Decimal | None = Field(None, ge=0)
    max_value_usd: Decimal | None = Field(None, ge=0)
    plans: list[str] = Field([])
    countries: list[str] = Field([])
    flags: list[str] = Field([])

    @model_validator(mode="after")
    def _possible(self) -> "MemberSettings":
        low, high = self.min_value_usd, self.max_value_usd
        if low is not None and high is not None and low >= high:
            raise ValueError("min_value_usd must be below max_value_usd: nobody could match")
        return self


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
            for name in ("plan_min_impact_usd", *OF_PRODUCT):
                if getattr(self, name):
                    raise ValueError(f"{name} is about plans that are owed: set plan_by as well")
        return self


class SegmentSettings(Section):
    margin: float = Field(1.0, ge=0, le=1)
    strategic: float = Field(1.0, ge=0)
    value_floor_usd: Decimal = Field(Decimal(0), ge=0)
    members: list[MemberSettings] = Field([])
    profile: ProfileSettings = ProfileSettings()


class BandOfInvoice(Section):
    at: Amount
    share: Share

    @field_validator("at", "share")
    @classmethod
    def _given(cls, text: str) -> str:
        if not text:
            raise ValueError('needs an amount with its unit, like "95 %"')
        return text


class ContractTargetSettings(Section):
    metric: str
    target: Amount = Field(min_length=1)
    weight: float = Field(1.0, gt=0)
    bonus: BandOfInvoice | None = None
    malus: BandOfInvoice | None = None

    @model_validator(mode="after")
    def _counted_alike(self) -> "ContractTargetSettings":
        # The metrics are pandas; they are imported where figures are made, and here if need be.
        from feedback.domain.supply.metrics import BY_NAME

        if self.metric not in BY_NAME:
            raise ValueError(f'"{self.metric}" is no metric ({", ".join(BY_NAME)})')
        metric = BY_NAME[self.metric]
        amounts = {}
        bands = {"target": self.target, "bonus": self.bonus and self.bonus.at,
                 "malus": self.malus and self.malus.at}  # fmt: skip
        for name, text in bands.items():
            if text:
                try:
                    amounts[name] = as_unit(parse_quantity(text), metric.unit)
                except ValueError as error:
                    raise ValueError(f'{name} "{text}" of {self.metric} {error}') from None
        sign = -1 if metric.lower_is_better else 1
        for better, worse in (("bonus", "target"), ("target", "malus")):
            both = better in amounts and worse in amounts
            if both and sign * amounts[better] < sign * amounts[worse]:
                raise ValueError(f"{self.metric}: {better} must be no easier than {worse}")
        return self


class CounterpartSettings(Section):
    function: str
    theirs: str
    ours: str


class EscalationPathSettings(Section):
    level: Literal["tactical", "strategic"]
    scope: str
    theirs: Address
    ours: Address
    within: Duration = ""


class SupplierSettings(Section):
    is_outsourced: bool
    groups: list[str] = Field(min_length=1)
    unit_cost_usd: Decimal = Field(ge=0)
    team_channel: str = ""
    contact: Address = ""
    our_contact: Address = ""
    channels: list[str] = Field([])
    kind: str = ""
    pricing: Literal["per ticket", "per resolution", "per hour"] = "per ticket"
    hours_per_month: float = Field(0.0, ge=0)
    segments: list[str] = Field([])
    contact_types: list[str] = Field([])
    languages: list[str] = Field([])
    location: str = ""
    hours: Hours = "always"
    counterparts: list[CounterpartSettings] = Field([])
    escalation: list[EscalationPathSettings] = Field([])
    targets: list[ContractTargetSettings] = Field([])


class BalanceSettings(Section):
    experience: float = Field(0.5, ge=0)
    cost: float = Field(0.3, ge=0)
    handoff: float = Field(0.2, ge=0)


class SupplySettings(Section):
    contact_type: Literal["kind", "theme", "issue"] = "theme"
    min_tickets: int = Field(10, ge=1)
    balance: BalanceSettings = BalanceSettings()
    criteria: dict[str, Annotated[float, Field(gt=0)]] = Field({})
    ratings_path: Path | None = None
    competitors: list[str] = Field([])


def rules_of(segments: Mapping[str, SegmentSettings]) -> tuple[SegmentRule, ...]:
    """All rules, in the order of the settings file."""
    return tuple(
        SegmentRule(
            segment,
            number,
            rule.min_value_usd,
            rule.max_value_usd,
            tuple(rule.plans),
            tuple(rule.countries),
            tuple(rule.flags),
        )
        for segment, given in segments.items()
        for number, rule in enumerate(given.members, start=1)
    )


def check_segment_rules(segments: Mapping[str, SegmentSettings]) -> None:
    """Raises `ValueError` for a rule that no customer can ever come to."""
    found = unreachable(rules_of(segments))
    if found is not None:
        rule, earlier = found
        raise ValueError(
            f"{rule.label} can never be reached: {earlier.label}, which stands before it, takes "
            "every customer it would take. The first rule that matches decides: put the narrower "
            "one first, or remove it"
        )


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
