"""Amounts in settings, each with its unit: `4 h`, `90 %`, `4.2 of 5`. Empty: nothing was said."""

from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator

from feedback.domain.supply.agreements.quantity import Unit, as_unit, parse_quantity
from feedback.domain.supply.agreements.service_hours import parse_service_hours


def _written_in(unit: Unit) -> Callable[[str], str]:
    def check(text: str) -> str:
        if text:
            as_unit(parse_quantity(text), unit)
        return text

    return check


def _hours(text: str) -> str:
    parse_service_hours(text)
    return text


def _quantity(text: str) -> str:
    if text:
        parse_quantity(text)
    return text


Duration = Annotated[str, AfterValidator(_written_in(Unit.HOURS))]
Percentage = Annotated[str, AfterValidator(_written_in(Unit.SHARE))]
Csat = Annotated[str, AfterValidator(_written_in(Unit.CSAT))]
Amount = Annotated[str, AfterValidator(_quantity)]
Hours = Annotated[str, AfterValidator(_hours)]
