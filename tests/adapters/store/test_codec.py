"""What is stored of a value of the domain is what it was."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.adapters.store.codec import Codec
from feedback.adapters.store.issues.lineage import EVENTS
from feedback.adapters.store.step_reports import REPORTS
from feedback.domain.issues.lineage import Emerged, LineageDetail
from feedback.domain.night import StepReport
from feedback.errors import FinalFault


@dataclass(frozen=True, slots=True)
class Promise:
    """All the kinds of fields that values of the domain have."""

    version: str
    target_on: date
    told_at: datetime
    value_usd: Decimal
    share: float
    is_late: bool
    told: tuple[str, ...]
    counts: dict[str, int]
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """It carries nothing."""


CODEC: Codec[Promise | Silence] = Codec({"promise": Promise, "silence": Silence}, 3)

_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    float: st.floats(allow_nan=False, allow_infinity=False),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False),
    datetime: st.datetimes(timezones=st.just(UTC)),
}


def values_of(wanted: Any) -> st.SearchStrategy[Any]:
    """Any value of a type that fields have: plain, optional, a tuple, a mapping, a dataclass."""
    if wanted in _PLAIN:
        return _PLAIN[wanted]
    if is_dataclass(wanted):
        hints = get_type_hints(wanted)
        return st.builds(
            wanted, **{field.name: values_of(hints[field.name]) for field in fields(wanted)}
        )
    arguments = get_args(wanted)
    match get_origin(wanted):
        case origin if origin is tuple:
            return st.lists(values_of(arguments[0]), max_size=3).map(tuple)
        case origin if origin in (dict, Mapping):
            key, value = map(values_of, arguments)
            return st.dictionaries(key, value, max_size=3)
        case origin if origin is UnionType:
            return st.one_of(*map(values_of, arguments))
    return st.from_type(wanted)


@given(values_of(Promise) | values_of(Silence))
def test_a_value_comes_back_as_it_was_stored(value: Promise | Silence) -> None:
    assert CODEC.decode(json.loads(json.dumps(CODEC.encode(value)))) == value


@given(st.one_of(*(values_of(detail) for detail in get_args(LineageDetail))))
def test_an_event_comes_back_as_it_was_stored(detail: LineageDetail) -> None:
    assert EVENTS.decode(json.loads(json.dumps(EVENTS.encode(detail)))) == detail


@given(st.one_of(*(values_of(report) for report in get_args(StepReport))))
def test_a_report_comes_back_as_it_was_stored(report: StepReport) -> None:
    assert REPORTS.decode(json.loads(json.dumps(REPORTS.encode(report)))) == report


def test_a_stored_value_says_what_it_is_and_how_it_was_written() -> None:
    assert EVENTS.encode(Emerged(3)) == {
        "kind": "emerged",
        "version": 1,
        "value": {"n_tickets": 3, "kind": "emerged"},
    }


@pytest.mark.parametrize(
    "stored",
    [
        {"kind": "promise", "version": 2, "value": {}},
        {"kind": "threat", "version": 3, "value": {}},
        {"n_planned": 3},
    ],
)
def test_what_another_program_stored_is_refused_by_name(stored: dict[str, Any]) -> None:
    with pytest.raises(FinalFault, match="this program reads version 3 of promise, silence"):
        CODEC.decode(stored)


def test_a_fault_names_the_field_and_not_what_it_holds() -> None:
    with pytest.raises(FinalFault, match=r'kind "emerged" cannot be read: n_tickets\.') as fault:
        EVENTS.decode({"kind": "emerged", "version": 1, "value": {"n_tickets": "ada@example.com"}})
    assert "ada@" not in str(fault.value)
