"""Settings of what is written to the issue tracker, and where."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from feedback.domain.publishing.routing import RoutingRule
from feedback.settings.section import Count, In, Section, Share

WorkItems = Annotated[int, In("work items")]
Similarity = Annotated[float, In("cosine similarity")]


class OutboxSettings(Section):
    """What Jira and Slack would receive, as files, until they are set up."""

    path: Path = Path("var/outbox")
    """A folder; it is made when something is written."""


class PublishSettings(Section):
    """Which issues reach the tracker, and how much of them (docs/publishing.md)."""

    min_impact_usd: Decimal = Field(Decimal(1000), ge=0)
    """Below this an issue is not worth a product manager's time."""
    min_tickets: Count = Field(3, ge=1)
    """Fewer do not show a problem yet."""
    min_customers: Annotated[int, In("customers")] = Field(2, ge=1)
    """One customer's problem is a matter for the account, not for the product."""
    min_distinctness: Annotated[float, In("ratio")] = Field(1.0, ge=0)
    """Below this an issue may mix problems: its tickets are less than twice as like each other as
    like the nearest issue's, and no more alike than average."""
    max_churn: Share = Field(0.25, ge=0, le=1)
    """A night that moves more of the grouped tickets stops publishing until
    `feedback issues accept-churn`. A young store may see 0.15."""
    material_change: Share = Field(0.10, ge=0)
    """A smaller change of impact alone is not written again."""
    n_receipt_lines: Annotated[int, In("customers")] = Field(10, ge=0)
    """Shown one by one; one line sums the rest."""
    n_quotes: Annotated[int, In("quotes")] = Field(3, ge=0)
    """Shown in a work item."""
    news_days: int = Field(3, ge=1)
    """Older news is not worth a comment."""
    regressions_to_closed: bool = True
    """Comment on a regression even if a person has closed the work item. Nothing else is written
    there."""
    max_new_items: WorkItems = Field(50, ge=0)
    """Created in one night, the largest impact first: a person can review so many in a
    morning."""
    max_updates: WorkItems = Field(200, ge=0)
    """Changed in one night, the largest impact first."""
    max_writes: Annotated[int, In("writes")] = Field(200, ge=1)
    """In one run, messages included. The rest waits for the next."""
    index_lag_seconds: float = Field(120.0, ge=0)
    """How long Jira's search may miss what was just made; until then a lost write is not
    repeated."""


class RoutingSettings(Section):
    """Where a new work item is made: the first rule that matches decides. `[jira]` fills gaps."""

    themes: list[str] = Field([])
    """Such as TH-3, as `feedback themes` lists them. Empty: any."""
    groups: list[str] = Field([])
    """The helpdesk group that has most of the issue's tickets. Empty: any."""
    tags: list[str] = Field([])
    """A tag on half of its tickets: the product area, if that is a field. Empty: any."""
    kinds: list[Literal["defect", "request", "question"]] = Field([])
    """Empty: any."""
    project: str = ""
    """Empty: as `[jira]` says."""
    issue_type: str = ""
    """Empty: as `[jira]` says."""
    component: str = ""
    """Empty: none."""

    @model_validator(mode="after")
    def _decides_something(self) -> "RoutingSettings":
        if not (self.project or self.issue_type or self.component):
            raise ValueError("a rule must set project, issue_type or component")
        return self

    def rule(self) -> RoutingRule:
        """As the domain knows it."""
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
    """Existing work items that people created, before another one is created."""

    min_similarity: Similarity = Field(0.6, ge=0, le=1)
    """Of summary and title. From here on `feedback plan` suggests the work item."""
    link_similarity: Similarity = Field(0.95, ge=0, le=1.01)
    """From here on it is linked without asking: nearly the same words. 1.01: never."""
    holds_back: bool = False
    """Wait for a person if an issue has a candidate."""

    @model_validator(mode="after")
    def _ordered(self) -> "AdoptionSettings":
        if self.link_similarity < self.min_similarity:
            raise ValueError("min_similarity must not be above link_similarity")
        return self
