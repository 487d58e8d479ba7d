"""Settings of suppliers: who answers tickets, what it costs, and what was agreed with them."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from feedback.domain.customers.supplier import HOURS_PER_TICKET
from feedback.domain.supply.agreements.quantity import as_unit, parse_quantity
from feedback.settings.amounts import Amount, Duration, Hours, Percentage
from feedback.settings.section import Address, In, Section


class SupportAgentSettings(Section):
    """The people who answer tickets."""

    path: Path
    """With support_agent_id, name, email, supplier, slack_user_id, time_zone (docs/files.md)."""


class BandOfInvoice(Section):
    """A bonus or a malus."""

    at: Amount
    """The figure from which it is due, such as `95 %`."""
    share: Percentage
    """Of the month's invoice, such as `2 %`."""

    @field_validator("at", "share")
    @classmethod
    def _given(cls, text: str) -> str:
        if not text:
            raise ValueError('give an amount with its unit, such as "95 %"')
        return text


class ContractTargetSettings(Section):
    """One target of the contract."""

    metric: str
    """One of docs/metrics.md."""
    target: Amount = Field(min_length=1)
    """With its unit, such as `90 %`."""
    weight: Annotated[float, In("weight")] = Field(1.0, gt=0)
    """In the share of targets met."""
    bonus: BandOfInvoice | None = None
    """Such as `{ at = "95 %", share = "2 %" }`."""
    malus: BandOfInvoice | None = None
    """Such as `{ at = "80 %", share = "3 %" }`."""

    @model_validator(mode="after")
    def _counted_alike(self) -> "ContractTargetSettings":
        # The metrics are pandas; they are imported where figures are made, and here if need be.
        from feedback.domain.supply.metrics.metrics import BY_NAME

        if self.metric not in BY_NAME:
            raise ValueError(f'unknown metric "{self.metric}". Available: {", ".join(BY_NAME)}')
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
                raise ValueError(f"{self.metric}: {better} must not be easier than {worse}")
        return self


class CounterpartSettings(Section):
    """Two people of the same function, one on each side."""

    function: str
    """Such as IT or security."""
    theirs: str
    """Whom to ask at the supplier's."""
    ours: str
    """Whom they ask at ours."""


class EscalationPathSettings(Section):
    """Where a matter goes when the contacts cannot settle it."""

    level: Literal["tactical", "strategic"]
    """Overdue fix plans go to `theirs` of the strategic level."""
    scope: str
    """Which matters, such as `a queue that grows`."""
    theirs: Address
    """At the supplier's: an e-mail address, a #channel or a support agent's id."""
    ours: Address
    """At ours."""
    within: Duration = ""
    """Time to settle it, such as `4 h`."""


class SupplierSettings(Section):
    """Whoever answers tickets: a team of ours, or a vendor."""

    is_outsourced: bool
    """An outsourced supplier never sees values or margins."""
    groups: list[str] = Field(min_length=1)
    """The helpdesk groups whose tickets it answers."""
    unit_cost_usd: Decimal = Field(ge=0)
    """Of what `pricing` says: one ticket, one resolution or one hour."""
    team_channel: str = ""
    """Hears of what concerns no single support agent."""
    contact: Address = ""
    """At the supplier's: an e-mail address, a #channel or a support agent's id."""
    our_contact: Address = ""
    """At ours."""
    channels: list[str] = Field([])
    """Where both sides read their scorecard. Empty: each contact gets it."""
    kind: str = ""
    """What `profile.served_by` of a segment names."""
    pricing: Literal["per ticket", "per resolution", "per hour"] = "per ticket"
    """What is paid for."""
    hours_per_month: float = Field(0.0, ge=0)
    """Paid for, if pricing is per hour. 0: as many as the tickets took."""
    hours_per_ticket: float = Field(HOURS_PER_TICKET, gt=0)
    """If nobody logs them. Sixteen tickets a day, a judgement: ask the supplier."""
    segments: list[str] = Field([])
    """That it may serve. Empty: all."""
    contact_types: list[str] = Field([])
    """That it may answer: defect, request, question, TH-3, FB-12. Empty: all."""
    languages: list[str] = Field([])
    """That it answers in, such as `en`. Empty: all."""
    ticket_channels: list[str] = Field([])
    """That it answers, as the sources name them. Empty: not stated, so no channel is called
    wrong."""
    location: str = ""
    """Where its people sit."""
    hours: Hours = "always"
    """When it answers, such as `Mo-Fr 08:00-20:00 Europe/Berlin`."""
    counterparts: list[CounterpartSettings] = Field([])
    escalation: list[EscalationPathSettings] = Field([])
    targets: list[ContractTargetSettings] = Field([])
