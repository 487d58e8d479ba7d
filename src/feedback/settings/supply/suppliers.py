"""Settings of the support supply chain: segments and what they are owed, suppliers and what was
agreed with them, and how their figures are made."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from feedback.domain.customers.supplier import HOURS_PER_TICKET
from feedback.domain.supply.agreements.quantity import as_unit, parse_quantity
from feedback.domain.supply.agreements.reviews import MIN_RATING_GAP
from feedback.domain.supply.agreements.segment_rules import SegmentRule, unreachable
from feedback.settings.amounts import Amount, Duration, Hours, Share
from feedback.settings.supply.profiles import ProfileSettings
from feedback.settings.tickets.sources import Address, Section


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
        from feedback.domain.supply.metrics.metrics import BY_NAME

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
    hours_per_ticket: float = Field(HOURS_PER_TICKET, gt=0)
    segments: list[str] = Field([])
    contact_types: list[str] = Field([])
    languages: list[str] = Field([])
    ticket_channels: list[str] = Field([])
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
    min_rating_gap: float = Field(MIN_RATING_GAP, gt=0, le=4)
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
