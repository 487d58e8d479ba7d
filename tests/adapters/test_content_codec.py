"""What an effect says comes out of the ledger as it went in, or is refused."""

import enum
import json
import types
import typing
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.adapters.store.publishing.content_codec import (
    STORED_FORMS,
    content_hash,
    from_text,
    to_text,
)
from feedback.domain.publishing.content import Content
from feedback.domain.supply.reports.scorecard_notice import ScorecardNotice
from feedback.errors import InvalidInput

PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(),
    int: st.integers(),
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False),
    date: st.dates(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    timedelta: st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=3650)),
    type(None): st.none(),
    Any: st.text(),
}


def values_of(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of an annotated type."""
    if kind in PLAIN:
        return PLAIN[kind]
    if isinstance(kind, typing.NewType):
        return values_of(kind.__supertype__)
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return st.one_of([values_of(part) for part in parts])
    if origin is typing.Literal:
        return st.sampled_from(parts)
    if origin is tuple and parts[-1] is Ellipsis:
        return st.lists(values_of(parts[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*[values_of(part) for part in parts])
    if origin is not None and issubclass(origin, typing.Mapping):
        return st.dictionaries(values_of(parts[0]), values_of(parts[1]), max_size=3)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return st.sampled_from(kind)
    assert is_dataclass(kind), kind
    hints = get_type_hints(kind)
    return st.builds(kind, **{one.name: values_of(hints[one.name]) for one in fields(kind)})


@pytest.mark.parametrize("form", STORED_FORMS, ids=lambda form: form.name)
@given(data=st.data())
def test_every_content_comes_out_as_it_went_in(form: Any, data: st.DataObject) -> None:
    content: Content = data.draw(values_of(form.type))
    text = to_text(content)
    back = from_text(text)
    assert back == content
    assert to_text(back) == text


def test_names_are_given_once() -> None:
    assert len({form.name for form in STORED_FORMS}) == len(STORED_FORMS)


SAID = ScorecardNotice("#leads", "costa", "2026-03", ("It meets all.", "é"), "")


def changed(**parts: Any) -> str:
    return json.dumps({**json.loads(to_text(SAID)), **parts})


def test_the_text_is_canonical() -> None:
    assert to_text(SAID) == (
        '{"type":"scorecard notice","values":{"month":"2026-03","reader":"#leads",'
        '"summary":["It meets all.","é"],"supplier":"costa","url":""},"version":1}'
    )


def test_the_hash_is_that_of_the_text() -> None:
    # printf '{"a":[1,2],"b":"é"}' | sha256sum
    expected = "d902c5ef87c42c33059e8d7b7aa30485809a5c0ff84b8d0d285616d5b03f23ea"
    assert content_hash('{"a":[1,2],"b":"é"}') == expected


def test_an_unknown_type_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput) as refused:
        from_text(changed(type="telegram"))
    assert str(refused.value).startswith(
        'The ledger holds a write of the unknown type "telegram". This program knows: '
    )
    assert str(refused.value).endswith("Install the version of this program that wrote the store.")


def test_another_version_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput) as refused:
        from_text(changed(version=7))
    assert str(refused.value) == (
        'The ledger holds a write of type "scorecard notice" in version 7; this program reads '
        "version 1. Install the version of this program that wrote the store."
    )


def test_a_field_too_many_is_refused() -> None:
    values = {**json.loads(to_text(SAID))["values"], "colour": "red"}
    with pytest.raises(InvalidInput) as refused:
        from_text(changed(values=values))
    assert str(refused.value) == (
        'The ledger holds a damaged write of type "scorecard notice": colour: Unexpected keyword '
        "argument. Restore the store from a backup."
    )


def test_a_field_too_few_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        from_text(changed(values={"reader": "#leads"}))
    assert "damaged" in str(refused.value)
