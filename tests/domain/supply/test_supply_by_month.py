"""Mismatch by month: the money is recomputed from rows, customer by customer."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.domain.supply.metrics.ticket_frame import of_period
from feedback.domain.supply.reports.mismatch import mismatches
from feedback.domain.supply.reports.mismatch_by_month import exposed_figure, segment_trends
from feedback.domain.supply.tables.mismatch_rows import TrendRow, trend_rows
from feedback.web.mismatch_trends import segment_pictures
from tests.domain.supply.supply_examples import MARCH, POLICY, frame_of, ticket

MONTHS = ("2026-02", "2026-03")
VALUES = {"acme": 400_000.0, "bolt": 100_000.0, "cask": 50.0}
ROWS = st.lists(
    st.builds(
        lambda number, who, late, **changes: ticket(
            number, customer_id=who, value_usd=VALUES[who], first=30.0 if late else 1.0, **changes
        ),
        st.integers(0, 10**6),
        st.sampled_from(list(VALUES)),
        st.booleans(),
        issue=st.sampled_from(["FB-1 Login", "FB-2 Export"]),
        created_at=st.sampled_from([MARCH, MARCH - timedelta(days=20)]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_a_month_s_money_is_that_of_its_customers_with_something_missed(
    rows: list[dict[str, Any]],
) -> None:
    (trend,) = segment_trends(frame_of(rows), POLICY, frozenset(), MONTHS)
    for month, found in trend.exposed.items():
        there = [row for row in rows if f"{row['created_at']:%Y-%m}" == month]
        missed = {
            row["customer_id"]
            for row in there
            if (row["first_reply_at"] - row["created_at"]).total_seconds() > 4 * 3600
        }
        low, value, high = found.interval
        assert value == pytest.approx(sum(VALUES[one] for one in missed))
        assert found.n == len(there)
        everything = sum(VALUES[one] for one in {row["customer_id"] for row in there})
        assert 0 <= low <= value + 1e-6
        assert value - 1e-6 <= high <= everything + 1e-6


def test_with_one_contact_type_a_month_s_money_is_the_mismatch_s() -> None:
    """The same definition: the headline's figure of that month alone."""
    rows = [ticket(n, customer_id=f"c{n % 3}", value_usd=10.0 * (n % 3), first=float(n))
            for n in range(9)]  # fmt: skip
    frame = frame_of(rows)
    (cell,) = mismatches(of_period(frame, ["2026-03"]), POLICY)
    (trend,) = segment_trends(frame, POLICY, frozenset(), ["2026-03"])
    assert trend.exposed["2026-03"].value == cell.exposed_usd > 0


def test_few_customers_leave_more_doubt_than_many_with_the_same_share() -> None:
    few = exposed_figure(np.full(4, 100.0), np.array([True, False, False, False]), 4)
    many = exposed_figure(np.full(400, 1.0), np.arange(400) < 100, 400)
    assert few.value == many.value == 100.0
    (few_low, _, few_high), (low, _, high) = few.interval, many.interval
    assert few_low < low < 100 < high < few_high
    # Wilson's of 1 of 4, times 400.
    assert (few_low, few_high) == pytest.approx((18.2, 279.8), abs=0.1)


def test_one_large_customer_among_small_ones_is_hardly_more_than_one_customer() -> None:
    values = np.array([1_000_000.0, *[1.0] * 50])
    found = exposed_figure(values, values > 1, 51)
    assert found.interval[0] == pytest.approx(1_000_000 * 0.2065, rel=0.01)


def test_a_month_with_too_few_tickets_says_so_instead_of_a_number() -> None:
    strict = replace(POLICY, min_tickets=5)
    (trend,) = segment_trends(
        frame_of([ticket(n, first=9.0) for n in range(3)], strict), strict, frozenset(), ["2026-03"]
    )
    (money, first, *_) = segment_pictures(trend, POLICY.profiles["enterprise"], ["2026-03"])
    assert [one.words for one in money.whiskers] == ["2026-03: too few tickets (3)"]
    assert (first.title, first.owed_words) == ("First response in time", "owed: 90 % within 4.0 h")
    assert [one.words for one in first.whiskers] == ["2026-03: too few tickets (3)"]


def test_every_target_the_segment_is_owed_has_its_months() -> None:
    rows = [ticket(n, csat=4, created_at=MARCH - timedelta(days=20 * (n % 2))) for n in range(6)]
    rows += [ticket(9, segment="self-serve")]
    enterprise, self_serve = segment_trends(frame_of(rows), POLICY, frozenset(), MONTHS)
    assert list(enterprise.targets) == [
        "first_response_within", "resolution_within", "csat", "reopen_rate"
    ]  # fmt: skip
    assert list(self_serve.targets) == ["first_response_within"]
    table = trend_rows([enterprise])
    assert {(row.month, row.metric) for row in table} == {
        (month, name) for month in MONTHS for name in ("value_exposed", *enterprise.targets)
    }
    assert next(row for row in table if row.metric == "csat") == TrendRow(
        segment="enterprise", month="2026-02", metric="csat", unit="of 5",
        owed=4.2, value=4.0, low=2.0244, high=4.8526, n=3,
    )  # fmt: skip
