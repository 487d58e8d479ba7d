"""Amounts with a unit, as people write them in settings: `4 h`, `90 %`, `4.2 of 5`."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What an amount is counted in."""

    HOURS = "hours"
    DAYS = "days"
    SHARE = "share"
    CSAT = "of 5"
    USD = "USD"
    TICKETS = "tickets"


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount and what it is counted in. A share is 0..1."""

    amount: float
    unit: Unit


_WRITTEN = re.compile(r"(\d+(?:\.\d+)?)\s*(.*)")
_UNITS: dict[str, tuple[Unit, float]] = {
    "min": (Unit.HOURS, 1 / 60),
    "h": (Unit.HOURS, 1.0),
    "d": (Unit.DAYS, 1.0),
    "%": (Unit.SHARE, 0.01),
    "of 5": (Unit.CSAT, 1.0),
    "USD": (Unit.USD, 1.0),
}


def parse_quantity(text: str) -> Quantity:
    """`4 h` and the like. Raises `ValueError` for an amount without unit or with another one."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError(
            f'"{text}" is not an amount. Write a number with its unit, like "4 h" or "90 %"'
        )
    unit = " ".join(found[2].split())
    if not unit:
        raise ValueError(
            f'"{text}" has no unit. Write minutes, hours or days ("30 min", "4 h", "2 d"), a share '
            '("90 %"), CSAT ("4.2 of 5") or money ("9 USD")'
        )
    if unit not in _UNITS:
        of_other = " CSAT uses a scale of 1 to 5: convert it" if unit.startswith("of ") else ""
        raise ValueError(
            f'"{text}": unknown unit "{unit}". Available: {", ".join(_UNITS)}.{of_other}'
        )
    kind, factor = _UNITS[unit]
    amount = float(found[1]) * factor
    if kind is Unit.SHARE and amount > 1:
        raise ValueError(f'"{text}" is more than 100 %')
    if kind is Unit.CSAT and not 1 <= amount <= 5:
        raise ValueError(f'"{text}" is not on the scale of 1 to 5')
    return Quantity(round(amount, 9), kind)


def as_hours(quantity: Quantity) -> float:
    """Raises `ValueError` for anything but a duration."""
    match quantity.unit:
        case Unit.HOURS:
            return quantity.amount
        case Unit.DAYS:
            return quantity.amount * 24
    raise ValueError(f'needs a duration, like "4 h" or "2 d", not {show(quantity)}')


def as_unit(quantity: Quantity, unit: Unit) -> float:
    """The amount counted in `unit`. Raises `ValueError` where that makes no sense."""
    if unit in (Unit.HOURS, Unit.DAYS):
        hours = as_hours(quantity)
        return hours if unit is Unit.HOURS else hours / 24
    if quantity.unit is not unit:
        raise ValueError(f"is counted in {unit}, not in {quantity.unit}")
    return quantity.amount


def show(quantity: Quantity) -> str:
    """As people write it."""
    return show_amount(quantity.amount, quantity.unit)


def show_amount(amount: float | None, unit: Unit) -> str:
    """`3.4 h`, `87 %`, `4.2 of 5`, `$8.90`; a dash for what is not known."""
    if amount is None or amount != amount:
        return "–"
    match unit:
        case Unit.HOURS:
            return f"{amount * 60:.0f} min" if 0 < amount < 1 else f"{amount:,.1f} h"
        case Unit.DAYS:
            return f"{amount:,.1f} d"
        case Unit.SHARE:
            return f"{amount:.0%}".replace("%", " %")
        case Unit.CSAT:
            return f"{amount:.1f} of 5"
        case Unit.USD:
            return f"${amount:,.2f}"
        case Unit.TICKETS:
            return f"{amount:,.0f}"
