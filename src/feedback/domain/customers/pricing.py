"""How a supplier is paid."""

from enum import StrEnum

HOURS_PER_TICKET = 0.5
"""Where nobody logs hours: sixteen tickets in a day of eight. A judgement; ask the supplier."""


class Pricing(StrEnum):
    PER_TICKET = "per ticket"
    PER_RESOLUTION = "per resolution"
    PER_HOUR = "per hour"
