"""Settings of what is written to the issue tracker, and what is read back from it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from feedback.domain.publishing.routing import RoutingRule, unreachable_rule
from feedback.settings.tickets.sources import Section


class PublishSettings(Section):
    min_impact_usd: Decimal = Field(Decimal(1000), ge=0)
    min_tickets: int = Field(3, ge=1)
    min_customers: int = Field(2, ge=1)
    min_distinctness: float = Field(1.0, ge=0)
    max_churn: float = Field(0.25, ge=0, le=1)
    material_change: float = Field(0.10, ge=0)
    n_receipt_lines: int = Field(10, ge=0)
    n_quotes: int = Field(3, ge=0)
    news_days: int = Field(3, ge=1)
    regressions_to_closed: bool = True
    max_new_items: int = Field(50, ge=0)
    max_updates: int = Field(200, ge=0)
    max_writes: int = Field(200, ge=1)
    index_lag_seconds: float = Field(120.0, ge=0)


class RoutingSettings(Section):
    """One rule; the first that matches decides."""

    themes: list[str] = Field([])
    groups: list[str] = Field([])
    tags: list[str] = Field([])
    kinds: list[Literal["defect", "request", "question"]] = Field([])
    project: str = ""
    issue_type: str = ""
    component: str = ""

    @model_validator(mode="after")
    def _decides_something(self) -> "RoutingSettings":
        if not (self.project or self.issue_type or self.component):
            raise ValueError("a rule must name a project, an issue_type or a component")
        return self

    def rule(self) -> RoutingRule:
        return RoutingRule(
            frozenset(self.themes),
            frozenset(self.groups),
            frozenset(self.tags),
            frozenset(self.kinds),
            self.project,
            self.issue_type,
            self.component,
        )


class AdoptionSettings(Section):
    min_similarity: float = Field(0.6, ge=0, le=1)
    link_similarity: float = Field(0.95, ge=0, le=1.01)
    max_candidates: int = Field(3, ge=1)
    holds_back: bool = False

    @model_validator(mode="after")
    def _ordered(self) -> "AdoptionSettings":
        if self.link_similarity < self.min_similarity:
            raise ValueError("min_similarity ≤ link_similarity must hold")
        return self


class ReadBackSettings(Section):
    wont_fix_resolutions: list[str] = Field(
        ["Won't Do", "Won't Fix", "Declined", "Cannot Reproduce", "Rejected"]
    )
    elsewhere_resolutions: list[str] = Field(["Duplicate"])
    done_is_released: bool = False


def check_routing(rules: Sequence[RoutingSettings]) -> None:
    """Raise `ValueError` for a rule that no issue can ever reach."""
    found = unreachable_rule([one.rule() for one in rules])
    if found is not None:
        later, earlier = found
        raise ValueError(
            f"routing rule {later} can never match: rule {earlier} before it takes all of its "
            "issues. Put the narrower rule first, or delete it"
        )
