"""What an issue costs and what is happening to it: `[impact]` to `[regression]`."""

from decimal import Decimal

from pydantic import Field, field_validator, model_validator

from feedback.settings.tickets.sources import Section


class SeveritySettings(Section):
    low: float = Field(0.5, ge=0)
    normal: float = Field(1.0, ge=0)
    high: float = Field(1.75, ge=0)
    urgent: float = Field(2.5, ge=0)


class ImpactSettings(Section):
    base: float = Field(0.04, gt=0, le=1)
    base_low: float = Field(0.02, ge=0, le=1)
    base_high: float = Field(0.08, gt=0, le=1)
    p_max: float = Field(0.60, gt=0, le=1)
    half_life_days: float = Field(45.0, gt=0)
    severity: SeveritySettings = SeveritySettings()
    escalated_factor: float = Field(1.5, ge=0)
    reopened_factor: float = Field(1.25, ge=0)
    bad_csat_factor: float = Field(1.4, ge=0)
    bad_csat_max: int = Field(2, ge=1, le=5)
    unanswered_factor: float = Field(1.2, ge=0)
    unanswered_after_hours: float = Field(48.0, ge=0)
    renewal_near_days: int = Field(90, ge=0)
    renewal_near_factor: float = Field(1.5, ge=0)
    poor_health_below: float = Field(0.4, ge=0, le=1)
    poor_health_factor: float = Field(1.5, ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> "ImpactSettings":
        if not self.base_low <= self.base <= self.base_high:
            raise ValueError("base_low ≤ base ≤ base_high must hold")
        return self


class BandSettings(Section):
    name: str
    min_usd: Decimal = Field(ge=0)


class PrioritySettings(Section):
    hysteresis: float = Field(0.10, ge=0, lt=1)
    bands: list[BandSettings] = Field(
        [
            BandSettings(name="Highest", min_usd=Decimal(100_000)),
            BandSettings(name="High", min_usd=Decimal(30_000)),
            BandSettings(name="Medium", min_usd=Decimal(10_000)),
            BandSettings(name="Low", min_usd=Decimal(2_000)),
            BandSettings(name="Lowest", min_usd=Decimal(0)),
        ]
    )

    @field_validator("bands")
    @classmethod
    def _descending(cls, bands: list[BandSettings]) -> list[BandSettings]:
        amounts = [band.min_usd for band in bands]
        if not amounts or amounts[-1] != 0 or amounts != sorted(set(amounts), reverse=True):
            raise ValueError("min_usd must fall from band to band and end at 0")
        return bands


class SpikeSettings(Section):
    max_p: float = Field(0.01, gt=0, lt=1)
    baseline_days: int = Field(28, ge=7)
    min_tickets: int = Field(5, ge=2)
    over_p: float = Field(0.05, gt=0, lt=1)
    max_days: int = Field(14, ge=1)


class TrendSettings(Section):
    weeks: int = Field(4, ge=1, le=26)
    confidence: float = Field(0.95, gt=0, lt=1)


class RegressionSettings(Section):
    grace_days: int = Field(3, ge=0)
    baseline_days: int = Field(28, ge=7)
    quiet_days: int = Field(14, ge=1)
    min_customers: int = Field(3, ge=1)
    residual: float = Field(0.2, gt=0, lt=1)
    max_p: float = Field(0.01, gt=0, lt=1)
