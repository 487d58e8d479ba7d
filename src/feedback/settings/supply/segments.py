"""Settings of segments: what they are worth, who belongs to them, and what they are owed."""

from collections.abc import Mapping
from decimal import Decimal

from pydantic import Field, model_validator

from feedback.domain.supply.agreements.segment_rules import SegmentRule
from feedback.settings.section import Factor, Section, Share
from feedback.settings.supply.profiles import ProfileSettings


class MemberSettings(Section):
    """One rule: who belongs to the segment. All of its conditions must hold."""

    min_value_usd: Decimal | None = Field(None, ge=0)
    """At least this value a year."""
    max_value_usd: Decimal | None = Field(None, ge=0)
    """Below this value a year."""
    plans: list[str] = Field([])
    """On one of these plans. Empty: any."""
    countries: list[str] = Field([])
    """In one of these countries. Empty: any."""
    flags: list[str] = Field([])
    """With one of these flags. Empty: any."""

    @model_validator(mode="after")
    def _possible(self) -> "MemberSettings":
        low, high = self.min_value_usd, self.max_value_usd
        if low is not None and high is not None and low >= high:
            raise ValueError("min_value_usd must be below max_value_usd, or nobody matches")
        return self


class SegmentSettings(Section):
    """A band of customers. Impact = value × margin × strategic × exposure."""

    margin: Share = Field(1.0, ge=0, le=1)
    """Contribution margin: turns revenue into profit at risk."""
    strategic: Factor = Field(1.0, ge=0)
    """Any value other than 1 makes every amount that uses it a *weighted* one."""
    value_floor_usd: Decimal = Field(Decimal(0), ge=0)
    """Value a year of a customer if no value in the segment is known."""
    members: list[MemberSettings] = Field([])
    profile: ProfileSettings = ProfileSettings()


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
