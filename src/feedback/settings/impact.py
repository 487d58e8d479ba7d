"""What an issue costs and what is happening to it: `[impact]`, `[priority]`, `[spike]`,
`[trend]`."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from feedback.settings.section import Count, Factor, In, Section, Share

Chance = Annotated[float, In("probability, 0 to 1")]


class SeveritySettings(Section):
    """By the helpdesk's priority."""

    low: Factor = Field(0.5, ge=0)
    """A ticket of low priority: half as likely to lose the customer."""
    normal: Factor = Field(1.0, ge=0)
    """The others are relative to this one."""
    high: Factor = Field(1.75, ge=0)
    """A ticket of high priority."""
    urgent: Factor = Field(2.5, ge=0)
    """A ticket of urgent priority."""


class ImpactSettings(Section):
    """The constants of the formula (docs/impact.md)."""

    base: Chance = Field(0.04, gt=0, le=1)
    """Probability that one fresh, normal ticket loses the customer: a judgement."""
    base_low: Chance = Field(0.02, ge=0, le=1)
    """Lower end of the interval: half of `base`, because it is a judgement."""
    base_high: Chance = Field(0.08, gt=0, le=1)
    """Upper end of the interval: twice `base`."""
    p_max: Chance = Field(0.60, gt=0, le=1)
    """No single ticket makes a loss more likely than this."""
    half_life_days: float = Field(45.0, gt=0)
    """A ticket counts half after six weeks."""
    severity: SeveritySettings = SeveritySettings()
    escalated_factor: Factor = Field(1.5, ge=0)
    """The ticket was escalated."""
    reopened_factor: Factor = Field(1.25, ge=0)
    """The ticket was reopened."""
    bad_csat_factor: Factor = Field(1.4, ge=0)
    """The customer gave a bad rating."""
    bad_csat_max: Annotated[int, In("of 5")] = Field(2, ge=1, le=5)
    """Ratings up to here are bad."""
    unanswered_factor: Factor = Field(1.2, ge=0)
    """The ticket still has no first reply after `unanswered_after_hours`."""
    unanswered_after_hours: float = Field(48.0, ge=0)
    """Two days."""
    renewal_near_days: int = Field(90, ge=0)
    """A customer who must decide soon leaves more easily."""
    renewal_near_factor: Factor = Field(1.5, ge=0)
    """The customer's renewal is near."""
    poor_health_below: Annotated[float, In("health, 0 to 1")] = Field(0.4, ge=0, le=1)
    """Below this a customer's health is poor."""
    poor_health_factor: Factor = Field(1.5, ge=0)
    """The customer's health is poor."""

    @model_validator(mode="after")
    def _ordered(self) -> "ImpactSettings":
        if not self.base_low <= self.base <= self.base_high:
            raise ValueError("base must lie between base_low and base_high")
        return self


class BandSettings(Section):
    """One priority."""

    name: str
    """As the tracker names the priority."""
    min_usd: Decimal = Field(ge=0)
    """Impact from which an issue has this priority."""


class CustomerBandSettings(Section):
    """One priority of nights that rank by customers."""

    name: str
    """As the tracker names the priority."""
    min_customers: Annotated[int, In("customers")] = Field(ge=0)
    """Customers from which an issue has this priority."""


class PrioritySettings(Section):
    """From impact, or the number of customers, to the tracker's priorities."""

    hysteresis: Share = Field(0.10, ge=0, lt=1)
    """An issue must pass a limit by this share to change its priority, so that it does not flap."""
    bands: list[BandSettings] = Field(
        [
            BandSettings(name="Highest", min_usd=Decimal(100_000)),
            BandSettings(name="High", min_usd=Decimal(30_000)),
            BandSettings(name="Medium", min_usd=Decimal(10_000)),
            BandSettings(name="Low", min_usd=Decimal(2_000)),
            BandSettings(name="Lowest", min_usd=Decimal(0)),
        ]
    )
    """From the highest down; the last begins at 0."""
    customer_bands: list[CustomerBandSettings] = Field(
        [
            CustomerBandSettings(name="Highest", min_customers=50),
            CustomerBandSettings(name="High", min_customers=20),
            CustomerBandSettings(name="Medium", min_customers=8),
            CustomerBandSettings(name="Low", min_customers=3),
            CustomerBandSettings(name="Lowest", min_customers=0),
        ]
    )
    """Instead of `bands` while fewer than a fifth of the tickets' customers have a known value."""

    @field_validator("bands")
    @classmethod
    def _descending(cls, bands: list[BandSettings]) -> list[BandSettings]:
        amounts = [band.min_usd for band in bands]
        if not amounts or amounts[-1] != 0 or amounts != sorted(set(amounts), reverse=True):
            raise ValueError("list the bands from the highest min_usd down; the last must be 0")
        return bands

    @field_validator("customer_bands")
    @classmethod
    def _fewer_down(cls, bands: list[CustomerBandSettings]) -> list[CustomerBandSettings]:
        numbers = [band.min_customers for band in bands]
        if not numbers or numbers[-1] != 0 or numbers != sorted(set(numbers), reverse=True):
            raise ValueError(
                "list the bands from the highest min_customers down; the last must be 0"
            )
        return bands


class SpikeSettings(Section):
    """When a day is far above the usual (docs/what-is-happening.md)."""

    max_p: Chance = Field(0.01, gt=0, lt=1)
    """Of any false spike on a quiet night, over all issues: one night in a hundred."""
    min_tickets: Count = Field(5, ge=2)
    """Fewer in a day are never a spike."""


class TrendSettings(Section):
    """When an issue is rising or falling."""

    weeks: Annotated[int, In("weeks")] = Field(4, ge=1, le=26)
    """The newest weeks are compared with as many before them."""
