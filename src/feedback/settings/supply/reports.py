"""Settings of the reports on segments and suppliers: `[supply]`."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from feedback.settings.section import Count, In, Section

Weight = Annotated[float, In("weight")]


class BalanceSettings(Section):
    """Weights of the scorecard's balance."""

    experience: Weight = Field(0.5, ge=0)
    """Customers first."""
    cost: Weight = Field(0.3, ge=0)
    """What the tickets cost."""
    handoff: Weight = Field(0.2, ge=0)
    """How well tickets are handed on."""


class SupplySettings(Section):
    """How the reports are made (docs/supply-chain.md)."""

    contact_type: Literal["kind", "theme", "issue"] = "theme"
    """What tickets are compared within. A finer type tells more apart and needs more tickets."""
    min_tickets: Count = Field(10, ge=1)
    """A figure from fewer is not shown."""
    balance: BalanceSettings = BalanceSettings()
    criteria: dict[str, Annotated[float, Field(gt=0), In("weight")]] = Field({})
    """Weights of the criteria of an evaluation, such as `capabilities = 3.0`."""
    ratings_path: Path | None = None
    """A file of ratings that people gave suppliers (docs/files.md)."""
    competitors: list[str] = Field([])
    """Names to look for in the tickets of requests."""
