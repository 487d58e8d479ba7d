"""What customers are taken to be worth."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.customers.customer import Customer, Segment, Valuation, Valuations
from tests.domain.domain_examples import SEGMENTS, customer

UNKNOWN = customer("mystery", None)


def value_of(valued: Customer, *known_usd: str, segment: str = "enterprise") -> Valuation:
    others = [customer(f"c{n}", usd, segment=segment) for n, usd in enumerate(known_usd)]
    return Valuations([*others, valued], SEGMENTS).of(valued)


def estimate(value: str, low: str, high: str) -> Valuation:
    return Valuation(Decimal(value), Decimal(low), Decimal(high), is_estimated=True)


def test_a_known_value_is_taken_as_it_is() -> None:
    assert value_of(customer("acme", "120.50"), "1", "9") == Valuation(
        Decimal("120.50"), Decimal("120.50"), Decimal("120.50"), is_estimated=False
    )


@pytest.mark.parametrize(
    ("known_usd", "expected"),
    [
        ((), estimate("50000", "50000", "50000")),  # the floor of the segment
        (("800",), estimate("800", "800", "800")),
        (("100", "200"), estimate("150.00", "125.00", "175.00")),
        (("300", "100", "200"), estimate("200.00", "150.00", "250.00")),
        (("400", "100", "300", "200", "500"), estimate("300.00", "200.00", "400.00")),
        (("0", "0", "0"), estimate("0.00", "0.00", "0.00")),
        (("0.01", "0.02"), estimate("0.02", "0.01", "0.02")),  # 0.015, to the even cent
    ],
)
def test_an_unknown_value_is_the_median_between_the_quartiles(
    known_usd: tuple[str, ...], expected: Valuation
) -> None:
    assert value_of(UNKNOWN, *known_usd) == expected


def test_other_segments_say_nothing_about_a_value() -> None:
    assert value_of(UNKNOWN, "5", "7", segment="self-serve").value_usd == Decimal(50_000)


def test_a_customer_worth_nothing_is_known_to_be_worth_nothing() -> None:
    free = value_of(customer("free", "0"), "900")
    assert (free.value_usd, free.is_estimated) == (Decimal(0), False)


def test_a_segment_without_customers_has_its_floor() -> None:
    valuations = Valuations([], SEGMENTS)
    assert valuations.of(customer("x", None, segment="self-serve")).value_usd == Decimal(240)


def test_the_weight_is_margin_times_strategic_factor() -> None:
    assert Segment("plain").weight == 1.0
    assert Segment("partners", margin=0.5, strategic=3.0).weight == 1.5


@given(st.lists(st.decimals(0, 10**9, places=2), max_size=12))
def test_an_estimate_lies_within_its_own_interval_and_within_what_is_known(
    known: list[Decimal],
) -> None:
    estimated = value_of(UNKNOWN, *(str(usd) for usd in known))
    assert estimated.low_usd <= estimated.value_usd <= estimated.high_usd
    if known:
        assert min(known) <= estimated.low_usd
        assert estimated.high_usd <= max(known)
