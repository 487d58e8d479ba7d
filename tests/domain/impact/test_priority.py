"""Bands: High from 30,000, Medium from 10,000, Low below; a border holds by a tenth."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.domain.impact.priority import Band, PriorityPolicy, prioritise
from tests.domain.domain_examples import BANDS

amounts = st.decimals(0, 200_000, places=2)
names = st.sampled_from(["High", "Medium", "Low", "Blocker", None])


@pytest.mark.parametrize(
    ("impact_usd", "current", "priority"),
    [
        # Without a priority, or with one that is no band of ours, the border itself decides.
        ("0", None, "Low"),
        ("9999.99", None, "Low"),
        ("10000", None, "Medium"),
        ("30000", None, "High"),
        ("30000", "Blocker", "High"),
        ("0", "Blocker", "Low"),
        # Upwards: 11,000 and 33,000 must be reached.
        ("10999.99", "Low", "Low"),
        ("11000", "Low", "Medium"),
        ("32999.99", "Low", "Medium"),
        ("33000", "Low", "High"),
        ("32999.99", "Medium", "Medium"),
        ("33000", "Medium", "High"),
        # Downwards: it must fall below 27,000 and 9,000.
        ("27000", "High", "High"),
        ("26999.99", "High", "Medium"),
        ("9500", "High", "Low"),
        ("9000", "Medium", "Medium"),
        ("8999.99", "Medium", "Low"),
        ("0", "High", "Low"),
    ],
)
def test_a_border_must_be_passed_clearly(
    impact_usd: str, current: str | None, priority: str
) -> None:
    assert prioritise(Decimal(impact_usd), current, BANDS) == priority


def test_without_hysteresis_the_border_alone_decides() -> None:
    firm = PriorityPolicy(BANDS.bands, hysteresis=0.0)
    assert prioritise(Decimal("29999.99"), "High", firm) == "Medium"
    assert prioritise(Decimal("30000.00"), "Medium", firm) == "High"


def test_a_single_band_takes_everything() -> None:
    assert prioritise(Decimal(5), "High", PriorityPolicy((Band("Only", Decimal(0)),))) == "Only"


@given(
    st.sampled_from([Decimal(30_000), Decimal(10_000)]),
    st.lists(st.decimals("-0.09", "0.09", places=4), min_size=2, max_size=30),
    names,
)
def test_a_figure_that_trembles_within_the_margin_never_flaps(
    border: Decimal, trembling: list[Decimal], current: str | None
) -> None:
    nights = []
    for share in trembling:
        current = prioritise(border * (1 + share), current, BANDS)
        nights.append(current)
    assert len(set(nights)) == 1


@given(amounts, names)
def test_running_the_night_again_changes_no_priority(
    impact_usd: Decimal, current: str | None
) -> None:
    once = prioritise(impact_usd, current, BANDS)
    assert prioritise(impact_usd, once, BANDS) == once


@given(amounts, amounts, names)
def test_more_impact_is_never_a_lower_priority(
    amount: Decimal, other: Decimal, current: str | None
) -> None:
    order = ["Low", "Medium", "High"]
    low, high = sorted((amount, other))
    assert order.index(prioritise(low, current, BANDS)) <= order.index(
        prioritise(high, current, BANDS)
    )


@given(amounts, names)
def test_hysteresis_never_holds_an_issue_a_tenth_beyond_its_band(
    impact_usd: Decimal, current: str | None
) -> None:
    spans = {
        "High": (Decimal(27_000), Decimal("Infinity")),
        "Medium": (Decimal(9_000), Decimal(33_000)),
        "Low": (Decimal(0), Decimal(11_000)),
    }
    low, high = spans[prioritise(impact_usd, current, BANDS)]
    assert low <= impact_usd < high
