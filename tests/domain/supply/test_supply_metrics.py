"""Metrics: each recomputed from raw rows, ticket by ticket, without pandas."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.domain.supply.metrics.figures import figure, figures, wilson
from feedback.domain.supply.metrics.metrics import BY_NAME, METRICS
from feedback.domain.supply.metrics.metrics_page import metrics_page
from feedback.domain.supply.metrics.ticket_frame import of_period
from tests.domain.supply.supply_examples import MARCH, NOW, POLICY, frame_of, ticket

Row = dict[str, Any]


def hours(row: Row, name: str) -> float | None:
    moment: datetime | None = row[name]
    return None if moment is None else (moment - row["created_at"]).total_seconds() / 3600


def kept(row: Row, name: str, limits: dict[str, float | None]) -> float | None:
    """1, 0, or None where nothing can be said."""
    limit, taken = limits[row["segment"]], hours(row, name)
    if limit is None:
        return None
    if taken is not None:
        return float(taken <= limit)
    waited = (NOW - row["created_at"]).total_seconds() / 3600
    return 0.0 if row["is_open"] and waited > limit else None


def average(values: Sequence[float | None]) -> float | None:
    known = [float(one) for one in values if one is not None]
    return mean(known) if known else None


def share(rows: Sequence[Row], hit: Callable[[Row], bool]) -> float | None:
    return mean(float(hit(row)) for row in rows) if rows else None


def of_a_supplier(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["group"] != "nobody's"]


FIRST = {"enterprise": 4.0, "self-serve": 24.0}
RESOLVED = {"enterprise": 48.0, "self-serve": None}
COST = {"alpha": 12.0, "beta": 4.0}


def cost(row: Row) -> float:
    if row["group"] == "gamma":
        return 20.0 if row["solved_at"] else 0.0
    return COST.get(row["group"], 0.0)


def at_first_contact(row: Row) -> bool:
    if row["n_reopens"]:
        return False
    if row["n_replies"] is not None:
        return bool(row["n_replies"] == 1)
    return bool(row["solved_at"] - row["first_reply_at"] <= timedelta(hours=1))


def judged_for_first_contact(rows: Sequence[Row]) -> list[Row]:
    return [
        row
        for row in solved(rows)
        if (row["first_reply_at"] if row["n_replies"] is None else row["n_replies"])
    ]


def complete(row: Row) -> float:
    there = (row["type"] != "", row["has_tags"], row["has_support_agent"], row["has_text"])
    return sum(there) / 4


def per_resolution(rows: Sequence[Row]) -> float | None:
    rows = of_a_supplier(rows)
    n = sum(row["solved_at"] is not None for row in rows)
    return sum(map(cost, rows)) / n if n else None


def solved(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["solved_at"]]


ANOTHER_WAY: dict[str, Callable[[Sequence[Row]], float | None]] = {
    "tickets": len,
    "off_channel": lambda rows: share(
        [r for r in rows if r["segment"] == "self-serve" and r["channel"]],
        lambda r: r["channel"] != "email",
    ),
    "first_response_hours": lambda rows: average([hours(r, "first_reply_at") for r in rows]),
    "first_response_within": lambda rows: average([kept(r, "first_reply_at", FIRST) for r in rows]),
    "resolution_hours": lambda rows: average([hours(r, "solved_at") for r in rows]),
    "resolution_within": lambda rows: average([kept(r, "solved_at", RESOLVED) for r in rows]),
    "first_contact_resolution": lambda rows: share(
        judged_for_first_contact(rows), at_first_contact
    ),
    "first_contact_by_time": lambda rows: share(
        judged_for_first_contact(rows), lambda r: r["n_replies"] is None
    ),
    "reopen_rate": lambda rows: share(
        [r for r in rows if r["solved_at"] or r["n_reopens"]], lambda r: r["n_reopens"] > 0
    ),
    "csat": lambda rows: average([r["csat"] for r in rows]),
    "backlog_age_days": lambda rows: average(
        [(NOW - r["created_at"]).total_seconds() / 86400 for r in rows if r["is_open"]]
    ),
    "cost_per_resolution": per_resolution,
    "linked": lambda rows: share([r for r in rows if r["has_text"]], lambda r: r["issue"] != ""),
    "misrouted": lambda rows: share(
        of_a_supplier(rows), lambda r: r["segment"] == "enterprise" and r["group"] == "beta"
    ),
    "duplicates": lambda rows: share(rows, lambda r: r["is_echo"]),
    "completeness": lambda rows: average([complete(r) for r in rows]),
    "hours_to_link": lambda rows: average([hours(r, "linked_at") for r in rows]),
}
ROWS = st.lists(
    st.builds(
        lambda number, **changes: ticket(number, **changes),
        st.integers(0, 10**6),
        first=st.one_of(st.none(), st.floats(0.1, 90)),
        solved=st.one_of(st.none(), st.floats(0.1, 300)),
        linked=st.one_of(st.none(), st.floats(0.1, 90)),
        csat=st.one_of(st.none(), st.integers(1, 5)),
        n_reopens=st.integers(0, 2),
        group=st.sampled_from(["alpha", "beta", "gamma", "nobody's"]),
        segment=st.sampled_from(["enterprise", "self-serve"]),
        issue=st.sampled_from(["", "FB-1 Login", "FB-2 Export"]),
        type=st.sampled_from(["", "problem"]),
        has_text=st.booleans(),
        has_tags=st.booleans(),
        is_echo=st.booleans(),
        channel=st.sampled_from(["", "email", "chat"]),
        n_replies=st.one_of(st.none(), st.integers(0, 3)),
        created_at=st.integers(0, 600).map(lambda hour: MARCH + timedelta(hours=hour)),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_every_metric_is_what_its_raw_rows_say(rows: list[Row]) -> None:
    frame = frame_of(rows)
    assert ANOTHER_WAY.keys() == BY_NAME.keys()
    for metric in METRICS:
        expected = ANOTHER_WAY[metric.name](rows)
        found = figure(frame, metric).value
        assert found == pytest.approx(expected), metric.name


@settings(max_examples=15, deadline=None)
@given(ROWS)
def test_a_metric_by_cell_is_the_metric_of_the_cell_s_tickets(rows: list[Row]) -> None:
    frame = frame_of(rows)
    for metric in METRICS:
        for (supplier, segment), found in figures(frame, metric, ("supplier", "segment")).items():
            own = of_period(frame, supplier=supplier)
            alone = figure(own[(own["segment"] == segment).to_numpy()], metric)
            assert found.value == pytest.approx(alone.value), metric.name
            assert found.n == alone.n


def test_too_few_tickets_give_no_number_but_say_how_many_there_are() -> None:
    rows = [ticket(n, csat=5) for n in range(4)]
    found = figure(frame_of(rows), BY_NAME["csat"], min_tickets=5)
    assert (found.value, found.n) == (None, 4)


def test_a_missing_first_reply_counts_as_missed_only_while_the_customer_still_waits() -> None:
    waits_too_long = ticket(1, first=None, solved=None)
    not_recorded = ticket(2, first=None, solved=5.0)
    just_opened = ticket(3, first=None, solved=None, created_at=NOW - timedelta(hours=1))
    frame = frame_of([waits_too_long, not_recorded, just_opened])
    found = figure(frame, BY_NAME["first_response_within"])
    assert (found.value, found.n) == (0.0, 1)


def test_first_contact_goes_by_replies_where_they_are_counted() -> None:
    slow_but_once = ticket(1, n_replies=1, first=1.0, solved=99.0)
    quick_but_twice = ticket(2, n_replies=2, first=1.0, solved=1.5)
    came_back = ticket(3, n_replies=1, n_reopens=1)
    never_answered = ticket(4, n_replies=0)
    frame = frame_of([slow_but_once, quick_but_twice, came_back, never_answered])
    found = figure(frame, BY_NAME["first_contact_resolution"])
    assert (found.value, found.n) == (1 / 3, 3)
    assert figure(frame, BY_NAME["first_contact_by_time"]).value == 0.0


def test_the_share_judged_by_time_alone_is_told() -> None:
    quick, slow = ticket(1, first=1.0, solved=1.5), ticket(2, first=1.0, solved=9.0)
    frame = frame_of([quick, slow, ticket(3, n_replies=1), ticket(4, n_replies=3)])
    assert figure(frame, BY_NAME["first_contact_resolution"]).value == 0.5
    assert figure(frame, BY_NAME["first_contact_by_time"]).value == 0.5


def test_no_interval_says_what_cannot_be() -> None:
    frame = frame_of(
        [ticket(n, first=40.0 if n == 1 else 0.1, csat=1 if n == 1 else 5) for n in range(9)]
    )
    slow, rated = (figure(frame, BY_NAME[name]) for name in ("first_response_hours", "csat"))
    assert slow.low == 0.0
    assert rated.high == 5.0


def test_ratings_that_agree_are_not_certain_for_that() -> None:
    found = figure(frame_of([ticket(n, csat=5) for n in range(10)]), BY_NAME["csat"])
    # Ten of ten, Wilson: 0.722 of the scale.
    assert found.interval == pytest.approx((1 + 4 * 0.7225, 5.0, 5.0), abs=1e-3)


def test_tickets_opened_after_the_night_are_not_there_yet() -> None:
    later = ticket(2, created_at=NOW + timedelta(hours=1))
    assert list(frame_of([ticket(1), later])["ticket_id"]) == ["t1"]


def test_the_month_is_the_one_on_the_wall_of_the_deployment() -> None:
    from dataclasses import replace

    late = ticket(1, created_at=datetime.fromisoformat("2026-02-28T23:30:00+00:00"))
    berlin = frame_of([late], replace(POLICY, time_zone="Europe/Berlin"))
    assert list(berlin["month"]) == ["2026-03"]


def test_hours_paid_for_are_shared_out_over_the_month_s_tickets() -> None:
    from dataclasses import replace

    from feedback.domain.customers.supplier import Pricing
    from tests.domain.supply.supply_examples import terms

    hourly = terms("alpha", "30", pricing=Pricing.PER_HOUR, hours_per_month=20)
    last_month = MARCH - timedelta(days=20)
    rows = [ticket(n, created_at=last_month) for n in range(4)] + [ticket(9)]
    frame = frame_of(rows, replace(POLICY, terms={"alpha": hourly}))
    # Of March, 30 of 31 days are over, so not all of its hours are paid yet.
    assert list(frame["cost_usd"]) == pytest.approx([150.0] * 4 + [600 * 30 / 31])


def test_without_hours_a_month_a_ticket_costs_its_own_and_an_estimate_says_so() -> None:
    from dataclasses import replace

    from feedback.domain.customers.supplier import Pricing
    from tests.domain.supply.supply_examples import terms

    hourly = terms("alpha", "30", pricing=Pricing.PER_HOUR, hours_per_ticket=0.4)
    rows = [ticket(1, handling_hours=1.5), ticket(2)]
    frame = frame_of(rows, replace(POLICY, terms={"alpha": hourly}))
    assert list(frame["cost_usd"]) == [45.0, 12.0]
    assert list(frame["cost_is_estimated"]) == [False, True]


def test_the_interval_of_a_share_is_wilson_s() -> None:
    # 7 of 10 (Wilson 1927, 95 %): 0.3968 to 0.8922.
    assert wilson(7, 10) == pytest.approx((0.3968, 0.8922), abs=1e-4)
    assert wilson(0, 10)[0] == pytest.approx(0.0, abs=1e-12)


def test_the_documentation_says_what_the_definitions_say() -> None:
    page = Path("docs/metrics.md").read_text(encoding="utf-8")
    assert page == metrics_page(), (
        "regenerate: python -m feedback.domain.supply.metrics.metrics_page"
    )
