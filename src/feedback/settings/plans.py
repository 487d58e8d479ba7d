"""Settings of what support agents and product are told, and of plans that product owes."""

from datetime import time
from decimal import Decimal
from typing import Literal

from pydantic import Field

from feedback.domain.plans.fix_plan import ChangeKind
from feedback.settings.tickets.sources import Address, Section

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class AdviceSettings(Section):
    product_channel: str = ""
    news_days: int = Field(3, ge=1)
    quiet_from: time = time()
    quiet_until: time = time()
    quiet_days: list[Weekday] = Field([], max_length=6)
    urgent: list[ChangeKind] = Field([])
    urgent_min_impact_usd: Decimal = Field(Decimal(0), ge=0)
    readers: dict[str, str] = Field({})
    may_respond: list[str] = Field([])
    max_messages: int = Field(1000, ge=1)


class EscalationSettings(Section):
    """Which plans are owed stands in the segments' profiles, suppliers' contacts with suppliers."""

    product_owner: Address = ""
    product_contact: Address = ""
    head_of_support: Address = ""
    step_hours: float = Field(24.0, gt=0)
    stale_after_days: int = Field(14, ge=1)
    acknowledged_days: int = Field(7, ge=1)
    max_messages: int = Field(20, ge=1)
